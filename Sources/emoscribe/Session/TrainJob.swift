import Annotation
import Corpus
import Experiments
import Foundation
import Models
import SpeechFeatures
import TextTokens
import Training

/// The work of `emoscribe train`: data, training, files.
struct TrainJob {
    let command: TrainCommand

    private var output: OutputOptions { command.output }
    private var training: TrainingOptions { command.training }
    private var needsText: Bool { command.main.model.usesText }
    private var asksRecogniser: Bool { needsText && command.main.transcripts == .asr }
    private var checkpoint: CheckpointFile { CheckpointFile(besideModel: command.main.file) }

    func run() async throws -> ExitStatus {
        try checkOutputs()
        let lock = command.main.dryRun ? nil : try OutputFile.lock(command.main.file)
        defer { withExtendedLifetime(lock) {} }
        if command.main.restart, !command.main.dryRun, checkpoint.exists {
            checkpoint.remove()
            output.remark("dropped \(EscapedText.oneLine(checkpoint.path))")
        }
        var loaded = try command.corpus.load(output)
        loaded.manifest = try command.main.columns.applied(to: loaded.manifest)
        let labels = try command.main.labelOptions.labelSet(for: loaded.manifest)
        if command.main.dryRun { return try await TrainingDryRun(command: command, labels: labels).run(loaded) }
        let loading = CorpusLoading(
            labels: labels, threads: command.compute.threads, output: output,
            maximumFrames: training.shape.maxFrames)
        let ready = try await loading.load(
            loaded.manifest,
            needs: .init(
                audio: command.main.model.usesAudio, goldTranscripts: needsText && command.main.transcripts == .gold,
                recognisers: asksRecogniser
                    ? .init(services: [try command.recognition.choice()], options: command.recognition) : .init()),
            store: asksRecogniser ? try command.cache.open() : nil
        ) { try check($0) }
        let parts = try parts(ready.utterances.map(\.utterance))
        warnOfUnseenLabels(ready, labels, parts.train)
        var settings = try training.comparison(labels: labels.labels, notes: [:])
        var data = ExperimentData(
            labels: labels.labels, utterances: ready.experimentUtterances(),
            folds: [Fold(index: 0, name: "all", train: parts.train, dev: parts.dev, test: [])], scheme: .given)
        if needsText {
            try training.embeddings.load(into: &data, &settings, given: training.shape.embeddingSize)
        }
        var trainer = ModelTraining(
            data: data, settings: settings, architecture: command.main.model,
            transcripts: command.main.transcripts == .gold ? .gold : .asr(ready.recognisers.first ?? ""),
            seed: training.seed,
            threads: command.compute.threads)
        trainer.calibrates = command.main.calibrate
        let trained = try await train(trainer, ready.utterances.count)
        return try finish(trained, trainer, loaded, ready)
    }

    /// Finds out what cannot work before anything is decoded or transcribed.
    func check(_ utterances: [Utterance]) throws {
        _ = try parts(utterances)
        // Of text alone the vectors are read at once anyway.
        if needsText, command.main.model.usesAudio || asksRecogniser { try training.embeddings.checkFile() }
        if command.main.model.usesAudio {
            try MissingColumns.checkSpeakers(utterances, training.optimisation.standardisation)
        }
    }

    /// Places of the training and the dev part.
    func parts(_ utterances: [Utterance]) throws -> (train: [Int], dev: [Int]) {
        try Folds.trainAndDev(utterances, seed: training.seed, usesSplit: !command.main.ignoreSplit)
    }

    private func checkOutputs() throws {
        let inputs = [command.corpus.path, training.embeddings.path]
        let outputs = [command.main.file, command.main.curve, command.main.report, command.main.missingWords].compactMap
        { $0 }
        for (index, path) in outputs.enumerated() {
            try OutputFile.check(path, isNot: inputs + outputs[..<index].map { $0 })
            guard !outputs[..<index].contains(path) else {
                throw CommandFailure("\(EscapedText.oneLine(path)) is named for two results", .wrongUsage)
            }
        }
    }

    private func warnOfUnseenLabels(_ ready: CorpusLoading.Ready, _ labels: LabelSet, _ train: [Int]) {
        let trained = Set(train.map { ready.utterances[$0].label })
        let unseen = labels.labels.indices.filter { !trained.contains($0) }.map { labels.labels[$0] }
        guard !unseen.isEmpty else { return }
        Console.note(
            "warning: no training utterance is labelled \(EscapedText.oneLine(unseen.joined(separator: " or "))): the "
                + "model cannot learn it")
    }

