import ArgumentParser
import Corpus
import Foundation

/// `emoscribe import`: turns a corpus into a manifest.
struct ImportCommand: AsyncParsableCommand {
    /// The layouts that can be read.
    enum Layout: String, ExpressibleByArgument, CaseIterable {
        case folder, csv, jsonl
    }

    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Turn a corpus into a manifest. Recordings stay where they are.",
        discussion: """
            Layouts:
              folder   every recording below a folder, ids from the paths; --label-from-folder takes the emotion
                       from the name of the folder that a recording lies in
              csv      a CSV table with at least an id column, checked and written anew
              jsonl    one JSON object a line, likewise

            Example:  emoscribe import folder recordings/ -o corpus.csv
            """)

    @Argument(help: "How the corpus is laid out: \(Layout.allCases.map(\.rawValue).joined(separator: ", ")).")
    var layout: Layout

    @Argument(help: "The folder or file.")
    var path: String

    @Option(name: .shortAndLong, help: "The manifest to write (.csv or .jsonl).")
    var output: String

    @Flag(help: "The folder that a recording lies in is its emotion.")
    var labelFromFolder = false

    @Flag(name: .shortAndLong, help: "Only problems, no remarks.")
    var quiet = false

    func run() async throws {
        try await CommandRunner.run {
            try OutputFile.check(output, isNot: [path])
            var manifest: Manifest
            var problems = 0
            switch layout {
            case .folder:
                let found = try FolderImporter(labelFromFolder: labelFromFolder).read(folder: path)
                for entry in found.failed { Console.note("failed: \(entry)") }
                if !quiet { for entry in found.skipped { Console.note("skipped: \(entry)") } }
                problems = found.failed.count
                manifest = found.manifest
            case .csv, .jsonl:
                manifest = try Manifest.read(path: path)
                for issue in manifest.issues { Console.note(issue.description) }
                problems = manifest.issues.filter { $0.severity == .error }.count
            }
            guard !manifest.utterances.isEmpty else {
                throw CommandFailure("nothing to import in \(EscapedText.oneLine(path))", .wrongUsage)
            }
            try ManifestWriter.write(manifest, to: output)
            if !quiet {
                Console.note(
                    "\(EscapedText.oneLine(output)): \(Spoken.count(manifest.utterances.count, "utterance"))"
                        + (problems > 0 ? ", \(problems) left out" : ""))
            }
            return problems == 0 ? .allDone : .someFailed
        }
    }
}
