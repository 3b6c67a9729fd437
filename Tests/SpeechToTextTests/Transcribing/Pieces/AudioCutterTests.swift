import Testing

@testable import SpeechToText

@Suite struct AudioCutterTests {
    private func pieces(_ cuts: [Int], count: Int, maximum: Int) -> [Range<Int>] {
        AudioCutter(name: "given") { _, _, _ in cuts }.pieces(
            of: [Int16](repeating: 0, count: count + 7)[7...], sampleRate: 16_000, maximumSamples: maximum)
    }

    @Test("the cuts become ranges of the whole")
    func ranges() {
        #expect(pieces([40, 80], count: 100, maximum: 50) == [7..<47, 47..<87, 87..<107])
    }

    @Test(
        "whatever a cutter says, every sample is in one piece and no piece is too long",
        arguments: [[], [0], [10, 5], [99, 100, 101], [500], [-3, 20], [50, 50]])
    func brokenPromises(_ cuts: [Int]) {
        let pieces = pieces(cuts, count: 100, maximum: 40)
        #expect(pieces.first?.lowerBound == 7 && pieces.last?.upperBound == 107)
        #expect(zip(pieces, pieces.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
        #expect(pieces.allSatisfy { !$0.isEmpty && $0.count <= 40 })
    }
}
