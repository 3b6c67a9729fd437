import Testing

@testable import SpeechFeatures

@Suite("Spectral peaks")
struct SpectralPeaksTests {
    private func enhanced(_ values: [Float]) -> [Float] {
        var rows = lanes(values)
        var marks = [SIMD16<Int32>](repeating: .zero, count: values.count)
        SpectralPeaks.enhance(&rows, marks: &marks)
        return column(rows)
    }

    @Test("between two peaks only two bins either side survive")
    func betweenPeaks() {
        let values: [Float] = [1.0, 9, 8, 7, 6, 5, 4, 5, 6, 7, 8, 2, 1]
        #expect(enhanced(values) == [1, 9, 8, 7, 0, 0, 0, 0, 6, 7, 8, 2, 1])
    }

    @Test("peaks nearer than six bins leave all as it is")
    func nearPeaks() {
        let values: [Float] = [0.0, 5, 1, 1, 1, 0.5, 5, 0]
        #expect(enhanced(values) == values)
    }

    @Test("with exactly one peak everything from bin 3 on goes, the peak too")
    func onePeak() {
        #expect(enhanced([1, 2, 3, 4, 5, 6, 3, 2, 1]) == [1, 2, 3, 0, 0, 0, 0, 0, 0])
        #expect(enhanced([9, 8, 7, 6, 5, 4]) == [9, 8, 7, 0, 0, 0])
    }

    @Test("with no peak nothing changes")
    func noPeak() {
        #expect(enhanced([Float](repeating: 3, count: 9)) == [Float](repeating: 3, count: 9))
    }

    @Test("a plateau's first bin is a peak, and the first and last bin can be one")
    func plateauAndEnds() {
        // Peaks at 0, at 6 (first of the plateau) and at 12.
        let values: [Float] = [5.0, 4, 3, 2, 1, 1, 7, 7, 3, 2, 1, 1, 9]
        #expect(enhanced(values) == [5, 4, 3, 0, 1, 1, 7, 7, 3, 0, 1, 1, 9])
    }

    @Test("smoothing weighs 1 2 1, sees a 0 before the first bin, and leaves the last")
    func smoothing() {
        var smoothed = [WideLanes](repeating: .zero, count: 4)
        SpectralPeaks.smooth(lanes([4.0, 8, 0, 4]), into: &smoothed)
        #expect(smoothed.map { $0[5] } == [4, 5, 3, 4])
    }

    @Test("sixteen spectra at once are what each is by itself, by the rule written out", arguments: 1...40)
    func equalsTheRule(seed: Int) {
        var generator = TestGenerator(seed: UInt64(seed))
        // Few values make plateaus, few bins make spectra with one peak or none.
        let (bins, values) = (3 + Int(generator.uniform() * 40), 1 + Int(generator.uniform() * 6))
        let spectra = (0..<16).map { _ in (0..<bins).map { _ in Float(Int(generator.uniform() * Double(values))) } }
        var rows = lanes(spectra)
        var marks = [SIMD16<Int32>](repeating: .zero, count: bins)
        SpectralPeaks.enhance(&rows, marks: &marks)
        for lane in 0..<16 { #expect(column(rows, lane: lane) == byTheRule(spectra[lane])) }
    }

    private func byTheRule(_ a: [Float]) -> [Float] {
        let last = a.count - 1
        let peaks = a.indices.filter { i in
            if i == 0 { return a[0] > a[1] }
            return a[i] > a[i - 1] && (i == last || a[i] >= a[i + 1])
        }
        if peaks.count == 1 { return a.enumerated().map { $0.offset >= 3 ? 0 : $0.element } }
        var result = a
        for (p, q) in zip(peaks, peaks.dropFirst()) {
            for j in stride(from: p + 3, through: q - 3, by: 1) { result[j] = 0 }
        }
        return result
    }
}
