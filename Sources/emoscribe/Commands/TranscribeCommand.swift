import Annotation
import ArgumentParser
import Corpus
import Export
import Foundation
import SpeechToText
import TranscriptCache

/// `emoscribe transcribe`: has a recogniser hear a corpus and keeps every answer.
struct TranscribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transcribe",
        abstract: "Transcribe a corpus. Every answer is kept; nothing is asked twice.",
        discussion: """
            Writes id,transcript,status,error,confidence,language,provider,model in manifest order.

            Example:  emoscribe transcribe corpus.csv -o transcripts.csv
                      emoscribe transcribe corpus.csv --asr openai --language en -o transcripts.csv
            """)

    @OptionGroup var corpus: CorpusArgument
    @OptionGroup var recognition: RecognitionOptions
    @OptionGroup var cache: CacheOptions
    @OptionGroup var compute: ComputeOptions
    @OptionGroup var output: OutputOptions

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("The table to write; standard output when missing (nothing with --json).", valueName: "csv"))
    var table: String?

    @Flag(help: "Take recordings that end before their header says, as far as they go.")
    var acceptTruncated = false

    private struct Summary: Encodable {
        var utterances: Int
        var requests: Int
        var retries: Int
        var fromCache: Int
        var failed: Int
        var audioSeconds: Double
        var billedSeconds: Double
        var failuresByCause: [String: Int]
    }

    func run() async throws {
        try await CommandRunner.run {
            if let table { try OutputFile.check(table, isNot: [corpus.path]) }
            let loaded = try corpus.load(output)
            let store = try cache.open()
            return try await RecogniserSession.with(recognition, store: store, threads: compute.threads) { session in
                try await transcribe(loaded, session)
            }
        }
    }

    private func transcribe(_ loaded: CorpusArgument.Loaded, _ session: RecogniserSession) async throws -> ExitStatus {
        let manifest = loaded.manifest
        let meter = TranscriptionProgressMeter(
            session.transcriber, total: manifest.utterances.count, quiet: output.quiet)
        let bulk = BulkTranscription(
            manifest: manifest, reader: UtteranceAudioReader(acceptTruncated: acceptTruncated),
            transcriber: session.transcriber)
        var outcomes = [Result<Transcript, SpeechToTextError>?](repeating: nil, count: manifest.utterances.count)
        var stoppedBy: SpeechToTextError?
        do {
            outcomes = try await bulk.collect()
        } catch let error as SpeechToTextError {
            stoppedBy = error
        }
        meter.finish()
        let isComplete = !outcomes.contains { $0 == nil }
        let progress = session.transcriber.progress
        let failures = zip(manifest.utterances, outcomes).compactMap { utterance, outcome in
            if case .failure(let error)? = outcome { (utterance.id, error) } else { nil }
        }
        if isComplete {
            let rows = zip(manifest.utterances, outcomes).map { utterance, outcome in
                switch outcome {
                case .success(let heard)?:
                    TranscriptTable.Row(
                        id: utterance.id, transcript: heard.parsed.text, confidence: heard.parsed.confidence,
                        language: heard.parsed.language)
                case .failure(let error)?: TranscriptTable.Row(id: utterance.id, error: error.description)
                case nil: TranscriptTable.Row(id: utterance.id, error: SpeechToTextError.cancelled.description)
                }
            }
            let bytes = TranscriptTable(provider: session.name, model: session.transcriber.provider.model).bytes(rows)
            if let table {
                try OutputFile.write(bytes, to: table)
            } else if !output.json {
                Console.write(String(decoding: bytes, as: UTF8.self))
            }
        }
        FailureList.show(failures.map { ($0.0, $0.1.description) })
        if output.json {
            try JSONOutput.print(
                Summary(
                    utterances: manifest.utterances.count, requests: progress.requests, retries: progress.retries,
                    fromCache: progress.fromCache, failed: progress.failed, audioSeconds: progress.audioSeconds,
                    billedSeconds: progress.spending.billedSeconds,
                    failuresByCause: progress.failuresByCause))
        }
        let answered = progress.done - progress.failed
        output.remark(
            "\(Spoken.count(answered, "transcript")): \(Spoken.count(progress.requests, "request")) sent, "
                + "\(progress.fromCache) from the cache, \(progress.failed) failed"
                + (progress.requests == 0 && progress.failed == 0 && isComplete
                    ? "; nothing was sent, everything was known" : ""))
        if let stoppedBy { throw stoppedBy }
        if !isComplete {
            output.remark("interrupted: every answer is kept; the same command goes on from here")
            return .interrupted
        }
        if let table { output.remark("wrote \(EscapedText.oneLine(table))") }
        return failures.isEmpty && loaded.problems == 0 ? .allDone : .someFailed
    }
}
