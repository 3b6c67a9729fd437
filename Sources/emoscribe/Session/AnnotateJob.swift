import Annotation
import Corpus
import Export
import Foundation
import Models
import SpeechToText
import TranscriptCache

/// The work of `emoscribe annotate`.
struct AnnotateJob {
    let command: AnnotateCommand

    private var output: OutputOptions { command.output }

    private struct Summary: Encodable {
        var utterances: Int
        var labelled: Int
        var abstained: Int
        var failed: Int
        var fromCache: Int
        var seconds: Double
        var failuresByCause: [String: Int]
        var stageSeconds: [String: Double]
        var segmentation: String
        var recordings: Int
        var recordingsWithoutTimes: Int
        var complete: Bool
        var shard: String?
    }

    func run() async throws -> ExitStatus {
        let files = try modelFiles()
        for model in files + [command.fallback].compactMap({ $0 }) { try OutputFile.checkInput(model, "model file") }
        for written in [command.table, command.summary, command.report].compactMap({ $0 }) {
            try OutputFile.check(written, isNot: command.corpus.files + files + [command.fallback])
        }
        let shard = try command.shards.shard()
        try checkPart(shard)
        let all = try command.corpus.load(output)
        let models = try files.map { try LabellingModel(path: $0) }
        let fallback = try command.fallback.map { try LabellingModel(path: $0) }
        guard shard.isWhole || command.segments.mode != .asr || !models.contains(where: \.isStandardisedBySpeaker)
        else {
            throw CommandFailure(
                "--segment asr, shard \(shard), and a model that hears speakers against all their recordings: every shard "
                    + "would have its speakers' other recordings transcribed too. Transcribe first and give --shard none, "
                    + "or cut by --segment pauses", .wrongUsage)
        }
        let part = try ShardOutput(
            shard, of: all.stream, .labels, table: command.table, settings: decidingSettings(models, fallback))
        let own = CorpusInputs.Loaded(
            stream: part.map { all.stream.rows($0.origin.rows) } ?? all.stream, problems: all.problems)
        if models.contains(where: \.isStandardisedBySpeaker) { try MissingColumns.warnOfSpeakers(own.stream) }
        let store = try command.cache.place(of: shard).open()
        func label(_ transcripts: AnnotationPipeline.Transcripts, _ session: RecogniserSession?) async throws
            -> ExitStatus
        {
            let pipeline = try AnnotationPipeline(
                models: models, fallback: fallback, transcripts: transcripts, store: store, settings: settings)
            return try await annotate(own, models, fallback, pipeline, session, part)
        }
        guard asksRecogniser(models) else {
            return try await label(.gold, nil)
        }
        return try await RecogniserSession.with(command.recognition, store: store, threads: command.compute.threads) {
            try await label(.recogniser($0.transcriber), $0)
        }
    }

    /// Finds out before the work that a shard is not asked for what only all of them together know.
    private func checkPart(_ shard: Shard) throws {
        try ShardOutput.check(
            shard, table: command.table,
            whole: [
                ("--summary", command.summary, "'emoscribe merge … --summary FILE' writes it when all are there"),
                (
                    "--report", command.report,
                    "when all are there, 'emoscribe cache merge' puts their answers together, and the command without "
                        + "--shard computes nothing anew for the page"
                ),
            ])
    }

    /// Whether the models read what a recogniser hears, or recordings are cut where it cuts them.
    private func asksRecogniser(_ models: [LabellingModel]) -> Bool {
        command.segments.mode == .asr
            || models.contains(where: \.architecture.usesText) && command.transcripts == .asr
    }

    private func modelFiles() throws -> [String] {
        let files = command.models.flatMap { $0.split(separator: ",").map(String.init) }
        guard files.isEmpty else { return files }
        throw CommandFailure(
            """
            no model: give one with --model FILE. To make one from a corpus with emotion labels:
              emoscribe train corpus.csv --model mdre --transcripts asr -o mdre.safetensors
              emoscribe annotate \(EscapedText.oneLine(command.corpus.paths.first ?? "recordings")) \
            --model mdre.safetensors -o labels.csv
            """, .wrongUsage)
    }

    /// Everything besides the input and the recogniser that decides the bytes of the table, by name.
    private func decidingSettings(_ models: [LabellingModel], _ fallback: LabellingModel?) -> [String: String] {
        func answer(_ flag: Bool) -> String { flag ? "yes" : "no" }
        return [
            "models": models.map(\.hash).joined(separator: "+"), "fallback": fallback?.hash ?? "none",
            "transcripts": command.transcripts.rawValue, TableMerge.segmentation: command.segments.description,
            "min-confidence": command.minConfidence.map { "\($0)" } ?? "none",
            "accept-truncated": answer(command.acceptTruncated), "provenance": answer(command.provenance),
            TableMerge.spreadsheetSafe: answer(command.spreadsheetSafe), "offline": answer(command.recognition.offline),
        ]
    }

