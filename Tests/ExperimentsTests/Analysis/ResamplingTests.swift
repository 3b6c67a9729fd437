import Corpus
import Models
import Testing

@testable import Experiments

@Suite struct ResamplingTests {
    private func data(_ speakers: [String], tests: [[Int]]) -> ExperimentData {
        ExperimentData(
            labels: ["a", "b"],
            utterances: speakers.enumerated().map { index, speaker in
                ExperimentUtterance(
                    id: "u\(index)", speaker: speaker, label: index % 2, frames: [], frameCount: 0, prosody: [],
                    transcripts: [:])
            },
            folds: tests.enumerated().map { Fold(index: $0, name: "\($0)", train: [], dev: [], test: $1) },
            scheme: .given)
    }

    private func resampling(_ data: ExperimentData, replicates: Int = 50) -> Resampling {
        Resampling(data, places: TestPlaces(data), seed: 1, replicates: replicates)
    }

    @Test("each replicate draws as many speakers as there are, each equally often in the mean")
    func draws() {
        let resampling = resampling(data(["x", "y", "x", "z"], tests: [[3, 0], [1, 2]]), replicates: 3_000)
        #expect(resampling.units == [0, 1, 2, 1])
        var sums = [0, 0, 0]
        var replicates = 0
        resampling.replicates { weights in
            #expect(weights.reduce(0, +) == 3)
            for unit in weights.indices { sums[unit] += weights[unit] }
            replicates += 1
        }
        #expect(replicates == 3_000)
        // Binomial with a deviation of about 45.
        #expect(sums.allSatisfy { abs($0 - 3_000) < 225 })
    }

    @Test("where one tested utterance has no speaker, utterances are drawn, and the sentence says so")
    func unknownSpeakers() {
        let resampling = resampling(data(["x", "", "x", "y"], tests: [[0, 1, 2], [2]]))
        #expect(resampling.facts.unit == .utterances && resampling.facts.units == 3)
        // An utterance that is tested twice is drawn as one.
        #expect(resampling.units == [0, 1, 2, 2])
        #expect(resampling.facts.sentence.contains("the speaker of some is not known"))
    }

    @Test("an unknown speaker outside the test parts changes nothing")
    func unknownInTraining() {
        #expect(resampling(data(["x", "", "y"], tests: [[0, 2]])).facts.unit == .speakers)
    }

    @Test("one speaker gives no interval and says why")
    func oneSpeaker() {
        let resampling = resampling(data(["x", "x"], tests: [[0, 1]]))
        var replicates = 0
        resampling.replicates { _ in replicates += 1 }
        #expect(replicates == 0 && !resampling.isPossible)
        #expect(resampling.interval([]) == nil)
        #expect(resampling.facts.sentence.hasPrefix("No confidence intervals"))
    }

    @Test("counts of any draw are the sums done plainly")
    func unitCounts() {
        var generator = SeededGenerator(seed: 2)
        let counted = (0..<60).map { _ in
            (unit: generator.below(5), cell: generator.below(4), count: generator.below(3))
        }
        let counts = UnitCounts(counted, units: 6, cells: 4)
        for _ in 0..<20 {
            let weights = (0..<6).map { _ in generator.below(3) }
            var sums = [9, 9, 9, 9]
            counts.sum(weights, into: &sums)
            var expected = [0, 0, 0, 0]
            for entry in counted { expected[entry.cell] += weights[entry.unit] * entry.count }
            #expect(sums == expected)
        }
    }
}
