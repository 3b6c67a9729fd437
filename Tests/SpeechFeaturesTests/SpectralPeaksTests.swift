import Testing

@testable import SpeechFeatures

@Suite("Spectral peaks")
struct SpectralPeaksTests {
    private func enhanced(_ values: [Double]) -> [Double] {
        var values = values
        SpectralPeaks.enhance(&values)
        return values
    }

    @Test("between two peaks only two bins either side survive")
    func betweenPeaks() {
        let values = [1.0, 9, 8, 7, 6, 5, 4, 5, 6, 7, 8, 2, 1]
        #expect(enhanced(values) == [1, 9, 8, 7, 0, 0, 0, 0, 6, 7, 8, 2, 1])
    }

    @Test("peaks nearer than six bins leave all as it is")
    func nearPeaks() {
        let values = [0.0, 5, 1, 1, 1, 0.5, 5, 0]
        #expect(enhanced(values) == values)
    }

    @Test("with exactly one peak everything from bin 3 on goes, the peak too")
    func onePeak() {
        #expect(enhanced([1, 2, 3, 4, 5, 6, 3, 2, 1]) == [1, 2, 3, 0, 0, 0, 0, 0, 0])
        #expect(enhanced([9, 8, 7, 6, 5, 4]) == [9, 8, 7, 0, 0, 0])
    }

    @Test("with no peak nothing changes")
    func noPeak() {
        #expect(enhanced([Double](repeating: 3, count: 9)) == [Double](repeating: 3, count: 9))
    }

    @Test("a plateau's first bin is a peak, and the first and last bin can be one")
    func plateauAndEnds() {
        // Peaks at 0, at 6 (first of the plateau) and at 12.
        let values = [5.0, 4, 3, 2, 1, 1, 7, 7, 3, 2, 1, 1, 9]
        #expect(enhanced(values) == [5, 4, 3, 0, 1, 1, 7, 7, 3, 0, 1, 1, 9])
    }

    @Test("smoothing weighs 1 2 1, sees a 0 before the first bin, and leaves the last")
    func smoothing() {
        var values = [4.0, 8, 0, 4]
        SpectralPeaks.smooth(&values)
        #expect(values == [4, 5, 3, 4])
    }
}
