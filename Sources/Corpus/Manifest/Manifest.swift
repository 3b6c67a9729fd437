/// A corpus: its utterances in the order of its file, and its further columns.
///
/// ```swift
/// let manifest = try Manifest.read(path: "corpus.csv")
/// for issue in manifest.issues { log(issue.description) }      // rows that were left out, and why
/// let file = manifest.audioPath(of: manifest.utterances[0])
/// ```
public struct Manifest: Sendable {
    /// The file, as it was named.
    public var path: String
    /// The folder that `Utterance.audio` is relative to.
    public var directory: String
    /// All column names in the order of the file; the known ones and the further ones.
    public var columns: [String]
    /// The names of the columns that only pass through, in the order of `Utterance.extra`.
    public var extraColumns: [String]
    public var utterances: [Utterance]
    /// The rows that could not be used and were left out; not empty means that some items failed.
    public var issues: [ManifestIssue]

    /// A manifest made in memory.
    ///
    /// - Parameters:
    ///   - path: where it lies or will lie.
    ///   - directory: what `audio` is relative to; nil = the folder of `path`.
    ///   - extraColumns: names of the further columns; every `Utterance.extra` has as many values.
    ///   - utterances: in order.
    public init(path: String, directory: String? = nil, extraColumns: [String] = [], utterances: [Utterance]) {
        self.path = path
        self.directory = directory ?? Self.folder(of: path)
        self.extraColumns = extraColumns
        self.utterances = utterances
        self.issues = []
        let known = ManifestColumn.allCases.filter { column in
            column == .id || utterances.contains { $0[column] != nil }
        }
        columns = known.map(\.rawValue) + extraColumns
    }

    /// The path of an utterance's recording: as it stands where it is absolute, else below `directory`.
    ///
    /// - Returns: nil for an utterance without audio.
    public func audioPath(of utterance: Utterance) -> String? {
        guard let audio = utterance.audio, !audio.isEmpty else { return nil }
        if audio.utf8.first == UInt8(ascii: "/") || directory.isEmpty || directory == "." { return audio }
        return directory.utf8.last == UInt8(ascii: "/") ? directory + audio : directory + "/" + audio
    }

    /// The same corpus as a file at `path` would name it: relative audio paths lead from there to the same recordings.
    ///
    /// Unchanged where one of the two folders is not there.
    package func rebased(besideFile path: String) -> Manifest {
        guard let way = wayToAudio(besideFile: path) else { return self }
        var moved = self
        for index in utterances.indices { moved.utterances[index].moveAudio(by: way) }
        moved.directory = Self.folder(of: path)
        return moved
    }

    /// The relative way from a file's folder to the folder that audio paths start from; nil where the two are the same or
    /// one is not there.
    func wayToAudio(besideFile path: String) -> String? {
        let folder = Self.folder(of: path)
        guard let old = RelativePath.canonical(directory), let new = RelativePath.canonical(folder), old != new
        else { return nil }
        return RelativePath.from(new, to: old)
    }

    /// What stands before the last slash: "." for a bare name and for standard input.
    package static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
        return slash == path.utf8.startIndex ? "/" : String(path[..<slash])
    }
}

extension Utterance {
    /// Puts a way before a relative audio path.
    mutating func moveAudio(by way: String) {
        guard let audio, audio.utf8.first != UInt8(ascii: "/") else { return }
        self.audio = way + "/" + audio
    }

    /// The path of this utterance's recording; see `Manifest.audioPath(of:)`.
    public func audioPath(relativeTo manifest: Manifest) -> String? { manifest.audioPath(of: self) }
}