    private func train(_ trainer: ModelTraining, _ total: Int) async throws -> FinishedTraining {
        let fold = trainer.data.folds[0]
        let left = total - fold.train.count - fold.dev.count
        output.remark(
            "training \(command.main.model.rawValue) on \(Spoken.count(fold.train.count, "utterance")), dev \(fold.dev.count)"
                + (left > 0 ? ", test \(left) left out" : "")
                + ", preset \(training.preset.rawValue), seed \(training.seed)")
        var metadata = ModelMetadata(toolVersion: Emoscribe.version)
        try metadata.setSetting(LabellingModel.SettingName.features, to: FeatureSettings())
        let meter = ProgressMeter(
            title: "step", noun: "steps at most", earlier: "from before",
            total: trainer.settings.training.maximumSteps, quiet: output.quiet)
        let start = ContinuousClock.now
        let place = checkpoint
        do {
            let result = try await BlockingWork.run { [metadata] in
                try trainer.run(
                    metadata: metadata, checkpoint: place, isCancelled: { Interrupts.shared.isInterrupted },
                    event: Self.tell
                ) { progress in
                    meter.update(
                        .init(done: progress.step, fromCache: progress.stepsBefore), detail: Self.detail(progress))
                }
            }
            meter.finish()
            return FinishedTraining(result: result, seconds: (ContinuousClock.now - start) / .seconds(1))
        } catch TrainingError.cancelled(let step) {
            meter.finish()
            Console.note(
                "interrupted at step \(step), kept in \(EscapedText.oneLine(place.path)): the same command goes on "
                    + "from there")
            throw CancellationError()
        } catch {
            meter.finish()
            throw error
        }
    }

    private static func detail(_ progress: TrainingProgress) -> String {
        guard let best = progress.bestDevLoss else { return "" }
        let waiting = progress.checksWithoutImprovement
        return "best dev loss \(Spoken.decimal(best, 4))"
            + (waiting > 0 ? ", \(waiting) of \(progress.patience) checks without a better one" : "")
    }

    private static func tell(_ event: CheckpointEvent) {
        switch event {
        case .resumed(let step): Console.remark("going on from step \(step)")
        case .damaged(let path, let reason):
            Console.note("warning: \(EscapedText.oneLine(path)) is damaged (\(reason)): training begins anew")
        case .notWritten(let path, let reason):
            Console.note(
                "warning: \(EscapedText.oneLine(path)) could not be written (\(EscapedText.oneLine(reason))): training "
                    + "goes on, but could not be continued from here")
        }
    }

    private func finish(
        _ trained: FinishedTraining, _ trainer: ModelTraining, _ loaded: CorpusArgument.Loaded,
        _ ready: CorpusLoading.Ready
    ) throws -> ExitStatus {
        let result = trained.result
        try result.file.write(command.main.file)
        let name = try LabellingModel(file: result.file).name
        let coverage = try EmbeddingCoverage(trainer, vocabulary: result.file.metadata.vocabulary)
        if let curve = command.main.curve { try OutputFile.write(result.model.curve.csv, to: curve) }
        if let path = command.main.missingWords, let coverage { try OutputFile.write(coverage.csv, to: path) }
        if let path = command.main.report {
            let page = TrainingReport(
                command: command, name: name, trainer: trainer, trained: trained, coverage: coverage,
                recogniser: ready.recognisers.first, failed: ready.failed)
            try OutputFile.write(try page.html(), to: path)
        }
        checkpoint.remove()
        let summary = TrainingSummaryText(name: name, trainer: trainer, trained: trained, coverage: coverage)
        if output.json {
            try JSONOutput.print(
                summary.json(file: command.main.file, utterances: ready.utterances.count, failed: ready.failed))
        } else {
            for line in summary.lines { Console.print(line) }
            let files = [command.main.file, command.main.curve, command.main.report, command.main.missingWords]
                .compactMap { $0 }
            output.remark("wrote \(EscapedText.oneLine(files.joined(separator: ", ")))")
        }
        return ready.failed == 0 && loaded.problems == 0 ? .allDone : .someFailed
    }
}

/// A training that came to its end.
struct FinishedTraining: Sendable {
    var result: ModelTraining.Result
    /// Of this call; an interrupted training took longer.
    var seconds: Double
}
