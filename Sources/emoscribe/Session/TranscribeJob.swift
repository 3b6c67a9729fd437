import Annotation
import Corpus
import Export
import Foundation
import SpeechToText
import TranscriptCache

/// The work of `emoscribe transcribe`.
struct TranscribeJob {
    let command: TranscribeCommand
    let shard: Shard
    /// What is to be transcribed.
    let loaded: CorpusArgument.Loaded
    /// Nil where that is all of the corpus.
    let part: ShardOutput?

    private var output: OutputOptions { command.output }
    private var manifest: Manifest { loaded.manifest }

    /// - Parameters:
    ///   - command: its options.
    ///   - shard: the part of the corpus to do.
    ///   - all: the whole corpus.
    /// - Throws: where the corpus cannot be read.
    init(command: TranscribeCommand, shard: Shard, all: CorpusArgument.Loaded) throws {
        self.command = command
        self.shard = shard
        part = try ShardOutput(
            shard, of: UtteranceStream(all.manifest), .transcripts, table: command.dryRun ? nil : command.table,
            settings: [
                "accept-truncated": command.acceptTruncated ? "yes" : "no",
                "offline": command.recognition.offline ? "yes" : "no",
            ])
        var own = all
        own.manifest.utterances = Array(all.manifest.utterances[shard.rows(of: all.manifest.utterances.count)])
        loaded = own
    }

    func run() async throws -> ExitStatus {
        let cache = command.cache.place(of: shard)
        if command.dryRun { return try await cache.withoutMaking { try await run(in: $0) } }
        return try await run(in: try cache.open(readsOnly: command.recognition.offline))
    }

    private func run(in store: TranscriptStore) async throws -> ExitStatus {
        var run = RecogniserSession.Run()
        run.asksNothing = command.dryRun
        run.onlyWhatFailedBefore = command.retryFailed
        let earlier = command.table.flatMap(EarlierTranscripts.init(path:))
        let failedBefore = command.retryFailed ? earlier?.failed ?? [] : []
        return try await RecogniserSession.with(
            command.recognition, store: store, threads: command.compute.threads, run
        ) { session in
            let bulk = BulkTranscription(
                manifest: manifest, reader: UtteranceAudioReader(acceptTruncated: command.acceptTruncated),
                transcriber: session.transcriber
            ) { failedBefore.contains(ByteKey($0.id)) }
            if command.dryRun { return try await forecast(bulk, session) }
            return try await transcribe(bulk, session, earlier)
        }
    }

    // MARK: The dry run

    private func forecast(_ bulk: BulkTranscription, _ session: RecogniserSession) async throws -> ExitStatus {
        let forecast = try await bulk.forecast()
        if Interrupts.shared.isInterrupted { return .interrupted }
        let files = Set(manifest.utterances.compactMap(manifest.audioPath(of:))).count
        FailureList.show(forecast.unreadable.map { ($0.id, $0.reason) })
        let report = ForecastReport(forecast, files: files, session: session)
        if output.json { try JSONOutput.print(report) } else { Console.print(report.text) }
        return forecast.unreadable.isEmpty && loaded.problems == 0 ? .allDone : .someFailed
    }

    // MARK: The run

    private func transcribe(
        _ bulk: BulkTranscription, _ session: RecogniserSession, _ earlier: EarlierTranscripts?
    ) async throws -> ExitStatus {
        let start = ContinuousClock.now
        let table = TranscriptTable(provider: session.name, model: session.transcriber.provider.model)
        let rows = TranscriptRows(manifest, table: table)
        let meter = TranscriptionProgressMeter(
            session.transcriber, total: manifest.utterances.count, quiet: output.quiet, price: session.price)
        let summary = await bulk.run { index, outcome in rows.put(outcome, at: index) }
        meter.finish()
        try await complete(rows, from: bulk, summary)
        if try write(rows, earlier, wasStopped: summary.stoppedBy != nil || summary.wasCancelled) {
            try part?.write(
                .init(
                    rows: manifest.utterances.count, failed: rows.failed, pending: rows.pending,
                    unusable: loaded.problems),
                headerBytes: table.header.count, recogniser: session)
        }

        FailureList.show(rows.failures, total: rows.failed, hasTable: command.table != nil || !output.json)
        FailureTable.show(rows.failuresByCause)
        var report = UsageReport(
            summary, rows: rows, total: manifest.utterances.count,
            seconds: (ContinuousClock.now - start) / .seconds(1), price: session.price)
        report.shard = part?.origin.shard.description
        if output.json { try JSONOutput.print(report) }
        for line in report.lines(isFree: session.isFree) { output.remark(line) }
        return try ending(summary, rows)
    }

    /// Fills in what a stopped run did not reach and the cache knows all the same; the rest is pending.
    private func complete(_ rows: TranscriptRows, from bulk: BulkTranscription, _ summary: TranscriptionSummary)
        async throws
    {
        let missing = rows.missing
        guard !missing.isEmpty else { return }
        let reason: SpeechToTextError =
            if case .limitReached? = summary.stoppedBy { summary.stoppedBy ?? .cancelled } else { .cancelled }
        for index in missing {
            if case .cache? = summary.stoppedBy {
                rows.put(.failure(reason), at: index)
            } else if let known = try await bulk.known(at: index) {
                rows.put(.success(known), at: index)
            } else {
                rows.put(.failure(reason), at: index)
            }
        }
    }

    /// Writes the table; a run that was stopped writes what there is, unless a better one is there.
    ///
    /// - Returns: whether there is a new file.
    private func write(_ rows: TranscriptRows, _ earlier: EarlierTranscripts?, wasStopped: Bool) throws -> Bool {
        if wasStopped, rows.answered == 0 { return false }
        guard let table = command.table else {
            if !output.json { Console.write(String(decoding: rows.bytes, as: UTF8.self)) }
            return false
        }
        if rows.pending > 0, let earlier, earlier.answered > rows.answered {
            output.remark(
                "\(EscapedText.oneLine(table)) stays as it is: it has \(earlier.answered) answers, this run "
                    + "\(rows.answered) so far")
            return false
        }
        try OutputFile.write(rows.bytes, to: table)
        output.remark("wrote \(EscapedText.oneLine(table))" + (part.map { ": \($0.description)" } ?? ""))
        return true
    }

    private func ending(_ summary: TranscriptionSummary, _ rows: TranscriptRows) throws -> ExitStatus {
        if let reason = summary.stoppedBy {
            guard case .limitReached(let limit) = reason else { throw reason }
            output.remark(
                "stopped: \(limit); \(Spoken.count(rows.pending, "utterance")) left. Every answer is kept: raise or drop "
                    + "the limit, and the same command goes on from here")
            return .someFailed
        }
        if summary.wasCancelled, rows.pending > 0 {
            output.remark(
                "interrupted with \(Spoken.count(rows.pending, "utterance")) left: every answer is kept; the same command "
                    + "goes on from here")
            return .interrupted
        }
        if rows.pending > 0 {
            output.remark(
                command.recognition.offline
                    ? "\(Spoken.count(rows.pending, "utterance")) not in the cache: the table names them; without --offline "
                        + "they are asked for"
                    : "\(Spoken.count(rows.pending, "utterance")) never asked for: without --retry-failed they are")
        }
        return rows.failed == 0 && rows.pending == 0 && loaded.problems == 0 ? .allDone : .someFailed
    }
}
