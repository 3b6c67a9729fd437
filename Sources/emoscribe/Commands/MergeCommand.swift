import ArgumentParser
import Corpus
import Experiments
import Foundation

/// `emoscribe merge`: puts together what several machines did.
struct MergeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Put the results of --shard runs together into what one machine would have written.",
        discussion: """
            Takes result folders of 'compare'. They must come from the same settings and data, and together hold every
            run exactly once; what is missing or doubled is named. The folders that are read stay as they are.

            Example:  emoscribe merge part1/ part2/ -o results/
            One folder that all shards wrote into:
                      emoscribe merge results/ -o results/
            """)

    @Argument(help: ArgumentHelp("What the shards wrote.", valueName: "folder"))
    var parts: [String]

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("Where the whole goes.", valueName: "folder"))
    var target: String

    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await CommandRunner.run {
            for part in parts where !StoredComparison.isOne(part) {
                throw CommandFailure(
                    FileManager.default.fileExists(atPath: part)
                        ? "\(EscapedText.oneLine(part)) is no result folder of 'compare'"
                        : "\(EscapedText.oneLine(part)) is not there", .wrongUsage)
            }
            return try mergeComparisons()
        }
    }

    private func mergeComparisons() throws -> ExitStatus {
        try OutputFile.checkFolder(target)
        let merge = try ComparisonMerge(folders: parts)
        let table = try merge.write(to: target)
        let paper = try StoredComparison(folder: target).besidePaper()
        try paper?.write(into: target)
        try ComparisonReport(folder: target, page: target + "/report.html").write()
        if output.json { Console.print(try table.json()) } else { Console.write(table.text) }
        if !output.json, let paper { Console.write("\n" + paper.text) }
        output.remark(
            "put \(Spoken.count(merge.total, "run")) of \(Spoken.count(parts.count, "folder")) together: wrote "
                + "\(EscapedText.oneLine(target))/: report.html, table.csv, runs.csv, predictions.csv …")
        return table.rows.allSatisfy { $0.failed == 0 } ? .allDone : .someFailed
    }
}
