/// Reads a file of transcripts row by row, in memory that does not grow with its length.
///
/// ```swift
/// var reader = try TranscriptReader(path: "ref.trn", format: .trn, role: .reference)
/// while let row = try reader.next() { use(row.id, row.content) }
/// ```
///
/// A malformed row comes as `TranscriptRow.Content.unusable` with the reason, and the next rows go on. Line ends are LF
/// or CRLF; a UTF-8 byte order mark is skipped.
public struct TranscriptReader {
    /// What the file's transcripts are.
    public enum Role: Sendable {
        /// What people wrote down. `trn` may have alternatives; words of a table that `annotate` wrote from recognised
        /// speech are unusable.
        case reference
        /// What a recogniser heard. A table of `transcribe` or `annotate` may say that it failed.
        case hypothesis
    }

    public let path: String
    public let format: TranscriptFormat
    /// The columns that a CSV file has; empty for other formats.
    public let header: [String]

    // One of the three is there.
    private var text: TextTranscripts?
    private var csv: CSVTranscripts?
    private var json: JSONTranscripts?

    /// Opens a file and reads its header.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - shownPath: its name in messages, where that is another one.
    ///   - format: how it is written.
    ///   - role: what its transcripts are.
    ///   - columns: what to take from a table; other formats have no columns.
    /// - Throws: `CorpusError.fileFailed`, `.notUTF8`, `.noTranscripts`, `.missingColumn`, `.badHeader`.
    public init(
        path: String, shownPath: String? = nil, format: TranscriptFormat, role: Role,
        columns: TranscriptColumns = TranscriptColumns()
    ) throws(CorpusError) {
        try self.init(
            stream: ByteStream(path: path), path: shownPath ?? path, format: format, role: role, columns: columns)
    }

    /// Reads bytes in memory; `path` is their name in messages.
    ///
    /// - Throws: as `init(path:shownPath:format:role:columns:)`.
    public init(
        bytes: [UInt8], path: String, format: TranscriptFormat, role: Role,
        columns: TranscriptColumns = TranscriptColumns()
    ) throws(CorpusError) {
        try self.init(stream: ByteStream(bytes: bytes), path: path, format: format, role: role, columns: columns)
    }

    private init(
        stream: ByteStream, path: String, format: TranscriptFormat, role: Role, columns: TranscriptColumns
    ) throws(CorpusError) {
        var stream = stream
        try stream.skipByteOrderMark(path: path)
        self.path = path
        self.format = format
        let isHypothesis = role == .hypothesis
        switch format {
        case .csv:
            let table = try CSVTranscripts(stream: stream, path: path, columns: columns, isHypothesis: isHypothesis)
            header = table.header
            csv = table
        case .jsonl:
            header = []
            json = JSONTranscripts(stream: stream, path: path, columns: columns, isHypothesis: isHypothesis)
        case .lines, .trn, .kaldi:
            header = []
            text = TextTranscripts(stream: stream, format: format, allowsAlternatives: !isHypothesis)
        }
    }

    /// The columns of a table: those of the CSV header, or the keys of the first JSONL object.
    ///
    /// - Returns: nothing for formats without columns.
    /// - Throws: `CorpusError.fileFailed`, `.notUTF8`, `.noTranscripts`, `.badHeader`.
    public static func columnNames(
        path: String, shownPath: String? = nil, format: TranscriptFormat
    ) throws(CorpusError) -> [String] {
        let shown = shownPath ?? path
        guard format.hasColumns else { return [] }
        var stream = try ByteStream(path: path)
        try stream.skipByteOrderMark(path: shown)
        if format == .csv {
            var reader = try CSVReader(stream: stream, path: shown)
            guard let header = try reader.next() else { throw .noTranscripts(path: shown) }
            return header.fields
        }
        var line: [UInt8] = []
        while try stream.readLine(&line) {
            if let object = try? JSONLine(line) { return object.members.map(\.name) }
        }
        throw .noTranscripts(path: shown)
    }

    /// The next row.
    ///
    /// - Returns: nil at the end.
    /// - Throws: `CorpusError.unterminatedQuote`, `.fileFailed`, or at the end of JSONL `.missingColumn`; there is no more
    ///   to read after them.
    public mutating func next() throws(CorpusError) -> TranscriptRow? {
        if text != nil { return try text?.next() }
        if csv != nil { return try csv?.next() }
        return try json?.next()
    }
}
