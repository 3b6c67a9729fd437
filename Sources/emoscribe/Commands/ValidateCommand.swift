import ArgumentParser
import Corpus
import Foundation

/// `emoscribe validate`: everything wrong or odd in a manifest.
struct ValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check a manifest: every problem with its file and row.",
        discussion: "Example:  emoscribe validate corpus.csv --labels angry,happy,sad,neutral")

    @Argument(help: "The manifest (CSV or JSONL).")
    var manifest: String

    @Option(help: ArgumentHelp("Also check emotions against these labels (see 'train --help').", valueName: "list"))
    var labels: String?

    @Flag(help: "Do not look whether the recordings are there.")
    var skipFiles = false

    @OptionGroup var output: OutputOptions

    private struct Row: Encodable {
        var severity: String
        var row: Int?
        var column: String?
        var id: String?
        var message: String
    }

    private struct Summary: Encodable {
        var utterances: Int
        var errors: Int
        var warnings: Int
        var issues: [Row]
    }

    func run() async throws {
        try await CommandRunner.run {
            let corpus = try Manifest.read(path: manifest)
            let set = try labels.map { try LabelSet(parsing: $0) }
            let issues = ManifestValidator.validate(corpus, labels: set, checksFiles: !skipFiles)
            let errors = issues.filter { $0.severity == .error }.count
            let warnings = issues.count - errors
            let wrongRows = Set(issues.filter { $0.severity == .error }.compactMap(\.row))
            let usable = corpus.utterances.filter { !wrongRows.contains($0.row) }.count
            if output.json {
                let rows = issues.map {
                    Row(
                        severity: $0.severity.rawValue, row: $0.row, column: $0.column, id: $0.id, message: $0.message)
                }
                try JSONOutput.print(
                    Summary(
                        utterances: usable, errors: errors, warnings: warnings, issues: rows))
            } else {
                for issue in issues { Console.print(issue.description) }
                Console.print(
                    "\(Spoken.count(usable, "usable utterance")), \(Spoken.count(errors, "error")), "
                        + Spoken.count(warnings, "warning"))
            }
            return errors == 0 ? .allDone : .someFailed
        }
    }
}
