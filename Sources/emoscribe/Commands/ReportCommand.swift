import ArgumentParser
import Corpus
import Experiments
import Foundation

/// `emoscribe report`: the page and the figures of a comparison, made anew.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Make the page and the figures of a comparison anew, from its folder.",
        discussion: """
            Reads what 'compare' stored and writes report.html and figures/*.svg; nothing is trained and no corpus is \
            needed. Recordings that lie where they lay can be played from the page.

            Example:  emoscribe report results/
            """)

    @Argument(help: "The folder of 'compare'.")
    var folder: String

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp(
            "The page to write, and a folder 'figures' beside it; report.html in the folder when missing.",
            valueName: "html"))
    var page: String?

    @OptionGroup var output: OutputOptions

    private struct Summary: Encodable {
        var page: String
        var figures: Int
        var recordingsMissing: Int
    }

    func run() async throws {
        try await CommandRunner.run {
            guard StoredComparison.isOne(folder) else {
                throw CommandFailure(
                    "\(EscapedText.oneLine(folder)) is no folder of 'compare': name the one that was given to its -o",
                    .wrongUsage)
            }
            let page = page ?? folder + "/report.html"
            try OutputFile.check(page, isNot: [folder + "/settings.json", folder + "/table.json"])
            let report = try ComparisonReport(folder: folder, page: page)
            let figures = try report.write()
            if output.json {
                try JSONOutput.print(
                    Summary(page: page, figures: figures, recordingsMissing: report.recordings.missing))
            }
            for line in report.leftOut { output.remark(line) }
            output.remark("wrote \(EscapedText.oneLine(page)) and \(Spoken.count(figures, "figure")) beside it")
            return .allDone
        }
    }
}
