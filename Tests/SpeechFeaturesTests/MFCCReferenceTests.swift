import TestSupport
import Testing

@testable import SpeechFeatures

/// The stored output of the reference for 28 clips, to the tolerances that its README suggests.
@Suite("MFCC against the reference", .enabled(if: SharedReference.isPresent))
struct MFCCReferenceTests {
    @Test("all 39 columns of every clip", arguments: ReferenceClip.all)
    func columns(clip: ReferenceClip) throws {
        let frames = MFCCExtractor().compute(try clip.samples())
        let expected = try clip.array("mfcc")
        #expect(expected.shape == [frames.rows, 39])
        var worst = (cepstra: Float(0), delta: Float(0), acceleration: Float(0), energy: Float(0))
        for index in 0..<min(frames.values.count, expected.values.count) {
            let difference = abs(frames.values[index] - expected.values[index])
            let column = index % 39
            if column % 13 == 12 {
                worst.energy = max(worst.energy, difference)
            } else if column < 13 {
                worst.cepstra = max(worst.cepstra, difference)
            } else if column < 26 {
                worst.delta = max(worst.delta, difference)
            } else {
                worst.acceleration = max(worst.acceleration, difference)
            }
        }
        // Almost empty upper bands of very clean signals show the rounding of the reference's own float32 transform.
        #expect(worst.cepstra < 2e-3)
        #expect(worst.delta < 5e-4)
        #expect(worst.acceleration < 3e-4)
        #expect(worst.energy < 5e-6)
    }

    @Test("95 % of all cepstra lie within 1e-4")
    func closeness() throws {
        var (close, all) = (0, 0)
        for clip in ReferenceClip.all {
            let frames = MFCCExtractor().compute(try clip.samples())
            let expected = try clip.array("mfcc").values
            for row in 0..<frames.rows {
                for column in 0..<12 {
                    all += 1
                    if abs(frames[row, column] - expected[row * 39 + column]) < 1e-4 { close += 1 }
                }
            }
        }
        #expect(all == 9808 * 12)
        #expect(Double(close) > 0.95 * Double(all))
    }

    @Test("the first 750 rows of the long clips, cut")
    func cut() throws {
        for clip in ReferenceClip.all where clip.name == "an12_glide12s" || clip.name == "sp13_en_long" {
            let samples = try clip.samples()
            let cut = MFCCExtractor().compute(samples, maximumFrames: 750)
            #expect(cut.rows == 750)
            #expect(cut == MFCCExtractor().compute(samples).prefix(750))
            #expect(largestDifference(cut.values, try clip.array("mfcc").values.prefix(750 * 39)) < 2e-3)
        }
    }
}
