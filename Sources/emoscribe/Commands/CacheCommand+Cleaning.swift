import ArgumentParser
import Corpus
import Foundation
import TranscriptCache

/// `emoscribe cache gc`: drops what is named.
struct CacheCleaningCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gc",
        abstract: "Drop what is named from the cache and make its file smaller; nothing else is touched.",
        discussion: """
            Answers were paid for: they are dropped only with --answers. The labels made from them go with --annotations.

            Example:  emoscribe cache gc --failures-older-than 30 --missing-audio
                      emoscribe cache gc --answers openai --asr-model whisper-1 --dry-run
            """)

    @Option(
        help: ArgumentHelp("Failures that are older; 0 for all of them.", valueName: "days"))
    var failuresOlderThan: Double?

    @Flag(
        help: "What is known of recordings whose file is gone (an answer stays; only its file must be decoded again).")
    var missingAudio = false

    @Option(help: ArgumentHelp("All answers of this recogniser, which were paid for.", valueName: "provider"))
    var answers: String?

    @Option(
        name: .customLong("asr-model"), help: ArgumentHelp("With --answers: only this model's.", valueName: "name"))
    var model: String?

    @Option(
        help: ArgumentHelp("Results of a later step, by kind as 'cache stats' names it. Repeatable.", valueName: "kind")
    )
    var annotations: [String] = []

    @Flag(help: "Tell what would be dropped, and drop nothing.")
    var dryRun = false

    @Flag(help: "Do not make the file smaller: quicker, and needs no room for a copy.")
    var keepSize = false

    @OptionGroup var cache: CacheOptions
    @OptionGroup var output: OutputOptions

    private struct Summary: Encodable {
        var dryRun: Bool
        var failures: Int
        var audioSpans: Int
        var answers: Int
        var answeredSeconds: Double
        var annotations: [String: Int]
        var bytes: Int64
        var diskBytesBefore: Int64
        var diskBytesAfter: Int64
    }

    func validate() throws {
        if let failuresOlderThan, !(failuresOlderThan >= 0) {
            throw ValidationError("--failures-older-than is a number of days, not \(failuresOlderThan)")
        }
        if model != nil, answers == nil { throw ValidationError("--asr-model goes with --answers PROVIDER") }
        if cleaning.isEmpty {
            throw ValidationError(
                "name what to drop: --failures-older-than DAYS, --missing-audio, --annotations KIND or --answers PROVIDER"
            )
        }
    }

    private var cleaning: CacheCleaning {
        var cleaning = CacheCleaning()
        cleaning.failuresBefore = failuresOlderThan.map { Date(timeIntervalSinceNow: -$0 * 86_400) }
        cleaning.missingAudio = missingAudio
        cleaning.answers = answers.map { CacheCleaning.Answers(provider: $0, model: model) }
        cleaning.annotationKinds = annotations
        return cleaning
    }

    func run() async throws {
        try await CommandRunner.run {
            _ = try cache.look()
            let store = dryRun ? try cache.look() : try cache.open()
            let before = store.diskBytes
            let summary = try await store.clean(cleaning, dryRun: dryRun)
            var after = before
            if !dryRun, !keepSize, summary.rows > 0 {
                do {
                    after = try await store.compact().after
                } catch {
                    Console.note("the rows are dropped, and the file could not be made smaller: \(error)")
                }
            }
            let shares = [summary.failures, summary.audio, summary.answers] + Array(summary.annotations.values)
            let bytes = shares.reduce(0) { $0 + $1.bytes }
            if output.json {
                try JSONOutput.print(
                    Summary(
                        dryRun: dryRun, failures: summary.failures.rows, audioSpans: summary.audio.rows,
                        answers: summary.answers.rows, answeredSeconds: summary.answeredSeconds,
                        annotations: summary.annotations.mapValues(\.rows), bytes: bytes, diskBytesBefore: before,
                        diskBytesAfter: after))
            } else {
                show(summary)
            }
            output.remark(
                dryRun
                    ? "dry run: nothing was dropped; about \(Spoken.bytes(bytes)) would be freed"
                    : "on disk: \(Spoken.bytes(before)) before, \(Spoken.bytes(after)) now")
            return .allDone
        }
    }

    private func show(_ summary: CacheCleaning.Summary) {
        func line(_ share: CacheCleaning.Share, _ noun: String, _ more: String = "") {
            Console.print(
                "\(dryRun ? "would drop" : "dropped") \(Spoken.count(share.rows, noun)), \(Spoken.bytes(share.bytes))\(more)"
            )
        }
        if cleaning.failuresBefore != nil { line(summary.failures, "failure") }
        if missingAudio { line(summary.audio, "span of lost recordings", "") }
        if answers != nil {
            line(
                summary.answers, "answer",
                " (\(Spoken.duration(summary.answeredSeconds)) of audio, to be paid for again when asked again)")
        }
        for (kind, share) in summary.annotations.sorted(by: { $0.key < $1.key }) {
            line(share, "result", " of kind \(EscapedText.oneLine(kind))")
        }
    }
}
