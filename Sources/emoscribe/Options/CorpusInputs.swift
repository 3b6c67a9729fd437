import ArgumentParser
import Corpus
import Foundation

/// What a labelling command works on: manifests, folders and recordings, as many as there are.
struct CorpusInputs: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Manifests (CSV or JSONL; '-' is standard input), folders of recordings, recordings.", valueName: "input"))
    var paths: [String] = []

    @Option(
        help: ArgumentHelp(
            "A list of recordings and folders, one a line or with a NUL after each; '-' is standard input. Repeatable.",
            valueName: "file"))
    var list: [String] = []

    @Option(
        help: ArgumentHelp(
            "Of folders take only files like this, whatever their extension: '*.wav', 'calls/**'. Repeatable.",
            valueName: "pattern"))
    var include: [String] = []

    @Option(
        help: ArgumentHelp("Of folders leave out files and folders like this. Repeatable.", valueName: "pattern"))
    var exclude: [String] = []

    /// A corpus that can be read, with how many of its rows or files could not be used.
    struct Loaded {
        var stream: UtteranceStream
        var problems: Int
    }

    /// The files that are read and must not be written.
    var files: [String] { paths + list }

    /// Finds everything that is to be labelled; what cannot be used is shown and counted, and the rest goes on.
    ///
    /// Manifests come first, in their order, then the recordings.
    func load(_ output: OutputOptions) throws -> Loaded {
        guard !paths.isEmpty || !list.isEmpty else {
            throw CommandFailure("nothing to work on: give a manifest, a folder, recordings or --list", .wrongUsage)
        }
        guard (paths + list).filter({ $0 == "-" }).count < 2 else {
            throw CommandFailure("standard input can be read once only: give one '-'", .wrongUsage)
        }
        var found = Found()
        let isOneFolder = list.isEmpty && paths.count == 1
        for path in paths {
            switch try Self.kind(of: path) {
            case .folder: try found.add(folder: path, patterns, output, isWhole: isOneFolder)
            case .recording: found.recordings.append(path)
            case .manifest: found.parts.append(.manifest(try ManifestStream(path: path)))
            }
        }
        for path in list {
            let listed = try PathList(path: path)
            for entry in listed.failed { Console.note("failed: \(entry)") }
            found.problems += listed.failed.count
            if listed.repeatedCount > 0 {
                output.remark("skipped: \(Spoken.count(listed.repeatedCount, "path")) named before in the list")
            }
            for entry in listed.paths {
                if case .folder? = try? Self.kind(of: entry) {
                    try found.add(folder: entry, patterns, output, isWhole: false)
                } else {
                    // One that is not there is a failed row.
                    found.recordings.append(entry)
                }
            }
        }
        let stream = try found.stream(output)
        found.problems += stream.errorCount
        guard stream.count > 0 else { throw nothingFound() }
        return Loaded(stream: stream, problems: found.problems)
    }

    private var patterns: PathPatterns { PathPatterns(include: include, exclude: exclude) }

    /// What the inputs hold, so far.
    private struct Found {
        var parts: [UtteranceStream.Part] = []
        var recordings: [String] = []
        var problems = 0

        /// Takes the recordings of a folder; where there is nothing else (`isWhole`), ids are paths from it.
        mutating func add(
            folder: String, _ patterns: PathPatterns, _ output: OutputOptions, isWhole: Bool
        ) throws {
            let found = try FolderImporter(patterns: patterns).read(folder: folder)
            for entry in found.failed { Console.note("failed: \(entry)") }
            for entry in found.skipped { output.remark("skipped: \(entry)") }
            problems += found.failed.count
            if isWhole {
                parts.append(.held(found.manifest))
            } else {
                recordings += found.manifest.utterances.compactMap(found.manifest.audioPath(of:))
            }
        }

        mutating func stream(_ output: OutputOptions) throws -> UtteranceStream {
            var seen: Set<ByteKey> = []
            let single = recordings.filter { seen.insert(ByteKey($0)).inserted }
            if single.count < recordings.count {
                output.remark("skipped: \(Spoken.count(recordings.count - single.count, "recording")) named before")
            }
            if !single.isEmpty { parts.append(.held(FolderImporter.manifest(ofRecordings: single))) }
            let stream = try UtteranceStream(parts)
            for issue in stream.header.issues.prefix(FailureList.shown) { Console.note(issue.description) }
            let untold = stream.errorCount - min(stream.header.issues.count, FailureList.shown)
            if untold > 0 { Console.note("… and \(untold) more; 'emoscribe validate' tells all") }
            return stream
        }
    }

    private func nothingFound() -> CommandFailure {
        let named = files.map(EscapedText.oneLine).joined(separator: ", ")
        let isFolder = paths.count == 1 && (try? Self.kind(of: paths[0])) == .folder
        return CommandFailure(
            isFolder
                ? "no recordings in \(named): give a folder that holds audio files "
                    + "(\(FolderImporter.extensions.prefix(6).joined(separator: ", ")) …)"
                : "no usable row in \(named)", .wrongUsage)
    }

    private enum Kind { case folder, recording, manifest }

    private static func kind(of path: String) throws -> Kind {
        if path == "-" { return .manifest }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw CommandFailure(
                "\(EscapedText.oneLine(path)) is not there: give a manifest (CSV or JSONL), a folder or recordings",
                .wrongUsage)
        }
        if isFolder.boolValue { return .folder }
        return FolderImporter.isRecording(path) ? .recording : .manifest
    }
}
