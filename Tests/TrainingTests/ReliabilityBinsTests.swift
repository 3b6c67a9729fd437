import Testing
import Training

@Suite struct ReliabilityBinsTests {
    @Test("a confidence on an edge belongs to the bin below; 0 and 1 have a place")
    func edges() {
        var bins = ReliabilityBins()
        for confidence in [0, 1.0 / 15, 0.0667, 1] { bins.add(confidence: confidence, isRight: true) }
        #expect(bins.bins.map(\.count) == [2, 1] + [Int](repeating: 0, count: 12) + [1])
    }

    @Test("the expected calibration error by hand; none without predictions")
    func error() {
        var bins = ReliabilityBins()
        #expect(bins.expectedCalibrationError == 0)
        bins.add(confidence: 0.9, isRight: true)
        bins.add(confidence: 0.92, isRight: false)
        bins.add(confidence: 0.5, isRight: false)
        #expect(abs(bins.expectedCalibrationError - (0.82 + 0.5) / 3) < 1e-12)
    }
}
