import Annotation
import ArgumentParser
import Corpus
import Experiments
import Foundation
import Models
import SpeechFeatures
import Training

/// `emoscribe train`: one model from one corpus.
struct TrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train one model on a labelled corpus; it comes out complete in one file.",
        discussion: """
            The dev part that decides when to stop is the manifest's split 'dev', or a seeded 6 % of the corpus.

            Example:  emoscribe train corpus.csv --model mdre --transcripts gold -o mdre.safetensors
            """)

    /// What the model reads.
    enum Transcripts: String, ExpressibleByArgument, CaseIterable { case gold, asr }

    @OptionGroup var corpus: CorpusArgument

    @Option(help: "are (sound), tre (text), mdre or mdrea (both).")
    var model: Architecture

    @Option(help: "Transcripts to train on.")
    var transcripts = Transcripts.gold

    @Option(name: [.customShort("o"), .customLong("output")], help: ArgumentHelp("The model file.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("Also write the learning curve.", valueName: "csv"))
    var curve: String?

    @OptionGroup var labelOptions: LabelOptions
    @OptionGroup var training: TrainingOptions
    @OptionGroup var recognition: RecognitionOptions
    @OptionGroup var cache: CacheOptions
    @OptionGroup var compute: ComputeOptions
    @OptionGroup var output: OutputOptions

    private struct Summary: Encodable {
        var model: String
        var file: String
        var utterances, train, dev, failed, steps, bestStep: Int
        var devLoss, devUnweightedAverageRecall: Double?
        var stopReason: String
        var seconds: Double
    }

    func run() async throws {
        try await CommandRunner.run {
            try OutputFile.check(file, isNot: [corpus.path])
            if let curve { try OutputFile.check(curve, isNot: [corpus.path, file]) }
            let loaded = try corpus.load(output)
            let labels = try labelOptions.labelSet(for: loaded.manifest)
            let settings = try training.comparison(labels: labels.labels, notes: [:])
            let loading = CorpusLoading(labels: labels, threads: compute.threads, output: output)
            let needsText = model.usesText
            let ready = try await loading.load(
                loaded.manifest,
                needs: .init(
                    audio: model.usesAudio, goldTranscripts: needsText && transcripts == .gold,
                    recognition: needsText && transcripts == .asr ? recognition : nil),
                store: needsText && transcripts == .asr ? try cache.open() : nil
            ) { utterances in _ = try Folds.trainAndDev(utterances, seed: training.seed) }
            let (trainPart, devPart) = try Folds.trainAndDev(ready.utterances.map(\.utterance), seed: training.seed)
            let trained = Set(trainPart.map { ready.utterances[$0].label })
            let unseen = labels.labels.indices.filter { !trained.contains($0) }.map { labels.labels[$0] }
            if !unseen.isEmpty {
                Console.note(
                    "warning: no training utterance is labelled \(unseen.joined(separator: " or ")): the model cannot learn it"
                )
            }
            let data = ExperimentData(
                labels: labels.labels, utterances: ready.experimentUtterances(),
                folds: [Fold(index: 0, name: "all", train: trainPart, dev: devPart, test: [])],
                scheme: .given)
            let trainer = ModelTraining(
                data: data, settings: settings, architecture: model,
                transcripts: transcripts == .gold ? .gold : .asr(ready.recogniser ?? ""), seed: training.seed,
                threads: compute.threads)
            let outcome = try await train(trainer, trainPart.count, devPart.count)
            return try await finish(outcome, loaded, ready, trainPart.count, devPart.count)
        }
    }

    private func train(
        _ trainer: ModelTraining, _ train: Int, _ dev: Int
    ) async throws -> (ModelTraining.Result, Double) {
        output.remark(
            "training \(model.rawValue) on \(Spoken.count(train, "utterance")), dev \(dev), "
                + "preset \(training.preset.rawValue), seed \(training.seed)")
        var metadata = ModelMetadata(toolVersion: Emoscribe.version)
        try metadata.setSetting(LabellingModel.SettingName.features, to: FeatureSettings())
        let meter = ProgressMeter(
            title: "step", noun: "steps at most", total: trainer.settings.training.maximumSteps, quiet: output.quiet)
        let start = ContinuousClock.now
        let result = try await BlockingWork.run { [metadata] in
            try trainer.run(metadata: metadata, isCancelled: { Interrupts.shared.isInterrupted }) { progress in
                meter.update(
                    .init(done: progress.step),
                    detail: progress.bestDevLoss.map { "best dev loss \(Spoken.decimal($0, 4))" } ?? "")
            }
        }
        meter.finish()
        return (result, (ContinuousClock.now - start) / .seconds(1))
    }

    private func finish(
        _ trained: (result: ModelTraining.Result, seconds: Double), _ loaded: CorpusArgument.Loaded,
        _ ready: CorpusLoading.Ready, _ train: Int, _ dev: Int
    ) async throws -> ExitStatus {
        let result = trained.result
        try result.file.write(file)
        if let curve { try OutputFile.write(result.model.curve.csv, to: curve) }
        let name = try LabellingModel(file: result.file).name
        if output.json {
            try JSONOutput.print(
                Summary(
                    model: name, file: file, utterances: ready.utterances.count, train: train, dev: dev,
                    failed: ready.failed, steps: result.model.steps, bestStep: result.model.bestStep,
                    devLoss: result.model.bestDevLoss,
                    devUnweightedAverageRecall: result.devMetrics?.unweightedAverageRecall,
                    stopReason: "\(result.model.stopReason)", seconds: trained.seconds))
        } else {
            var parts = ["\(name): \(result.model.steps) steps in \(Spoken.duration(trained.seconds))"]
            if let loss = result.model.bestDevLoss {
                parts.append("best dev loss \(Spoken.decimal(loss, 4)) at step \(result.model.bestStep)")
            }
            if let metrics = result.devMetrics {
                parts.append("dev UAR \(Spoken.decimal(metrics.unweightedAverageRecall, 3))")
            }
            Console.print(parts.joined(separator: ", "))
            output.remark("wrote \(EscapedText.oneLine(file))")
        }
        return ready.failed == 0 && loaded.problems == 0 ? .allDone : .someFailed
    }
}
