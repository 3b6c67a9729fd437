import Testing

@testable import SpeechFeatures

@Suite("Peak ranking")
struct PeakRankingTests {
    @Test("sixteen sequences at once rank as each by itself, the lower place first among equals", arguments: 1...40)
    func equalsSorting(seed: Int) {
        var generator = TestGenerator(seed: UInt64(seed))
        // Few different heights, so that there are plateaus and equal peaks.
        let heights = 2 + Int(generator.uniform() * 9)
        let sequences = (0..<16).map { _ in (0..<60).map { _ in Float(Int(generator.uniform() * Double(heights))) } }
        var ranking = PeakRanking()
        ranking.find(in: lanes(sequences))
        for (lane, values) in sequences.enumerated() {
            let peaks = (1..<59).filter { values[$0 - 1] < values[$0] && values[$0] > values[$0 + 1] }
            let expected = peaks.sorted { (values[$0], $1) > (values[$1], $0) }.prefix(4)
            let found = (0..<4).compactMap { ranking.place(rank: $0, lane: lane) }
            #expect(found == Array(expected))
        }
    }

    @Test("a ranking that was used leaves no traces")
    func usedAgain() {
        var ranking = PeakRanking()
        ranking.find(in: lanes([0, 5, 0, 4, 0, 3, 0, 2, 0]))
        #expect((0..<4).map { ranking.place(rank: $0, lane: 5) } == [1, 3, 5, 7])
        ranking.find(in: lanes([0, 1, 0, 0, 0]))
        #expect((0..<4).map { ranking.place(rank: $0, lane: 5) } == [1, nil, nil, nil])
    }
}
