import Corpus
import Foundation

/// The recordings that a command line names, with a name for what is made of each.
struct RecordingList {
    struct Recording {
        var path: String
        /// Relative, without the extension; the place in the folder for recordings that were found in one.
        var name: String
    }

    private(set) var recordings: [Recording] = []
    /// What should have been a recording and cannot be one; told already.
    private(set) var problems = 0

    /// Looks up files and folders.
    ///
    /// - Throws: `CommandFailure` where something is not there, nothing is found, or two recordings would have one name.
    init(arguments: [String], output: OutputOptions) throws {
        for argument in arguments {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: argument, isDirectory: &isFolder) else {
                throw CommandFailure("\(EscapedText.oneLine(argument)) is not there", .wrongUsage)
            }
            if isFolder.boolValue { try addFolder(argument, output) } else { addFile(argument) }
        }
        guard !recordings.isEmpty else {
            throw CommandFailure(
                "no recordings in \(arguments.map(EscapedText.oneLine).joined(separator: ", ")): give audio files or "
                    + "folders that hold some (\(FolderImporter.extensions.prefix(6).joined(separator: ", ")) …)",
                .wrongUsage)
        }
        try refuseClashes()
    }

    private mutating func addFolder(_ path: String, _ output: OutputOptions) throws {
        let found = try FolderImporter().read(folder: path)
        for entry in found.failed { Console.note("failed: \(entry)") }
        for entry in found.skipped { output.remark("skipped: \(entry)") }
        problems += found.failed.count
        recordings += found.manifest.utterances.compactMap { utterance in
            found.manifest.audioPath(of: utterance).map { Recording(path: $0, name: utterance.id) }
        }
    }

    private mutating func addFile(_ path: String) {
        let last = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path[path.utf8.index(after: $0)...] } ?? path[...]
        // A dot at the beginning hides a file and begins no extension.
        let dot = last.utf8.lastIndex(of: UInt8(ascii: ".")).flatMap { $0 == last.startIndex ? nil : $0 }
        recordings.append(Recording(path: path, name: String(dot.map { last[..<$0] } ?? last)))
    }

    private func refuseClashes() throws {
        var owners: [ByteKey: String] = [:]
        for recording in recordings {
            if let other = owners.updateValue(recording.path, forKey: ByteKey(recording.name)) {
                throw CommandFailure(
                    "\(EscapedText.oneLine(other)) and \(EscapedText.oneLine(recording.path)) would both be written as "
                        + "\(EscapedText.oneLine(recording.name)): name them in two runs with an output folder each",
                    .wrongUsage)
            }
        }
    }
}
