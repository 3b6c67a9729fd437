import Foundation
import Testing

@testable import SpeechFeatures

@Suite("Sub-harmonic summation")
struct SubharmonicSummationTests {
    private let octaves = OctaveSpectrum(binCount: 513, binHertz: 15.625)

    private func candidates(
        _ spectrum: [Float], range: ClosedRange<Float> = 52...620
    ) -> [SubharmonicSummation.Candidate] {
        let summation = SubharmonicSummation(spectrum: octaves, frequencyRange: range)
        var workspace = summation.makeWorkspace()
        summation.findCandidates(in: lanes(spectrum), frameCount: 16, &workspace)
        return Array(workspace.candidates[20..<24])
    }

    @Test("a flat or empty spectrum has no candidates")
    func none() {
        #expect(candidates([Float](repeating: 0, count: 513)) == [Candidate](repeating: .empty, count: 4))
    }

    @Test("a symmetric peak lies on its point; its score is a fifteenth, its voicing relative to the mean")
    func onePeak() {
        var spectrum = [Float](repeating: 0, count: 513)
        (spectrum[119], spectrum[120], spectrum[121]) = (5, 10, 5)
        let found = candidates(spectrum, range: 90...620)
        #expect(abs(found[0].frequency - exp2(octaves.logFrequencies[120])) < 1e-2)
        #expect(abs(found[0].score - 10.0 / 15) < 1e-6)
        // The shifted copies at 61, 97 and 119 points lower lie on the axis too: 20 (1 + 0.85 + 0.85²) / 15 in all.
        let mean = 20 * (1 + 0.85 + 0.7225) / 15 / 513
        #expect(abs(Double(found[0].voicing) - (1 - mean / (10.0 / 15))) < 1e-6)
        #expect(found[1] == .empty)
    }

    @Test("the fundamental of a harmonic series wins over its harmonics")
    func harmonics() {
        var spectrum = [Float](repeating: 0, count: 513)
        let shifts = [0, 61, 97, 123, 143, 159]
        for shift in shifts { (spectrum[119 + shift], spectrum[120 + shift], spectrum[121 + shift]) = (2, 4, 2) }
        let first = candidates(spectrum)[0]
        #expect(abs(first.frequency - exp2(octaves.logFrequencies[120])) < 1e-2)
    }

    @Test("peaks outside of the range are dropped and the gaps closed")
    func range() {
        var spectrum = [Float](repeating: 0, count: 513)
        spectrum[300] = 10  // 734 Hz, the highest peak; its copies lie at 239 points and lower
        let all = candidates(spectrum, range: 26...7000)
        let limited = candidates(spectrum)
        #expect(all[0].frequency > 620 && all.filter { $0.frequency > 0 }.count == 4)
        #expect(limited.filter { $0.frequency > 0 } == all.filter { (52...620).contains($0.frequency) })
        #expect(limited.last == .empty)
    }

    @Test("only strict maxima count, at most four, the lower first among equals")
    func fourHighest() {
        var spectrum = [Float](repeating: 0, count: 513)
        // So high on the axis that the copies fall below 52 Hz are few; heights are told apart by rank.
        for (point, height) in [(10, 3), (14, 7), (18, 7), (22, 4), (26, 5)] { spectrum[point] = Float(height) }
        (spectrum[30], spectrum[31]) = (9, 9)
        let found = candidates(spectrum, range: 20...620).map {
            Int((log2($0.frequency) * 61.52421 - 285.70949).rounded())
        }
        #expect(found == [14, 18, 26, 22])
    }

    @Test("where interpolation turns the order, the largest comes first and the others stay")
    func swap() {
        var spectrum = [Float](repeating: 0, count: 513)
        // 10 by itself against 9.99 with a neighbour of 9.98: the parabola of the second rises above 10.
        (spectrum[9], spectrum[10], spectrum[11]) = (5, 10, 5)
        (spectrum[29], spectrum[30], spectrum[31]) = (9.98, 9.99, 1)
        let found = candidates(spectrum, range: 20...620)
        #expect(found[0].frequency > found[1].frequency)
        #expect(found[0].score > found[1].score)
    }

    private typealias Candidate = SubharmonicSummation.Candidate
}
