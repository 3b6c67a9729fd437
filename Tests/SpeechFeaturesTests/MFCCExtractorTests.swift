import Foundation
import Testing

@testable import SpeechFeatures

@Suite("MFCC extractor")
struct MFCCExtractorTests {
    private let extractor = MFCCExtractor()

    @Test("audio shorter than a window has no rows", arguments: [0, 1, 399])
    func shorterThanAWindow(samples: Int) {
        let frames = extractor.compute(Signal.noise(amplitude: 0.5, samples: samples))
        #expect(frames.rows == 0 && frames.columns == 39)
        #expect(frames.values.isEmpty)
    }

    @Test("digital silence gives zeros")
    func silence() {
        let frames = extractor.compute([Float](repeating: 0, count: 16000))
        #expect(frames.rows == 98)
        #expect(frames.values.allSatisfy { $0 == 0 })
    }

    @Test("the same samples give the same bits, from several tasks at once too")
    func determinism() async {
        let samples = Signal.noise(amplitude: 0.3, samples: 20000)
        let first = extractor.compute(samples)
        await withTaskGroup { group in
            for _ in 0..<4 { group.addTask { extractor.compute(samples) } }
            for await again in group { #expect(again == first) }
        }
    }

    @Test(
        "a cut has the bits of the whole utterance's first rows", arguments: [0, 1, 2, 5, 40, 92, 95, 96, 97, 98, 750])
    func maximumFrames(maximum: Int) {
        let samples =
            Signal.noise(amplitude: 0.3, samples: 8000) + Signal.vowel(hertz: 140, amplitude: 0.5, samples: 8000)
        let whole = extractor.compute(samples)
        #expect(extractor.compute(samples, maximumFrames: maximum) == whole.prefix(maximum))
    }

    @Test("a cut of a longer utterance is not the features of the shortened utterance")
    func cutDiffersFromShortenedUtterance() {
        let samples = Signal.noise(amplitude: 0.3, samples: 16000)
        let shortened = extractor.compute(Array(samples[0..<(400 + 49 * 160)]))
        let cut = extractor.compute(samples, maximumFrames: 50)
        #expect(shortened.rows == 50 && cut.rows == 50)
        #expect(cut.row(45) == shortened.row(45))
        #expect(cut.row(49) != shortened.row(49))
    }

    @Test("double level adds ln 4 to the log energy and to nothing but it")
    func gain() {
        let quiet = Signal.noise(amplitude: 0.25, samples: 16000)
        let (a, b) = (extractor.compute(quiet), extractor.compute(quiet.map { 2 * $0 }))
        for row in 0..<a.rows {
            #expect(abs(b[row, 12] - a[row, 12] - 2 * log(Float(2))) < 4e-6)
            let others = (0..<39).filter { $0 != 12 }
            #expect(others.allSatisfy { abs(b[row, $0] - a[row, $0]) < 1e-3 })
        }
    }

    @Test("log energy is that of the 16-bit samples, without window, pre-emphasis or normalisation")
    func logEnergy() {
        let frames = extractor.compute([Float](repeating: 1000.0 / 32768, count: 400))
        #expect(abs(frames[0, 12] - Float(log(400 * 1000.0 * 1000.0))) < 2e-6)
        let one = extractor.compute([Float](repeating: 0, count: 399) + [1.0 / 32768])
        #expect(one[0, 12] == 0)  // ln(max(1, 1))
    }

    @Test("pre-emphasis starts anew in each frame and rounds product and difference separately")
    func preEmphasis() {
        let factor: Float = 0.97
        let frame = Signal.scaled(Signal.noise(amplitude: 0.9, samples: 400))
        var rows = [Lanes](repeating: .zero, count: 400)
        PreEmphasis.apply(
            to: lanes(frame), factor: factor, window: [Float](repeating: 1, count: 400), into: &rows)
        let result = column(rows)
        #expect(result[0] == (1 - factor) * frame[0])
        var differsFromDouble = false
        for index in 1..<400 {
            let product: Float = factor * frame[index - 1]
            #expect(result[index] == frame[index] - product)
            let exact = Double(frame[index]) - Double(factor) * Double(frame[index - 1])
            differsFromDouble = differsFromDouble || result[index] != Float(exact)
        }
        #expect(differsFromDouble)
    }

    @Test("the delta of the row past the end enters the last acceleration")
    func twoExtraDeltaRows() {
        let frames = extractor.compute(Signal.noise(amplitude: 0.3, samples: 400 + 9 * 160))
        let statics = frames.column(0)
        func delta(_ t: Int) -> Float {
            func v(_ t: Int) -> Float { statics[min(max(t, 0), 9)] }
            return ((v(t + 1) - v(t - 1)) + 2 * (v(t + 2) - v(t - 2))) / 10
        }
        #expect(delta(10) != delta(9))
        for t in 0..<10 { #expect(frames[t, 13] == delta(t)) }
        for t in 0..<10 {
            let before = (delta(max(t - 1, 0)), delta(max(t - 2, 0)))
            #expect(frames[t, 26] == ((delta(t + 1) - before.0) + 2 * (delta(t + 2) - before.1)) / 10)
        }
        let copied = ((delta(9) - delta(8)) + 2 * (delta(9) - delta(7))) / 10
        #expect(frames[9, 26] != copied)
    }

    /// Rules (a) and (b) of section 2 of the specification, written out value by value.
    @Test(
        "clips under 880 samples follow the rules of the reference's filling buffers",
        arguments: [400, 560, 719, 720, 879])
    func shortClips(samples: Int) {
        let frames = extractor.compute(Signal.noise(amplitude: 0.3, samples: samples))
        let count = (samples - 400) / 160 + 1
        #expect(frames.rows == count)
        let v = frames.column(0)
        func regression(_ t: Int, _ value: (Int) -> Float) -> Float {
            ((value(t + 1) - value(t - 1)) + 2 * (value(t + 2) - value(t - 2))) / 10
        }
        let deltas = (0..<(count + 2)).map { t in
            regression(t) { index in
                if index > count - 1, t < 2, t + 2 > count - 1 { return 0 }
                return v[min(max(index, 0), count - 1)]
            }
        }
        for t in 0..<count {
            #expect(frames[t, 13] == deltas[t])
            let known = max(count - 2, 0) + t + 1
            let expected = regression(t) { index in
                if index > known - 1 { return t < 2 ? 0 : deltas[known - 1] }
                return deltas[max(index, 0)]
            }
            #expect(frames[t, 26] == expected)
        }
    }

    @Test("880 samples and more follow the general rule")
    func notShort() {
        let frames = extractor.compute(Signal.noise(amplitude: 0.3, samples: 880))
        let v = frames.column(0)
        #expect(frames.rows == 4)
        #expect(frames[1, 13] == ((v[2] - v[0]) + 2 * (v[3] - v[0])) / 10)
        #expect(frames[3, 13] == ((v[3] - v[2]) + 2 * (v[3] - v[1])) / 10)
    }

    @Test("rows and columns of a table")
    func matrix() {
        let matrix = FrameMatrix(values: [1, 2, 3, 4, 5, 6], rows: 3, columns: 2)
        #expect(Array(matrix.row(1)) == [3, 4])
        #expect(matrix.column(1) == [2, 4, 6])
        #expect(matrix.prefix(1) == FrameMatrix(values: [1, 2], rows: 1, columns: 2))
        #expect(matrix.prefix(9) == matrix)
    }
}
