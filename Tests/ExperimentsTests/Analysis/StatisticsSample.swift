import Corpus
import Foundation
import Models
import Training

@testable import Experiments

/// The made-up models of `Tools/make_statistics_golden.py` with what other programs found out about them.
struct StatisticsSample: Decodable {
    let speakers: [Int]
    let gold: [Int]
    let probabilities: [[[Float]]]
    let predicted: [[[Int]]]
    let measures: [[[Double]]]
    let low, high: [[Double]]
    let differenceLow, differenceHigh, differenceP: [Double]
    let votes: [[Int]]
    let mcnemarP, cohensH: Double
    let holmRaw, holm: [Double]
    let rowPercent: [[Double]]
    let calibration: Calibration

    struct Calibration: Decodable { let ece, brier, nll: Double }

    static let gold = ModelCondition(.mdre, Condition(train: .gold, test: .gold))
    static let text = ModelCondition(.tre, Condition(train: .gold, test: .gold))

    static func load() throws -> StatisticsSample {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Golden/statsmodels-statistics.json")
        return try JSONDecoder().decode(StatisticsSample.self, from: Data(contentsOf: url))
    }

    var data: ExperimentData {
        ExperimentData(
            labels: ["a", "b", "c"],
            utterances: gold.indices.map { index in
                ExperimentUtterance(
                    id: "u\(index)", speaker: "s\(speakers[index])", label: gold[index], frames: [], frameCount: 0,
                    prosody: [], transcripts: [:])
            },
            folds: [Fold(index: 0, name: "all", train: [], dev: [], test: Array(gold.indices))], scheme: .given)
    }

    func rows(_ places: TestPlaces) -> [PooledPredictions] {
        [Self.gold, Self.text].enumerated().map { model, row in
            var pooled = PooledPredictions(row, places: places, classes: 3)
            for run in predicted[model].indices {
                let result = TestResult(
                    transcripts: .gold, predicted: predicted[model][run], probabilities: probabilities[model][run])
                pooled.add([result], isFirstRun: run == 0)
            }
            return pooled
        }
    }
}
