import ArgumentParser
import Corpus
import Export
import Foundation

/// `emoscribe import`: turns a corpus into a manifest.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Turn a corpus into a manifest. Recordings stay where they are.",
        discussion: """
            Layouts: \(layoutNames.joined(separator: ", ")). 'emoscribe import --list' explains each. What is missing, \
            doubled or unreadable is named with its file and row and left out; the rest comes in.

            Example:  emoscribe import ravdess /data/RAVDESS -o ravdess.csv
                      emoscribe import iemocap /data/IEMOCAP_full_release -o iemocap.csv
                      emoscribe import folder recordings/ --label-from-folder -o corpus.csv
                      emoscribe import corrections checked.csv --table labels.csv -o gold.csv
            """)

    @Argument(help: "How the corpus is laid out; see --list.")
    var layout: String?

    @Argument(help: "The folder or file.")
    var path: String?

    @Option(name: .shortAndLong, help: "The manifest to write (.csv or .jsonl).")
    var output: String?

    @Flag(help: "Explain every layout and leave.")
    var list = false

    @Flag(help: "folder: the folder that a recording lies in is its emotion.")
    var labelFromFolder = false

    @Option(
        name: .customLong("column"),
        help: ArgumentHelp(
            "csv, jsonl: read one of this program's columns under another name, for example transcript=text. Repeatable.",
            valueName: "name=source"))
    var columns: [String] = []

    @Option(help: ArgumentHelp("corrections: the table that was handed over to people.", valueName: "labels.csv"))
    var table: String?

    @Option(help: ArgumentHelp("corrections: the labels that may come back (default: the table's).", valueName: "list"))
    var labels: String?

    @Flag(name: .shortAndLong, help: "Only problems, no remarks.")
    var quiet = false

    private static let layoutNames = corpusImporters.map { $0.name } + ["folder", "csv", "jsonl", "corrections"]

    func validate() throws {
        guard !list else { return }
        guard let layout, path != nil, output != nil else {
            throw ValidationError("give a layout, a folder or file, and -o FILE; or --list")
        }
        guard Self.layoutNames.contains(layout) else {
            throw ValidationError(
                "there is no layout \(layout): choose from \(Self.layoutNames.joined(separator: ", "))")
        }
        guard (layout == "corrections") == (table != nil) else {
            throw ValidationError(
                "corrections takes --table labels.csv, the table that was handed over; nothing else does")
        }
        guard labels == nil || layout == "corrections" else { throw ValidationError("--labels is for corrections") }
        for column in columns where !Self.isMapping(column) {
            throw ValidationError(
                "--column takes name=source with a name of \(Manifest.takenColumns.joined(separator: ", ")), not "
                    + column.debugDescription)
        }
    }

    func run() async throws {
        if list { return Console.print(Self.explanation) }
        try await CommandRunner.run {
            guard let layout, let path, let output else { return .wrongUsage }
            try OutputFile.check(output, isNot: [path, table])
            let corpus = try read(layout, path)
            let problems = ImportedIssues.show(corpus.issues, quiet: quiet)
            guard !corpus.manifest.utterances.isEmpty else {
                throw CommandFailure("nothing to import in \(EscapedText.oneLine(path))", .wrongUsage)
            }
            try ManifestWriter.write(corpus.manifest, to: output)
            if !quiet {
                for remark in corpus.remarks { Console.note(remark) }
                Console.note(
                    "\(EscapedText.oneLine(output)): \(Spoken.count(corpus.manifest.utterances.count, "utterance"))"
                        + (problems > 0 ? ", \(problems) left out" : ""))
            }
            return problems == 0 ? .allDone : .someFailed
        }
    }

    private func read(_ layout: String, _ path: String) throws -> ImportedCorpus {
        switch layout {
        case "folder":
            let found = try FolderImporter(labelFromFolder: labelFromFolder).read(folder: path)
            let issues =
                found.failed.map { ManifestIssue(.error, path: path, message: $0.description) }
                + found.skipped.map { ManifestIssue(.warning, path: "\(path)/\($0.path)", message: $0.reason) }
            return ImportedCorpus(manifest: found.manifest, issues: issues)
        case "csv", "jsonl":
            let manifest = try Manifest.read(path: path)
            let sources = columns.map { column in
                let sides = column.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return (column: String(sides[0]), source: String(sides[1]))
            }
            return ImportedCorpus(manifest: try manifest.taking(sources), issues: manifest.issues)
        case "corrections":
            guard !OutputFile.areSame(path, table ?? "") else {
                throw CommandFailure(
                    "\(EscapedText.oneLine(path)) is the table itself: name the file that people corrected", .wrongUsage
                )
            }
            let set = try labels.map { try LabelSet(parsing: $0) }
            return try CorrectionsImport(table: table ?? "", labels: set).read(path)
        default:
            guard let importer = corpusImporters.first(where: { $0.name == layout }) else {
                throw CommandFailure("there is no layout \(layout)", .wrongUsage)
            }
            return try importer.init().read(path)
        }
    }

    private static func isMapping(_ text: String) -> Bool {
        let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return sides.count == 2 && !sides[1].isEmpty && Manifest.takenColumns.contains(String(sides[0]))
    }

    /// Every layout with what it expects and what it gives.
    private static var explanation: String {
        var sections = corpusImporters.map { importer in
            "\(importer.name)  \(importer.summary)\n" + indented(importer.layout)
        }
        sections.append(
            "folder  every recording below a folder\n"
                + indented(
                    "Ids from the paths; with --label-from-folder the emotion is the name of the folder that a recording\n"
                        + "lies in, otherwise there is none. Hidden files, FIFOs, devices and link loops are passed over."
                ))
        sections.append(
            "csv  a table with an id column, checked and written anew\n"
                + indented(
                    "Columns under other names come in with --column transcript=text; further columns are kept."))
        sections.append("jsonl  one JSON object a line, likewise")
        sections.append(
            "corrections  what people made of a table of labels (--table labels.csv), as gold labels\n"
                + indented(
                    "A corrected table (column emotion changed, or a column corrected), or what Label Studio exports:\n"
                        + "JSON, JSON-MIN, CSV. What nobody looked at comes back without an emotion."))
        sections.append(
            "Emotions are written as angry, happy, sad, neutral, excited, fearful, disgusted, surprised, calm, bored,\n"
                + "frustrated, other, so that corpora can be joined; the corpus's own word is in label_original.")
        return sections.joined(separator: "\n\n")
    }

    private static func indented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { "    " + $0 }.joined(separator: "\n")
    }
}
