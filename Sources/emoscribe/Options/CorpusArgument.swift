import ArgumentParser
import Corpus
import Foundation

/// The corpus that a command works on: a manifest, or a folder of recordings.
struct CorpusArgument: ParsableArguments {
    @Argument(help: ArgumentHelp("A manifest (CSV or JSONL), or a folder of recordings.", valueName: "corpus"))
    var path: String

    /// A corpus that was read, with how many of its rows or files could not be used.
    struct Loaded {
        var manifest: Manifest
        var problems: Int
    }

    /// Reads the corpus; what cannot be used is shown and counted, and the rest goes on.
    func load(_ output: OutputOptions) throws -> Loaded {
        let kind = try Self.kind(of: path)
        var loaded: Loaded
        if kind == .folder {
            let found = try FolderImporter().read(folder: path)
            for entry in found.failed { Console.note("failed: \(entry)") }
            for entry in found.skipped { output.remark("skipped: \(entry)") }
            loaded = Loaded(manifest: found.manifest, problems: found.failed.count)
        } else {
            loaded = Loaded(manifest: try Manifest.read(path: path), problems: 0)
            for issue in loaded.manifest.issues { Console.note(issue.description) }
            loaded.problems = loaded.manifest.issues.filter { $0.severity == .error }.count
        }
        guard !loaded.manifest.utterances.isEmpty else {
            throw CommandFailure(
                kind == .folder
                    ? "no recordings in \(EscapedText.oneLine(path)): give a folder that holds audio files "
                        + "(\(FolderImporter.extensions.prefix(6).joined(separator: ", ")) …)"
                    : "no usable row in \(EscapedText.oneLine(path))", .wrongUsage)
        }
        return loaded
    }

    private enum Kind { case folder, file }

    private static func kind(of path: String) throws -> Kind {
        if path == "-" { return .file }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw CommandFailure(
                "\(EscapedText.oneLine(path)) is not there: give a manifest (CSV or JSONL) or a folder", .wrongUsage)
        }
        return isFolder.boolValue ? .folder : .file
    }
}

/// Labels to sort utterances into.
struct LabelOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Label set: names by comma, aliases by = and +, for example angry,happy=excited+joy,sad,neutral. "
                + "'auto' takes every emotion that the corpus names.", valueName: "list"))
    var labels = "angry,happy,sad,neutral"

    func labelSet(for manifest: Manifest) throws -> LabelSet {
        switch labels {
        case "angry,happy,sad,neutral": .fourEmotions
        case "auto": try .discovered(from: manifest.utterances)
        default: try LabelSet(parsing: labels)
        }
    }
}

/// A reason to stop, in words, with the status to leave by.
struct CommandFailure: Error, CustomStringConvertible {
    let message: String
    let status: ExitStatus

    init(_ message: String, _ status: ExitStatus = .someFailed) {
        self.message = message
        self.status = status
    }

    var description: String { message }
}
