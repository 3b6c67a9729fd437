import Annotation
import Corpus
import Experiments
import Foundation
import Models
import Training

/// `train --dry-run`: sizes and times, from the features of a few utterances and a few steps.
///
/// No recogniser is asked and nothing is written.
struct TrainingDryRun {
    let command: TrainCommand
    let labels: LabelSet

    private struct Summary: Encodable {
        var model: String
        var train, dev, parameters, vocabulary, maximumSteps, stepsBetweenChecks: Int
        var secondsPerStep, secondsPerCheck, featureSeconds, secondsAtMost: Double
        /// Words that begin as given vectors.
        var pretrained: Int?
    }

    func run(_ loaded: CorpusArgument.Loaded) async throws -> ExitStatus {
        let job = TrainJob(command: command)
        let (model, training) = (command.main.model, command.training)
        let preparation = CorpusPreparation(
            manifest: loaded.manifest, labels: labels, threads: command.compute.threads,
            maximumFrames: training.shape.maxFrames)
        var corpus = preparation.labelled()
        let all = corpus.utterances.map(\.utterance)
        let readsReferences = model.usesText && command.main.transcripts == .gold
        if readsReferences {
            try MissingColumns.refuseWithoutTranscripts(all, loaded.manifest)
            preparation.requireReferences(in: &corpus)
        }
        if model.usesAudio { try MissingColumns.refuseWithoutAudio(all, loaded.manifest) }
        let utterances = corpus.utterances.map(\.utterance)
        try job.check(utterances)
        let parts = try job.parts(utterances)
        let sample = try await TrainingSample(
            parts: parts, of: utterances, in: loaded.manifest, seed: training.seed, listens: model.usesAudio,
            threads: command.compute.threads, maximumFrames: training.shape.maxFrames)
        var settings = try training.comparison(labels: labels.labels, notes: [:])
        var data = ExperimentData(
            labels: labels.labels,
            utterances: corpus.utterances.enumerated().map { place, prepared in
                sample.utterance(place, prepared, transcripts: [.gold: prepared.utterance.transcript ?? ""])
            }, folds: [Fold(index: 0, name: "all", train: parts.train, dev: parts.dev, test: [])], scheme: .given)
        if model.usesText {
            try training.embeddings.load(into: &data, &settings, given: training.shape.embeddingSize)
        }
        let trainer = ModelTraining(
            data: data, settings: settings, architecture: model, transcripts: .gold, seed: training.seed,
            threads: command.compute.threads)
        let usable = sample.places
        let forecast = try await BlockingWork.run { try trainer.forecast(sample: usable) }
        let featureSeconds = sample.featureSeconds(for: parts.train.count + parts.dev.count)
        try show(forecast, featureSeconds, parts, hasReferences: utterances.contains { $0.transcript != nil })
        return loaded.problems == 0 ? .allDone : .someFailed
    }

    private func show(
        _ forecast: TrainingForecast, _ featureSeconds: Double, _ parts: (train: [Int], dev: [Int]),
        hasReferences: Bool
    ) throws {
        let atMost = featureSeconds + forecast.secondsAtMost
        let settings = try command.training.settings()
        if command.output.json {
            return try JSONOutput.print(
                Summary(
                    model: command.main.model.rawValue, train: parts.train.count, dev: parts.dev.count,
                    parameters: forecast.parameterCount, vocabulary: forecast.vocabularySize,
                    maximumSteps: forecast.maximumSteps, stepsBetweenChecks: forecast.stepsBetweenChecks,
                    secondsPerStep: forecast.secondsPerStep, secondsPerCheck: forecast.secondsPerCheck,
                    featureSeconds: featureSeconds, secondsAtMost: atMost,
                    pretrained: command.training.embeddings.path == nil ? nil : forecast.pretrainedCount))
        }
        var size = "\(forecast.parameterCount) parameters"
        if command.main.model.usesText {
            size += ", a vocabulary of \(Spoken.count(forecast.vocabularySize, "word"))"
            if command.training.embeddings.path != nil { size += ", \(forecast.pretrainedCount) of them with a vector" }
        }
        Console.print(
            "\(command.main.model.rawValue): \(Spoken.count(parts.train.count, "utterance")) to train on, "
                + "\(parts.dev.count) dev; \(size)")
        if command.main.model.usesText, command.main.transcripts == .asr {
            Console.print(
                hasReferences
                    ? "words are those of the reference transcripts: a dry run asks no recogniser"
                    : "words are not known: a dry run asks no recogniser, so the model will be larger than this")
        }
        Console.print(
            "\(forecast.maximumSteps) steps at most, dev loss every \(Spoken.count(forecast.stepsBetweenChecks, "step")), "
                + "an end after \(Spoken.count(settings.patience, "check")) without a better one")
        let threads = Spoken.count(command.compute.threads, "thread")
        let features = command.main.model.usesAudio ? "features \(Spoken.duration(featureSeconds)), " : ""
        Console.print(
            "time with \(threads): \(features)\(milliseconds(forecast.secondsPerStep)) a step, "
                + "\(milliseconds(forecast.secondsPerCheck)) a check; \(Spoken.duration(atMost)) at most, "
                + "\(Spoken.duration(featureSeconds + forecast.seconds(steps: forecast.earliestEnd(settings)))) at least"
        )
    }

    private func milliseconds(_ seconds: Double) -> String { "\(Spoken.decimal(1000 * seconds, 1)) ms" }
}
