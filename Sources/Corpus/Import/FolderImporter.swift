/// A folder of recordings as a manifest, and what in it was not taken.
public struct FolderImport: Sendable {
    /// One utterance for each recording, in the byte order of their relative paths.
    public var manifest: Manifest
    /// What looked like a recording and was passed over, with the reason.
    public var skipped: [Entry]
    /// What should have been an utterance and cannot be one; not empty means that some items failed.
    public var failed: [Entry]
    /// How many further files there are whose names are not those of recordings, or that patterns keep out.
    public var otherFileCount: Int

    static let notText = "the name is not UTF-8. Rename it (convmv does whole folders)."

    /// A place in the folder; `path` is relative to it and shown escaped where it is not plain text.
    public struct Entry: Sendable, CustomStringConvertible {
        public let path: String
        public let reason: String

        public var description: String { "\(path): \(reason)" }
    }
}

/// Turns a folder of recordings, with all folders in it, into a manifest.
///
/// ```swift
/// let found = try FolderImporter().read(folder: "recordings")
/// ```
///
/// A recording is a regular file with a known extension; whether it really is audio is for who decodes it. Nothing is
/// opened. Ids are relative paths without the extension; files that would share an id keep theirs. Links to files count
/// as files; a link to a folder is entered unless it leads back into itself or was entered before. Passed over, with a
/// reason: FIFOs, devices, sockets, folders named like recordings, dangling links, link loops, hidden files and folders.
/// A recording whose path is not UTF-8 fails, since no manifest can name it.
public struct FolderImporter: Sendable {
    /// Extensions of recordings, in lower case; upper case is as good.
    public static let extensions = [
        "wav", "wave", "w64", "rf64", "flac", "ogg", "oga", "opus", "mp3", "aiff", "aif", "aifc", "au", "snd", "caf",
        "sph", "nist",
        // Containers that libsndfile does not read.
        "m4a", "m4b", "mp4", "m4v", "mov", "3gp", "aac", "webm", "mka", "mkv", "wma", "wmv", "avi", "amr", "flv",
    ]

    /// Whether the name of the folder that a recording lies in becomes its emotion.
    public var labelFromFolder: Bool
    /// Which files are wanted.
    public var patterns: PathPatterns

    public init(labelFromFolder: Bool = false, patterns: PathPatterns = PathPatterns()) {
        self.labelFromFolder = labelFromFolder
        self.patterns = patterns
    }

    /// Lists a folder; its own name may be hidden or a link.
    ///
    /// - Returns: a manifest whose `directory` is the folder and which has no utterance where there is no recording.
    /// - Throws: `CorpusError.fileFailed` where the folder itself cannot be listed.
    public func read(folder: String) throws(CorpusError) -> FolderImport {
        var walk = FolderWalk(root: Array(folder.utf8), patterns: patterns)
        if case .failure(let failure) = walk.run() {
            throw .fileFailed(path: folder, doing: .open, code: failure.code)
        }
        let ids = Self.ids(for: walk.recordings)
        let utterances = zip(walk.recordings, ids).map { path, id in
            Utterance(id: id, audio: path, emotion: labelFromFolder ? Self.parentName(path) : nil)
        }
        let manifest = Manifest(path: folder, directory: folder, utterances: utterances)
        return FolderImport(
            manifest: manifest, skipped: walk.skipped, failed: walk.failed, otherFileCount: walk.otherFileCount)
    }

    /// Recordings that were named one by one, as a manifest in their order: ids are their paths without the extension.
    ///
    /// - Parameter paths: each once.
    /// - Returns: a manifest whose folder is the current one.
    public static func manifest(ofRecordings paths: [String]) -> Manifest {
        Manifest(
            path: "the recordings", directory: ".",
            utterances: zip(paths, ids(for: paths)).map { Utterance(id: $1, audio: $0) })
    }

    /// Whether a path ends like that of a recording.
    public static func isRecording(_ path: String) -> Bool {
        isRecordingName(Array(path.utf8.reversed().prefix { $0 != UInt8(ascii: "/") }.reversed()))
    }

    /// Whether a name ends like that of a recording.
    static func isRecordingName(_ name: [UInt8]) -> Bool {
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > 0 else { return false }
        let ending = String(decoding: name[(dot + 1)...], as: UTF8.self).lowercased()
        return extensions.contains(ending)
    }

    /// Paths without their extension, where that leaves them different.
    private static func ids(for paths: [String]) -> [String] {
        var ids = paths.map { path in
            path.utf8.lastIndex(of: UInt8(ascii: ".")).map { String(path[..<$0]) } ?? path
        }
        // Keeping an extension can make a new clash ("a.wav" of a.wav and of a.wav.flac), so until there is none.
        while true {
            var owners: [ByteKey: [Int]] = [:]
            for (index, id) in ids.enumerated() { owners[ByteKey(id), default: []].append(index) }
            let clashes = owners.values.filter { $0.count > 1 }
            if clashes.isEmpty { return ids }
            for index in clashes.joined() { ids[index] = paths[index] }
        }
    }

    private static func parentName(_ path: String) -> String? {
        let parts = path.utf8.split(separator: UInt8(ascii: "/"))
        return parts.count > 1 ? String(Substring(parts[parts.count - 2])) : nil
    }
}
