import Foundation
import TestSupport
import Testing

@testable import SpeechFeatures

/// The stored output of the reference for 28 clips, to the tolerances that its README suggests.
@Suite("Prosody against the reference", .enabled(if: SharedReference.isPresent))
struct ProsodyReferenceTests {
    @Test("smoothed contours, frame counts and decided rows of every clip", arguments: ReferenceClip.all)
    func contours(clip: ReferenceClip) throws {
        let samples = try clip.samples()
        let prosody = ProsodyExtractor().compute(samples)
        let smoothed = prosody.smoothed
        #expect(largestDifference(smoothed.loudness, try clip.array("lld", suffix: ".loudness").values) < 1e-5)
        let table = try clip.array("lld")
        #expect(table.shape == [smoothed.pitchHertz.count, 5])
        let columns = FrameMatrix(values: table.values, rows: table.shape[0], columns: 5)
        #expect(largestDifference(smoothed.pitchHertz, columns.column(1)) < 1e-3)
        #expect(largestDifference(smoothed.pitchSemitones, columns.column(2)) < 1e-4)
        #expect(largestDifference(smoothed.voicing, columns.column(3)) < 1e-5)
        #expect(largestDifference(smoothed.harmonicsToNoiseDecibels, columns.column(4)) < 1e-3)

        let check = try #require(try ReferenceClip.json("check.json")[clip.name] as? [String: Any])
        #expect(check["samples"] as? Int == samples.count)
        #expect(check["mfcc_rows"] as? Int == MFCCExtractor().frameCount(sampleCount: samples.count))
        #expect(check["loudness_frames"] as? Int == prosody.contours.loudness.count)
        #expect(check["pitch_frames"] as? Int == prosody.contours.pitchHertz.count)
        if prosody.functionals != nil {
            #expect(check["functional_rows_pitch"] as? Int == max(prosody.decidedFrameCount, 1))
            #expect(check["functional_rows_loudness"] as? Int == smoothed.loudness.count - 1)
        }
    }

    @Test("35 functionals of every clip, or none", arguments: ReferenceClip.all)
    func functionals(clip: ReferenceClip) throws {
        let stored = try #require(try ReferenceClip.json("functionals.json")["values"] as? [String: Any])
        let functionals = ProsodyExtractor().compute(try clip.samples()).functionals
        guard let expected = stored[clip.name] as? [Double] else {
            #expect(functionals == nil)
            return
        }
        let values = try #require(functionals)
        #expect(expected.count == 35 && values.count == 35)
        for column in 0..<35 {
            // Slopes of constant contours are what is left of a cancellation, hence the part relative to the contour.
            let contour = column / 7 * 7
            let size = (expected[contour] * expected[contour] + expected[contour + 1] * expected[contour + 1])
                .squareRoot()
            let tolerance = max(1e-3 * abs(expected[column]), 1e-6 * size)
            #expect(
                abs(Double(values[column]) - expected[column]) <= tolerance,
                "\(SpeechFeatureSet.prosodyColumns[column]): \(values[column]) for \(expected[column])")
        }
    }

    @Test(
        "candidates, chosen pitch, gate, harmonics to noise, level and loudness before smoothing",
        arguments: ["sp01_en_male", "sp07_es_male_low", "an05_vibrato", "an10_alternating"])
    func intermediateValues(name: String) throws {
        let archive = try NumpyArchive(contentsOf: SharedReference.url("\(ReferenceClip.folder)/lld_raw/\(name).npz"))
        func table(_ member: String) throws -> FrameMatrix {
            let array = try archive.array(member)
            return FrameMatrix(values: array.values, rows: array.shape[0], columns: array.shape[1])
        }
        let samples = try ReferenceClip(name: name).samples()
        let frames = pitchFrames(samples).map(\.frame)

        let candidates = try table("cand")
        #expect(candidates.rows == frames.count)
        for place in 0..<4 {
            #expect(largestDifference(frames.map { $0.frequencies[place] }, candidates.column(1 + place)) < 1e-3)
            #expect(largestDifference(frames.map { $0.voicings[place] }, candidates.column(5 + place)) < 1e-5)
            #expect(largestDifference(frames.map { $0.scores[place] }, candidates.column(9 + place)) < 1e-4)
        }
        #expect(largestDifference(frames.map(\.rootMeanSquare), try table("rms").column(0)) < 1e-6)

        for gated in [false, true] {
            var options = ProsodyOptions()
            if !gated { options.energyGate = -1 }
            let contours = ProsodyExtractor(options: options).compute(samples).contours
            #expect(largestDifference(contours.loudness, try table("loud").column(0)) < 1e-5)
            let pitch = try table(gated ? "gated" : "pitch")
            #expect(largestDifference(contours.pitchHertz, pitch.column(0)) < 1e-3)
            #expect(largestDifference(contours.pitchSemitones, pitch.column(1)) < 1e-4)
            #expect(largestDifference(contours.voicing, pitch.column(2)) < 1e-5)
            #expect(largestDifference(contours.harmonicsToNoiseDecibels, try table("hnr").column(0)) < 1e-3)
        }
    }

    @Test("the octave spectrum of every frame of one clip")
    func octaveSpectrum() throws {
        let name = "sp07_es_male_low"
        let archive = try NumpyArchive(contentsOf: SharedReference.url("\(ReferenceClip.folder)/lld_raw/\(name).npz"))
        let stored = try archive.array("scale")
        let samples = try ReferenceClip(name: name).samples()
        var worst: Float = 0
        var frames = 0
        _ = pitchFrames(samples) { first, scaled in
            for lane in 0..<min(16, stored.shape[0] - first) {
                frames += 1
                let expected = stored.values[(first + lane) * 513..<(first + lane + 1) * 513]
                worst = max(worst, largestDifference(column(scaled, lane: lane), expected))
            }
        }
        #expect(stored.shape == [frames, 513])
        // Values reach about 30; the reference's own float32 transform rounds at some 1e-6 of that.
        #expect(worst < 1e-4)
    }
}
