import ArgumentParser
import Corpus
import TranscriptCache

/// `emoscribe cache merge`: one cache from many.
struct CacheMergeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Take over what the caches of other machines hold.",
        discussion: """
            Answers, failures, labels and cuts. The result is the same in whatever order and however often caches are
            merged: of two answers to one question the earlier is kept (one with its response before one without).
            Both caches may be in use.

            Example:  emoscribe cache merge node1/cache node2/cache --cache cache
            """)

    @Argument(help: ArgumentHelp("Cache folders to take over from; they are not changed.", valueName: "dir"))
    var others: [String]

    @Flag(help: "Also what is known of recordings: for machines that see them under the same paths.")
    var withAudio = false

    @Flag(help: "Count only.")
    var dryRun = false

    @OptionGroup var cache: CacheOptions
    @OptionGroup var output: OutputOptions

    private struct Summary: Encodable {
        struct Counts: Encodable {
            var added: Int
            var same: Int
            var conflicts: Int
            var replaced: Int

            init(_ counts: CacheMerge.Counts) {
                added = counts.added
                same = counts.same
                conflicts = counts.conflicts
                replaced = counts.replaced
            }
        }

        var transcripts: Counts
        var failures: Counts
        var annotations: Counts
        var cuts: Counts
        var audio: Counts
        var unreadable: Int

        init(_ summary: CacheMerge.Summary) {
            transcripts = Counts(summary.transcripts)
            failures = Counts(summary.failures)
            annotations = Counts(summary.annotations)
            cuts = Counts(summary.cuts)
            audio = Counts(summary.audio)
            unreadable = summary.unreadable
        }
    }

    func run() async throws {
        try await CommandRunner.run {
            let sources = try others.map { try TranscriptStore(reading: $0) }
            let store = try cache.open()
            var total = CacheMerge.Summary()
            for source in sources {
                let progress = CacheProgress("merging", total: (try? await source.lastAnswer()) ?? 0, output)
                let summary = try await store.merge(
                    from: source, CacheMerge(withAudio: withAudio, dryRun: dryRun), progress: progress.step)
                progress.finish()
                if !output.json { Console.print("\(EscapedText.oneLine(source.path)): \(Self.text(summary))") }
                total += summary
            }
            if output.json { try JSONOutput.print(Summary(total)) }
            if dryRun { output.remark("dry run: nothing was changed") }
            if total.unreadable > 0 {
                Console.note(
                    "\(Spoken.count(total.unreadable, "damaged row")) left out: emoscribe cache verify --cache DIR lists them"
                )
            }
            return total.unreadable == 0 ? .allDone : .someFailed
        }
    }

    private static func text(_ summary: CacheMerge.Summary) -> String {
        func part(_ name: String, _ counts: CacheMerge.Counts) -> String? {
            guard counts != CacheMerge.Counts() else { return nil }
            let conflicts =
                counts.conflicts == 0 ? "" : ", \(counts.conflicts) in conflict (\(counts.replaced) taken from there)"
            return "\(name) \(counts.added) new, \(counts.same) the same\(conflicts)"
        }
        let parts = [
            part("answers", summary.transcripts), part("failures", summary.failures),
            part("results of later steps", summary.annotations), part("cuts", summary.cuts),
            part("recordings", summary.audio),
        ].compactMap { $0 }
        return parts.isEmpty ? "nothing in it" : parts.joined(separator: "; ")
    }
}
