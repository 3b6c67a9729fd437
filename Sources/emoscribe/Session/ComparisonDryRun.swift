import Annotation
import Corpus
import Experiments
import Foundation
import TranscriptCache

/// `compare --dry-run`: how many runs there are, how long they take here, and what recognisers would be asked and paid.
///
/// Decodes a few recordings, makes a few steps of each model, asks nobody and writes nothing.
struct ComparisonDryRun {
    let command: CompareCommand
    let loaded: CorpusArgument.Loaded
    let shard: Shard
    let needs: CorpusLoading.Needs

    private var output: OutputOptions { command.output }
    private var training: TrainingOptions { command.training }

    /// - Parameters:
    ///   - loading: as in the real run.
    ///   - check: refuses what cannot work.
    ///   - plan: makes the plan for these utterances.
    /// - Returns: what the command leaves with.
    /// - Throws: `CommandFailure`; what `check` throws.
    func run(
        _ loading: CorpusLoading, check: ([Utterance]) throws -> Void, plan: ([Utterance]) throws -> ComparisonPlan
    ) async throws -> ExitStatus {
        var without = needs
        // Files of transcripts are read; nothing is decoded and nobody is asked.
        (without.audio, without.recognisers.services) = (false, [])
        let ready = try await loading.load(loaded.manifest, needs: without, store: nil) { utterances in
            if needs.audio { try MissingColumns.refuseWithoutAudio(utterances, loaded.manifest) }
            try check(utterances)
        }
        let utterances = ready.utterances.map(\.utterance)
        let folds = try Folds.make(utterances, scheme: command.folds, seed: training.seed)
        let sample = try await TrainingSample(
            parts: (folds[0].train, folds[0].dev), of: utterances, in: loaded.manifest, seed: training.seed,
            listens: needs.audio, threads: command.compute.threads, maximumFrames: training.shape.maxFrames)
        var settings = try training.comparison(labels: loading.labels.labels, notes: [:])
        var data = ExperimentData(
            labels: loading.labels.labels,
            utterances: ready.utterances.enumerated().map { place, prepared in
                sample.utterance(place, prepared, transcripts: transcripts(of: prepared))
            }, folds: folds, scheme: command.folds)
        if needs.goldTranscripts || !needs.recognisers.names.isEmpty {
            try training.embeddings.load(into: &data, &settings, given: training.shape.embeddingSize)
        }
        var runner = ComparisonRunner(
            plan: try plan(utterances), data: data, settings: settings, folder: command.folder,
            threads: command.compute.threads)
        runner.shard = shard
        let forecast = try await BlockingWork.run { [runner] in try runner.forecast(sample: sample.places) }
        let report = ComparisonForecastReport(
            forecast, plan: runner.plan, shard: shard, scheme: command.folds, utterances: utterances.count,
            featureSeconds: needs.audio ? sample.featureSeconds(for: utterances.count) : 0,
            threads: command.compute.threads, recognisers: try await recognisers(ready),
            standsIn: !needs.recognisers.services.isEmpty)
        if output.json { try JSONOutput.print(report) } else { Console.print(report.text) }
        return ready.failed == 0 && loaded.problems == 0 ? .allDone : .someFailed
    }

    /// What a model would read, with the reference in place of what nobody has been asked yet.
    private func transcripts(of prepared: PreparedUtterance) -> [TranscriptVariant: String] {
        let gold = prepared.utterance.transcript ?? ""
        var transcripts: [TranscriptVariant: String] = [.gold: gold]
        for name in needs.recognisers.names { transcripts[.asr(name)] = prepared.hypotheses[name] ?? gold }
        return transcripts
    }

    /// What each recogniser would be asked.
    private func recognisers(_ ready: CorpusLoading.Ready) async throws -> [ForecastReport] {
        guard let options = needs.recognisers.options, !needs.recognisers.services.isEmpty else { return [] }
        var corpus = loaded.manifest
        corpus.utterances = ready.utterances.map(\.utterance)
        let files = Set(corpus.utterances.compactMap(corpus.audioPath(of:))).count
        var run = RecogniserSession.Run()
        run.asksNothing = true
        return try await command.cache.place.withoutMaking { [corpus] store in
            try await RecogniserSession.withEach(
                options, needs.recognisers.services, store: store, threads: command.compute.threads, run
            ) { session in
                let forecast = try await BulkTranscription(manifest: corpus, transcriber: session.transcriber)
                    .forecast()
                if Interrupts.shared.isInterrupted { throw CancellationError() }
                return ForecastReport(forecast, files: files, session: session)
            }
        }
    }
}