    private var settings: AnnotationPipeline.Settings {
        var settings = AnnotationPipeline.Settings()
        settings.threads = command.compute.threads
        settings.minimumConfidence = command.minConfidence
        settings.acceptTruncated = command.acceptTruncated
        settings.segmentation = command.segments.segmentation
        settings.segments = command.segments.settings
        return settings
    }

    private func annotate(
        _ loaded: CorpusInputs.Loaded, _ models: [LabellingModel], _ fallback: LabellingModel?,
        _ pipeline: AnnotationPipeline, _ session: RecogniserSession?, _ part: ShardOutput?
    ) async throws -> ExitStatus {
        let start = ContinuousClock.now
        let stream = command.table.map { loaded.stream.rebased(besideFile: $0) } ?? loaded.stream
        let table = LabelsTable(
            manifest: stream.header, labels: models.first?.labels ?? [], voters: models.map(\.name),
            program: command.provenance ? "emoscribe \(Emoscribe.version)" : nil,
            spreadsheetSafe: command.spreadsheetSafe)
        let recordings = command.summary.map { path in
            let summary = RecordingSummary(
                labels: table.labels, segmentation: command.segments.description,
                spreadsheetSafe: command.spreadsheetSafe)
            return (summary: summary, path: path)
        }
        let file = try LabelsFile(
            path: command.table ?? (output.json ? nil : "-"), header: table.header, recordings: recordings,
            page: command.report.map { _ in AnnotationPage(labels: table.labels) })
        let summary = try await withMeter(total: stream.count) { meter in
            try await pipeline.run(
                stream, isCancelled: { Interrupts.shared.isInterrupted },
                progress: { meter.update(.init(done: $0.recordings, fromCache: $0.fromCache, failed: $0.failed)) },
                prepare: { LabelsFile.Line($0, $1, in: table) }, emit: { try file.add($0) })
        }
        if summary.isComplete {
            try file.finish()
            try part?.write(
                .init(rows: summary.counts.done, failed: summary.counts.failed, unusable: loaded.problems),
                labels: table.labels, headerBytes: table.header.count, recogniser: session)
            try writePage(file, models, fallback, session)
        }
        try tell(summary, file, loaded, session, part, seconds: (ContinuousClock.now - start) / .seconds(1))
        guard summary.isComplete else {
            output.remark("interrupted: everything finished is kept; the same command goes on from here")
            return .interrupted
        }
        for path in [command.table, command.summary, command.report].compactMap({ $0 }) {
            output.remark("wrote \(EscapedText.oneLine(path))" + (part.map { ": \($0.description)" } ?? ""))
        }
        return summary.counts.failed == 0 && loaded.problems == 0 ? .allDone : .someFailed
    }

    private func withMeter<Result>(total: Int, _ body: (ProgressMeter) async throws -> Result) async throws -> Result {
        let meter = ProgressMeter(title: "labelling", total: total, quiet: output.quiet)
        defer { meter.finish() }
        return try await body(meter)
    }

    private func tell(
        _ summary: AnnotationSummary, _ file: LabelsFile, _ loaded: CorpusInputs.Loaded, _ session: RecogniserSession?,
        _ part: ShardOutput?, seconds: Double
    ) throws {
        let counts = summary.counts
        FailureList.show(
            file.failures, total: file.failuresByCause.values.reduce(0, +),
            hasTable: command.table != nil || !output.json
        )
        if output.json {
            let report = Summary(
                utterances: counts.done, labelled: counts.labelled, abstained: counts.abstained,
                failed: counts.failed, fromCache: counts.fromCache, seconds: seconds,
                failuresByCause: file.failuresByCause, stageSeconds: summary.stageSeconds,
                segmentation: command.segments.description, recordings: loaded.stream.count,
                recordingsWithoutTimes: counts.withoutTimes, complete: summary.isComplete,
                shard: part?.origin.shard.description)
            try JSONOutput.print(report)
        }
        var parts = ["\(counts.labelled) labelled", "\(counts.fromCache) of them from the cache"]
        if counts.abstained > 0 { parts.append("\(counts.abstained) abstained") }
        parts.append("\(counts.failed) failed")
        if let session { parts.append("\(Spoken.count(session.transcriber.progress.requests, "request")) sent") }
        output.remark(parts.joined(separator: ", "))
        if counts.withoutTimes > 0 {
            output.remark(
                "\(Spoken.count(counts.withoutTimes, "recording")) cut in the pauses: the recogniser's answers have no times "
                    + "of segments or words; --segment pauses saves asking for the whole first")
        }
    }
}
