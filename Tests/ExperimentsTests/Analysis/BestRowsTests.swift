import Models
import Testing

@testable import Experiments

@Suite struct BestRowsTests {
    private let gold = Condition(train: .gold, test: .gold)
    private let asr = Condition(train: .asr("x"), test: .asr("x"))

    private func comparison(_ first: ModelCondition, _ second: ModelCondition, _ corrected: Double?) -> PairedComparison
    {
        PairedComparison(
            kind: .models, first: first, second: second,
            measures: Measure.allCases.map {
                MeasureDifference(
                    measure: $0, first: nil, second: nil, difference: nil, interval: nil, pValue: corrected,
                    correctedPValue: corrected, cohensD: nil)
            }, votes: nil)
    }

    @Test("the best of a group is bold only where the corrected test against the next says so")
    func tested() {
        let rows = [ModelCondition(.tre, gold), ModelCondition(.mdre, gold), ModelCondition(.mdrea, gold)]
        func best(_ corrected: Double?, _ means: [Double?] = [0.5, 0.7, 0.6]) -> [Bool] {
            BestRows(
                rows,
                [
                    comparison(rows[0], rows[1], 0.001), comparison(rows[0], rows[2], 0.001),
                    comparison(rows[1], rows[2], corrected),
                ]
            ).best(.weightedAveragePrecision, means: means)
        }
        #expect(best(0.049) == [false, true, false])
        #expect(best(0.05) == [false, false, false])
        #expect(best(nil) == [false, false, false])
        #expect(best(0.001, [0.5, 0.7, 0.7]) == [false, false, false])
        #expect(best(0.001, [nil, 0.6, 0.7]) == [false, false, true])
        #expect(best(0.001, [nil, nil, 0.7]) == [false, false, false])
    }

    @Test("a model without text is in every group, and bold only if it is the best of all")
    func textFree() {
        let rows = [
            ModelCondition(.are, .textFree), ModelCondition(.mdre, gold), ModelCondition(.mdre, asr),
        ]
        let comparisons = [comparison(rows[0], rows[1], 0.01), comparison(rows[0], rows[2], 0.01)]
        func best(_ means: [Double?]) -> [Bool] {
            BestRows(rows, comparisons).best(.unweightedAverageRecall, means: means)
        }
        #expect(best([0.5, 0.7, 0.6]) == [false, true, true])
        #expect(best([0.65, 0.7, 0.6]) == [false, true, false])
        #expect(best([0.8, 0.7, 0.6]) == [true, false, false])
    }

    @Test("pairs: models on the same transcripts, gold with all transcripts of a model, recognisers with each other")
    func pairs() {
        let goldToASR = Condition(train: .gold, test: .asr("x"))
        let other = Condition(train: .asr("y"), test: .asr("y"))
        let rows = [
            ModelCondition(.are, .textFree), ModelCondition(.tre, gold), ModelCondition(.tre, asr),
            ModelCondition(.mdre, gold), ModelCondition(.mdre, asr), ModelCondition(.mdre, other),
            ModelCondition(.mdre, goldToASR),
        ]
        let pairs = PairedComparisons.pairs(rows)
        let models = pairs.filter { $0.kind == .models }.map { [$0.first, $0.second] }
        #expect(models == [[0, 1], [0, 2], [0, 3], [0, 4], [0, 5], [0, 6], [1, 3], [2, 4]])
        let transcripts = pairs.filter { $0.kind == .transcripts }.map { [$0.first, $0.second] }
        #expect(transcripts == [[1, 2], [3, 4], [3, 5], [3, 6], [4, 5]])
    }
}
