import Corpus
import Experiments
import Models
import Report
import Training

/// The page of one training: `train --report`.
struct TrainingReport {
    let command: TrainCommand
    let name: String
    let trainer: ModelTraining
    let trained: FinishedTraining
    let coverage: EmbeddingCoverage?
    let recogniser: String?
    let failed: Int

    private var result: ModelTraining.Result { trained.result }
    private var labels: [String] { trainer.data.labels }
    private var model: String { command.main.model.rawValue.uppercased() }

    /// The page; the same training gives the same bytes.
    func html() throws -> String {
        var sections: [any ReportSection] = [measures, curve]
        if let metrics = result.devMetrics { sections.append(confusion(metrics)) }
        sections.append(try facts())
        return ReportDocument(
            title: "Training of \(name)",
            subtitle: "\(model) on \(command.corpus.path): \(fold.train.count) utterances to train on, "
                + "\(fold.dev.count) dev",
            sections: sections
        ).html()
    }

    private var fold: Fold { trainer.data.folds[0] }

    private var measures: TrainingMeasures {
        var statements = ["\(result.model.steps) steps; \(reason)."]
        if let loss = result.model.bestDevLoss {
            statements.append(
                "The weights kept are those of step \(result.model.bestStep), where the dev loss was lowest: "
                    + "\(Numbers.fixed(loss, 4)).")
        } else {
            statements.append("There was no dev part: the weights kept are the last ones, and nothing measures them.")
        }
        if result.devMetrics != nil {
            statements.append(
                "The dev part chose these weights, so its figures are somewhat better than those of new utterances.")
        }
        if let coverage { statements.append(coverage.text.prefix(1).uppercased() + coverage.text.dropFirst() + ".") }
        let metrics = result.devMetrics
        return TrainingMeasures(
            statements: statements,
            totals: metrics.map {
                [
                    ("WAP", $0.weightedAveragePrecision), ("WA", $0.weightedAccuracy),
                    ("UAR", $0.unweightedAverageRecall), ("macro-F1", $0.macroF1),
                ]
            } ?? [],
            labels: labels.indices.map { label in
                .init(
                    label: labels[label], train: count(fold.train, label), dev: count(fold.dev, label),
                    precision: metrics?.precision(label), recall: metrics?.recall(label), f1: metrics?.f1(label))
            })
    }

    private var reason: String {
        switch result.model.stopReason {
        case .noImprovement(let checks): "ended after \(Spoken.count(checks, "check")) without a lower dev loss"
        case .maximumSteps: "ended at the limit of steps"
        }
    }

    private func count(_ part: [Int], _ label: Int) -> Int {
        part.filter { trainer.data.utterances[$0].label == label }.count
    }

    private var curve: LearningCurves {
        let checks = result.model.curve.points.map {
            LearningCurves.Check(step: $0.step, trainingLoss: $0.trainLoss, devLoss: $0.devLoss)
        }
        return LearningCurves(
            title: "Learning curve",
            panels: [
                .init(
                    title: "Loss by step", runs: [.init(name: model, checks: checks, keptStep: result.model.bestStep)])
            ])
    }

    private func confusion(_ metrics: ClassificationMetrics) -> ConfusionMatrices {
        ConfusionMatrices(
            title: "Dev part, label by label",
            matrices: [
                .init(
                    title: "Dev part", labels: labels,
                    counts: labels.indices.map { gold in
                        labels.indices.map { metrics.confusion.count(gold: gold, predicted: $0) }
                    })
            ])
    }

    private func facts() throws -> RunFacts {
        let file = result.file
        var corpus: [RunFacts.Fact] = [
            .init("manifest", command.corpus.path),
            .init("labels", labels.joined(separator: ", ")),
            .init("left out for errors", "\(failed)"),
        ]
        if command.main.model.usesText { corpus.append(.init("transcripts", recogniser.map { "asr:\($0)" } ?? "gold")) }
        corpus.append(.init("SHA-256 of the data", file.metadata.trainingDataHash))
        if let coverage { corpus.append(.init("SHA-256 of the word vectors", coverage.fileHash)) }
        return RunFacts(groups: [
            .init(title: "Corpus", facts: corpus),
            .init(
                title: "Training",
                facts: [.init("preset", command.training.preset.rawValue)]
                    + RunFacts.Fact.all(of: try SettingLeaves.of(trainer.settings.training))
                    + [.init("standardisation", trainer.settings.standardisation.rawValue)]),
            .init(
                title: "Model",
                facts: RunFacts.Fact.all(of: try SettingLeaves.of(file.configuration), without: ["labels"])
                    + RunFacts.Fact.all(of: try SettingLeaves.of(trainer.settings.text))
                    + [.init("parameters", "\(file.parameters.values.count)")]),
            .init(
                title: "Origin",
                facts: [
                    .init("seed", "\(file.metadata.seed)"), .init("SHA-256 of the model file", try file.hash()),
                    .init("program", "emoscribe \(file.metadata.toolVersion)"),
                ]),
        ])
    }
}
