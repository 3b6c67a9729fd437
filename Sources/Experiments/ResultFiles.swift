import Corpus
import Foundation
import Models
import Training

/// The files that show a comparison's stored runs; all are made anew from `runs/*.json`.
struct ResultFiles: Sendable {
    static let runs = "runs.csv"
    static let predictions = "predictions.csv"

    let plan: ComparisonPlan
    let data: ExperimentData
    let settings: ComparisonSettings
    let store: RunStore

    private let writer = CSVWriter()

    init(plan: ComparisonPlan, data: ExperimentData, settings: ComparisonSettings, store: RunStore) {
        self.plan = plan
        self.data = data
        self.settings = settings
        self.store = store
    }

    /// Writes `runs.csv` with these results, in this order.
    func writeRuns(_ results: [RunResult]) throws {
        var bytes = runHeader
        for result in results { bytes += runLines(result) }
        try store.write(Data(bytes), to: Self.runs)
    }

    /// The lines of one job in `runs.csv`: one for each of its tests.
    func runLines(_ result: RunResult) -> [UInt8] {
        var bytes: [UInt8] = []
        for variant in result.job.tests { writer.append(runFields(result, variant), to: &bytes) }
        return bytes
    }

    /// Writes `runs.csv`, `predictions.csv` and the tables from the stored runs, in the plan's order.
    ///
    /// Memory holds one run at a time, and of all of them the labels and mean probabilities.
    func writeFinal() throws -> (table: ComparisonTable, analysis: ComparisonAnalysis) {
        var builder = TableBuilder(plan: plan, data: data, standardisation: settings.standardisation)
        var runs = runHeader
        let jobs = plan.jobs
        var analysis = AnalysisBuilder(plan: plan, data: data)
        let attention = AttentionLines(data: data)
        var attended = attention.header
        try store.replace(Self.predictions) { append in
            try append(predictionHeader)
            for (architecture, condition) in plan.cells {
                analysis.begin(ModelCondition(architecture, condition))
                var run: [RunResult] = []
                let own = jobs.filter { $0.architecture == architecture && $0.train == condition.train }
                var confusions = [[ConfusionMatrix?]](repeating: [], count: plan.runs)
                for job in own {
                    guard let result = try store.result(of: job, seed: plan.seed(fold: job.fold, run: job.run)) else {
                        throw ExperimentError.damaged(
                            path: store.path(RunStore.file(of: job)), reason: "it disappeared or changed meanwhile")
                    }
                    writer.append(runFields(result, condition.test), to: &runs)
                    confusions[job.run].append(builder.confusion(result, condition.test))
                    try append(predictionLines(result, condition.test))
                    attended += attention.lines(result, condition.test)
                    run.append(result)
                    if run.count == plan.folds {
                        analysis.add(run)
                        run = []
                    }
                }
                builder.add(architecture: architecture, condition: condition, confusions: confusions)
            }
        }
        try store.write(Data(runs), to: Self.runs)
        let findings = analysis.analysis(of: builder.table)
        let table = builder.table.adding(findings)
        try store.write(Data(table.csv.utf8), to: "table.csv")
        try store.write(Data(table.markdown.utf8), to: "table.md")
        try store.write(Data(table.latex.utf8), to: "table.tex")
        try store.write(Data(try table.json().utf8), to: "table.json")
        try store.write(Data(attended), to: "attention.csv")
        for file in AnalysisFiles(analysis: findings).all { try store.write(Data(file.bytes), to: file.name) }
        try store.write(RunStore.encoder(pretty: false).encode(findings) + Data("\n".utf8), to: "analysis.json")
        return (table, findings)
    }

    private var runHeader: [UInt8] {
        writer.record(
            [
                "model", "train", "test", "run", "fold", "fold_name", "seed", "status", "steps", "best_step",
                "dev_loss",
                "stop", "vocabulary", "train_utterances", "dev_utterances", "test_utterances", "wap", "wa", "uar",
                "macro_f1",
            ]
                + data.labels.flatMap { ["precision_\($0)", "recall_\($0)", "f1_\($0)"] } + ["error"])
    }

    private func runFields(_ result: RunResult, _ variant: TranscriptVariant) -> [String] {
        let job = result.job
        let fold = data.folds[job.fold]
        var fields = [
            job.architecture.rawValue, job.train.rawValue, variant.rawValue, "\(job.run + 1)", "\(job.fold + 1)",
            fold.name, "\(result.seed)", result.error == nil ? "ok" : "failed",
        ]
        if let training = result.training {
            fields += [
                "\(training.steps)", "\(training.bestStep)",
                training.bestDevLoss.map { fixed($0, decimals: 6) } ?? "", name(of: training.stopReason),
                "\(training.vocabularySize)", "\(training.trainCount)", "\(training.devCount)",
            ]
        } else {
            fields += ["", "", "", "", "", "\(fold.train.count)", "\(fold.dev.count)"]
        }
        fields.append("\(fold.test.count)")
        if let test = result.test(variant) {
            let metrics = ClassificationMetrics(
                gold: fold.test.map { data.utterances[$0].label }, predicted: test.predicted,
                classes: data.labels.count)
            let measures =
                [
                    metrics.weightedAveragePrecision, metrics.weightedAccuracy, metrics.unweightedAverageRecall,
                    metrics.macroF1,
                ] + data.labels.indices.flatMap { [metrics.precision($0), metrics.recall($0), metrics.f1($0)] }
            fields += measures.map { fixed($0, decimals: 6) }
        } else {
            fields += [String](repeating: "", count: 4 + 3 * data.labels.count)
        }
        fields.append(result.error ?? "")
        return fields
    }

    private func name(of reason: StopReason) -> String {
        switch reason {
        case .noImprovement: "no-improvement"
        case .maximumSteps: "maximum-steps"
        }
    }

    private var predictionHeader: [UInt8] {
        writer.record(
            ["model", "train", "test", "run", "fold", "id", "emotion", "predicted"] + data.labels.map { "p_\($0)" })
    }

    private func predictionLines(_ result: RunResult, _ variant: TranscriptVariant) -> [UInt8] {
        guard let test = result.test(variant) else { return [] }
        let job = result.job
        var bytes: [UInt8] = []
        for (row, index) in data.folds[job.fold].test.enumerated() {
            let utterance = data.utterances[index]
            let probabilities = test.probabilities[row * data.labels.count..<(row + 1) * data.labels.count]
            writer.append(
                [
                    job.architecture.rawValue, job.train.rawValue, variant.rawValue, "\(job.run + 1)",
                    "\(job.fold + 1)", utterance.id, data.labels[utterance.label], data.labels[test.predicted[row]],
                ] + probabilities.map { fixed(Double($0), decimals: 6) },
                to: &bytes)
        }
        return bytes
    }
}
