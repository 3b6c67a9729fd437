import Annotation
import ArgumentParser
import Corpus
import Export
import Foundation
import Models
import SpeechToText
import Training
import TranscriptCache

/// `emoscribe annotate`: labels a folder or a manifest.
struct AnnotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "annotate",
        abstract: "Label a folder of recordings, or the utterances of a manifest.",
        discussion: """
            Writes labels.csv: id,audio,start,end,speaker,transcript,transcript_source,asr_confidence,emotion,confidence,
            p_<label>…,model,status,error and then the manifest's other columns. A run that was interrupted goes on where
            it was; the same inputs give the same bytes.

            Example:  emoscribe annotate recordings/ --model mdre.safetensors -o labels.csv
            """)

    /// Where the text comes from that the model reads.
    enum Transcripts: String, ExpressibleByArgument, CaseIterable { case asr, gold }

    @OptionGroup var corpus: CorpusArgument

    @Option(help: ArgumentHelp("The model to label with, made by 'emoscribe train'.", valueName: "file"))
    var model: String?

    @Option(
        help: ArgumentHelp(
            "An ARE model with the same labels, for utterances without a usable transcript.", valueName: "file"))
    var fallback: String?

    @Option(help: "What the model reads: asr (a recogniser) or gold (the manifest's transcripts).")
    var transcripts = Transcripts.asr

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("The table to write; standard output when missing (nothing with --json).", valueName: "csv"))
    var table: String?

    @Option(help: ArgumentHelp("Withhold labels less probable than this: 'abstained'.", valueName: "p"))
    var minConfidence: Float?

    @Flag(help: "Label recordings that end before their header says, as far as they go.")
    var acceptTruncated = false

    @Flag(help: "Put ' before cells that a spreadsheet would run as a formula.")
    var spreadsheetSafe = false

    @OptionGroup var recognition: RecognitionOptions
    @OptionGroup var cache: CacheOptions
    @OptionGroup var compute: ComputeOptions
    @OptionGroup var output: OutputOptions

    private struct Summary: Encodable {
        var utterances: Int
        var labelled: Int
        var abstained: Int
        var failed: Int
        var fromCache: Int
        var seconds: Double
        var failuresByCause: [String: Int]
    }

    func validate() throws {
        if let minConfidence, !(0...1).contains(minConfidence) {
            throw ValidationError("--min-confidence is 0 to 1, not \(minConfidence)")
        }
    }

    func run() async throws {
        try await CommandRunner.run {
            guard let model else {
                throw CommandFailure(
                    """
                    no model: give one with --model FILE. To make one from a corpus with emotion labels:
                      emoscribe train corpus.csv --model mdre --transcripts asr -o mdre.safetensors
                      emoscribe annotate \(EscapedText.oneLine(corpus.path)) --model mdre.safetensors -o labels.csv
                    """, .wrongUsage)
            }
            try OutputFile.checkInput(model, "model file")
            if let fallback { try OutputFile.checkInput(fallback, "model file") }
            if let table { try OutputFile.check(table, isNot: [corpus.path, model, fallback]) }
            let loaded = try corpus.load(output)
            let labelling = try LabellingModel(path: model)
            MissingColumns.warnOfSpeakers(loaded.manifest.utterances, labelling.builder.standardisation.mode)
            let store = try cache.open()
            guard labelling.architecture.usesText, transcripts == .asr else {
                return try await annotate(loaded, labelling, store, .gold, session: nil)
            }
            return try await RecogniserSession.with(recognition, store: store, threads: compute.threads) { session in
                try await annotate(loaded, labelling, store, .recogniser(session.transcriber), session: session)
            }
        }
    }

    private func annotate(
        _ loaded: CorpusArgument.Loaded, _ model: LabellingModel, _ store: TranscriptStore,
        _ transcripts: AnnotationPipeline.Transcripts, session: RecogniserSession?
    ) async throws -> ExitStatus {
        let manifest = loaded.manifest
        var settings = AnnotationPipeline.Settings()
        settings.threads = compute.threads
        settings.minimumConfidence = minConfidence
        settings.acceptTruncated = acceptTruncated
        let pipeline = try AnnotationPipeline(
            model: model, fallback: try fallback.map { try LabellingModel(path: $0) }, transcripts: transcripts,
            store: store, settings: settings)
        let start = ContinuousClock.now
        let meter = ProgressMeter(title: "labelling", total: manifest.utterances.count, quiet: output.quiet)
        let run: AnnotationRun
        do {
            run = try await pipeline.run(manifest, isCancelled: { Interrupts.shared.isInterrupted }) { counts in
                meter.update(.init(done: counts.done, fromCache: counts.fromCache, failed: counts.failed))
            }
            meter.finish()
        } catch {
            meter.finish()
            throw error
        }
        if run.isComplete {
            let labels = LabelsTable(
                manifest: table.map { manifest.rebased(besideFile: $0) } ?? manifest, labels: model.labels,
                spreadsheetSafe: spreadsheetSafe)
            let bytes = labels.bytes(run.rows.compactMap { $0 })
            if let table {
                try OutputFile.write(bytes, to: table)
            } else if !output.json {
                Console.write(String(decoding: bytes, as: UTF8.self))
            }
        }
        let failures = zip(manifest.utterances, run.rows).compactMap { utterance, row in
            row?.status == .failed ? (id: utterance.id, reason: row?.error ?? "", cause: row?.cause ?? "") : nil
        }
        FailureList.show(failures.map { ($0.id, $0.reason) }, hasTable: table != nil || !output.json)
        if output.json {
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            try JSONOutput.print(
                Summary(
                    utterances: manifest.utterances.count, labelled: run.counts.labelled,
                    abstained: run.counts.abstained, failed: run.counts.failed, fromCache: run.counts.fromCache,
                    seconds: seconds,
                    failuresByCause: Dictionary(failures.map { ($0.cause, 1) }, uniquingKeysWith: +)))
        }
        var parts = ["\(run.counts.labelled) labelled", "\(run.counts.fromCache) of them from the cache"]
        if run.counts.abstained > 0 { parts.append("\(run.counts.abstained) abstained") }
        parts.append("\(run.counts.failed) failed")
        if let session { parts.append("\(Spoken.count(session.transcriber.progress.requests, "request")) sent") }
        output.remark(parts.joined(separator: ", "))
        if !run.isComplete {
            output.remark("interrupted: everything finished is kept; the same command goes on from here")
            return .interrupted
        }
        if let table { output.remark("wrote \(EscapedText.oneLine(table))") }
        return run.counts.failed == 0 && loaded.problems == 0 ? .allDone : .someFailed
    }
}
