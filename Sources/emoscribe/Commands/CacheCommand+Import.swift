public import ArgumentParser
import Corpus
import Foundation
public import TranscriptCache

extension TranscriptImport.ConflictRule: ExpressibleByArgument {}

/// `emoscribe cache import`: answers from JSONL.
struct CacheImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take answers that 'cache export' wrote into the cache, each once.",
        discussion: """
            Every key is computed anew from its line. A line that cannot be taken is told with its number, and the others
            are taken. An answer that is here already stays, also where the file has another one.

            Example:  emoscribe cache import transcripts.jsonl
                      zcat transcripts.jsonl.gz | emoscribe cache import -
            """)

    @Argument(help: ArgumentHelp("Files that 'cache export' wrote; - is standard input.", valueName: "jsonl"))
    var files: [String]

    @Option(
        help: ArgumentHelp(
            "Answers that differ from those that are here: refuse tells each of them (status 1), keep counts them. Those "
                + "that are here stay.", valueName: "rule"))
    var conflicts = TranscriptImport.ConflictRule.refuse

    @OptionGroup var cache: CacheOptions
    @OptionGroup var output: OutputOptions

    private struct Summary: Encodable {
        var added: Int
        var completed: Int
        var alreadyPresent: Int
        var conflicts: Int
        var refused: Int
    }

    func run() async throws {
        try await CommandRunner.run {
            for file in files where file != "-" { try OutputFile.checkInput(file, "file") }
            let store = try cache.open()
            var total = TranscriptImport.Summary()
            for file in files {
                let size = (try? FileManager.default.attributesOfItem(atPath: file)[.size] as? Int) ?? 0
                let progress = CacheProgress("reading", noun: "MB", total: size / 1_000_000, output)
                var told = 0
                let summary = try await store.importTranscripts(
                    from: file, TranscriptImport(conflicts: conflicts),
                    progress: { try progress.step(min(Int($0 / 1_000_000), size / 1_000_000)) },
                    onProblem: { problem in
                        told += 1
                        if told <= 1000 {
                            Console.note(
                                "\(EscapedText.oneLine(file)), line \(problem.line): \(problem.reason)")
                        }
                    })
                progress.finish()
                if told > 1000 { Console.note("… and \(told - 1000) more lines of \(EscapedText.oneLine(file))") }
                total += summary
            }
            if output.json {
                try JSONOutput.print(
                    Summary(
                        added: total.added, completed: total.completed, alreadyPresent: total.alreadyPresent,
                        conflicts: total.conflicts, refused: total.refused))
            }
            output.remark(
                "\(Spoken.count(total.added, "answer")) added, \(total.completed) got their responses, "
                    + "\(total.alreadyPresent) were here, \(Spoken.count(total.conflicts, "conflict")), "
                    + "\(Spoken.count(total.refused, "line")) refused")
            let isWhole = total.refused == 0 && (total.conflicts == 0 || conflicts == .keep)
            return isWhole ? .allDone : .someFailed
        }
    }
}
