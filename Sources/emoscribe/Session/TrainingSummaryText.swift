import Corpus
import Experiments
import Models
import Training

/// What `train` says at its end, for people and for machines.
struct TrainingSummaryText {
    let name: String
    let trainer: ModelTraining
    let trained: FinishedTraining
    let coverage: EmbeddingCoverage?

    /// One object of `--json`.
    struct JSON: Encodable {
        struct Embeddings: Encodable {
            var sha256: String
            var vectors, dimension, found, missing: Int
            var runningShare: Double
            var missingWords: [String]
        }

        var model: String
        var file: String
        var utterances, train, dev, failed, parameters, vocabulary, steps, bestStep: Int
        var devLoss, devUnweightedAverageRecall, devWeightedAccuracy: Double?
        var devRecalls: [String: Double]?
        var stopReason: String
        var seconds: Double
        var temperature: Double?
        var embeddings: Embeddings?
    }

    private var result: ModelTraining.Result { trained.result }
    private var labels: [String] { trainer.data.labels }

    /// Lines for people.
    var lines: [String] {
        let before = result.stepsBefore > 0 ? ", those after \(result.stepsBefore)" : ""
        var parts = ["\(name): \(result.model.steps) steps\(before) in \(Spoken.duration(trained.seconds))"]
        if let loss = result.model.bestDevLoss {
            parts.append("best dev loss \(Spoken.decimal(loss, 4)) at step \(result.model.bestStep)")
        }
        if let metrics = result.devMetrics {
            parts.append("dev UAR \(Spoken.decimal(metrics.unweightedAverageRecall, 3))")
        }
        var lines = [parts.joined(separator: ", ")]
        if let metrics = result.devMetrics {
            let recalls = labels.indices.filter { metrics.confusion.goldCount($0) > 0 }.map { label in
                "\(EscapedText.oneLine(labels[label])) \(Spoken.decimal(metrics.recall(label), 3))"
            }
            lines.append("dev recalls: " + recalls.joined(separator: ", "))
        }
        if let coverage { lines.append(coverage.text) }
        if let fitted = result.calibration {
            lines.append(
                "temperature \(Spoken.decimal(fitted.temperature, 3)): calibration error on dev "
                    + "\(Spoken.decimal(fitted.before.expectedCalibrationError, 3)) before, "
                    + "\(Spoken.decimal(fitted.after.expectedCalibrationError, 3)) after")
        }
        return lines
    }

    func json(file: String, utterances: Int, failed: Int) -> JSON {
        let model = result.model
        let recalls = result.devMetrics.map { metrics in
            Dictionary(
                labels.indices.filter { metrics.confusion.goldCount($0) > 0 }.map { (labels[$0], metrics.recall($0)) },
                uniquingKeysWith: { first, _ in first })
        }
        return JSON(
            model: name, file: file, utterances: utterances, train: trainer.data.folds[0].train.count,
            dev: trainer.data.folds[0].dev.count, failed: failed, parameters: model.parameters.values.count,
            vocabulary: model.configuration.vocabularySize, steps: model.steps, bestStep: model.bestStep,
            devLoss: model.bestDevLoss, devUnweightedAverageRecall: result.devMetrics?.unweightedAverageRecall,
            devWeightedAccuracy: result.devMetrics?.weightedAccuracy, devRecalls: recalls,
            stopReason: "\(model.stopReason)", seconds: trained.seconds,
            temperature: result.calibration?.temperature,
            embeddings: coverage.map {
                .init(
                    sha256: $0.fileHash, vectors: $0.fileCount, dimension: $0.dimension, found: $0.found,
                    missing: $0.missing.count, runningShare: $0.runningShare, missingWords: $0.missing.map(\.word))
            })
    }
}
