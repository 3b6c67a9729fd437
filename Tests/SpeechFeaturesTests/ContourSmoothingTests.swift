import Testing

@testable import SpeechFeatures

@Suite("Contour smoothing")
struct ContourSmoothingTests {
    @Test("one row more than the input, equal to the last value")
    func extraRow() {
        #expect(ContourSmoothing.mean([3, 6, 9]) == [4, 6, 8, 9])
        #expect(ContourSmoothing.mean([5]) == [5, 5])
        #expect(ContourSmoothing.mean([]).isEmpty)
    }

    @Test("zeros stay, and are left out of the means of their neighbours")
    func zeros() {
        #expect(ContourSmoothing.meanOfNonzero([0, 2, 4, 0, 6, 8]) == [0, 3, 3, 0, 7, 22.0 / 3, 8])
        #expect(ContourSmoothing.meanOfNonzero([]).isEmpty)
    }

    @Test("before anything was decided, rows see themselves in place of their right neighbour, and the first sees none")
    func withoutNextFrames() {
        #expect(ContourSmoothing.meanOfNonzero([3, 6, 9], hasNextFrames: false) == [3, 5, 8, 9])
        #expect(ContourSmoothing.meanOfNonzero([4], hasNextFrames: false) == [4, 4])
        #expect(ContourSmoothing.meanOfNonzero([0, 6], hasNextFrames: false) == [0, 6, 6])
    }
}
