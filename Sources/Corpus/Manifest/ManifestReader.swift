/// Reads a manifest row by row, in constant memory.
///
/// ```swift
/// var reader = try ManifestReader(path: "corpus.jsonl")
/// while let row = try reader.next() {
///     switch row {
///     case .utterance(let utterance): use(utterance)
///     case .issue(let issue): report(issue)
///     }
/// }
/// ```
///
/// CSV or JSONL by the name (`.csv`; `.jsonl`, `.ndjson`), else JSONL where the first byte is `{`. In CSV, an empty cell of
/// the column `transcript` is an empty transcript and an empty cell of any other known column is no value. In JSONL, keys
/// that are not known are further columns, in the order in which they first appear.
public struct ManifestReader {
    /// One row, or why there is none.
    public enum Row: Sendable {
        case utterance(Utterance)
        case issue(ManifestIssue)
    }

    public let path: String
    /// All columns found so far, in order; only JSONL finds new ones on the way.
    public private(set) var columns: [String]
    /// The further columns found so far; a row's `Utterance.extra` has as many values as there were when it was read.
    public private(set) var extraColumns: [String]

    // One of the two is there.
    private var csv: CSVRows?
    private var lines: JSONRows?

    /// Opens a manifest and reads its header; `-` is standard input.
    ///
    /// - Throws: `CorpusError.fileFailed`, `.empty`, `.missingColumn`, `.badHeader`, `.notUTF8`.
    public init(path: String) throws(CorpusError) {
        try self.init(stream: ByteStream(path: path), path: path)
    }

    /// Reads bytes in memory; `path` tells their format and is their name in messages.
    ///
    /// - Throws: as `init(path:)`.
    public init(bytes: [UInt8], path: String) throws(CorpusError) {
        try self.init(stream: ByteStream(bytes: bytes), path: path)
    }

    /// Reads a file that may be a copy; `path` is the name it was given by, which tells the format.
    init(_ file: RereadableFile, path: String) throws(CorpusError) {
        try self.init(stream: ByteStream(path: file.path), path: path)
    }

    private init(stream: ByteStream, path: String) throws(CorpusError) {
        var stream = stream
        self.path = path
        try stream.skipByteOrderMark(path: path)
        guard let first = try stream.peek() else { throw .empty(path: path) }
        let name = path.lowercased()
        let isLines = name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson")
        if isLines || !name.hasSuffix(".csv") && first == UInt8(ascii: "{") {
            lines = JSONRows(stream: stream, path: path)
            (columns, extraColumns) = ([], [])
        } else {
            let rows = try CSVRows(stream: stream, path: path)
            (columns, extraColumns) = (rows.columns, rows.extraColumns)
            csv = rows
        }
    }

    /// The next row.
    ///
    /// - Returns: nil at the end.
    /// - Throws: `CorpusError.unterminatedQuote` or `.fileFailed`, after which there is no more to read.
    public mutating func next() throws(CorpusError) -> Row? {
        if csv != nil { return try csv?.next() }
        let row = try lines?.next()
        if let lines { (columns, extraColumns) = (lines.columns, lines.extraColumns) }
        return row
    }
}

extension Manifest {
    /// Reads a whole manifest; `-` is standard input.
    ///
    /// Rows that cannot be used, because a value is malformed or an id was there before, are left out and described in
    /// `issues`; the rest go on.
    /// - Throws: `CorpusError` where the file as a whole cannot be read.
    public static func read(path: String) throws(CorpusError) -> Manifest {
        try read(ManifestReader(path: path))
    }

    /// Reads a whole manifest from memory; see `read(path:)`.
    ///
    /// - Throws: `CorpusError` where the text as a whole cannot be read.
    public static func read(bytes: [UInt8], path: String) throws(CorpusError) -> Manifest {
        try read(ManifestReader(bytes: bytes, path: path))
    }

    private static func read(_ reader: ManifestReader) throws(CorpusError) -> Manifest {
        var reader = reader
        var manifest = Manifest(path: reader.path, utterances: [])
        var rowOfID: [ByteKey: Int] = [:]
        while let row = try reader.next() {
            switch row {
            case .issue(let issue): manifest.issues.append(issue)
            case .utterance(let utterance):
                if let earlier = rowOfID[ByteKey(utterance.id)] {
                    manifest.issues.append(
                        ManifestIssue(
                            .error, path: reader.path, row: utterance.row, column: "id", id: utterance.id,
                            message: "the id is already in row \(earlier). Ids must be unique."))
                } else {
                    rowOfID[ByteKey(utterance.id)] = utterance.row
                    manifest.utterances.append(utterance)
                }
            }
        }
        manifest.columns = reader.columns
        manifest.extraColumns = reader.extraColumns
        for index in manifest.utterances.indices {
            manifest.utterances[index].completeExtra(to: reader.extraColumns.count)
        }
        return manifest
    }
}
