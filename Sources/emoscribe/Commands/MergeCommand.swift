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
            Takes result folders of 'compare', or tables of 'annotate' or 'transcribe'
            with the .part.json that stands beside each. They must come from the same
            settings and data, and together hold every run, or row, exactly once; what is
            missing, doubled or changed since is named. What is read stays as it is.

            Example:  emoscribe merge part1/ part2/ -o results/
            One folder that all shards wrote into:
                      emoscribe merge results/ -o results/
            Tables:   emoscribe merge labels-*.csv --summary recordings.csv -o labels.csv
            Their caches, so that the next run finds everything:
                      emoscribe cache merge cache/shard-*-of-8 --with-audio
            """)

    @Argument(help: ArgumentHelp("What the shards wrote: folders, or tables.", valueName: "part"))
    var parts: [String]

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("Where the whole goes: a folder, or a table ('-' is standard output).", valueName: "place"))
    var target: String

    @Option(
        help: ArgumentHelp(
            "Of tables of labels also write a table with a row for each recording, as 'annotate' does.",
            valueName: "csv"))
    var summary: String?

    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await CommandRunner.run {
            let folders = parts.filter { StoredComparison.isOne($0) }
            if folders.count == parts.count {
                guard summary == nil else {
                    throw CommandFailure("--summary is for tables of labels, and these are comparisons", .wrongUsage)
                }
                return try mergeComparisons()
            }
            for part in parts where Self.isFolder(part) {
                throw CommandFailure(
                    folders.isEmpty || !StoredComparison.isOne(part)
                        ? "\(EscapedText.oneLine(part)) is no result folder of 'compare'"
                        : "\(EscapedText.oneLine(part)) is a comparison and other parts are tables: merge each by themselves",
                    .wrongUsage)
            }
            return try TableMergeJob(command: self).run()
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
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
