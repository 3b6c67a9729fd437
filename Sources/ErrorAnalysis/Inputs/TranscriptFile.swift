public import Corpus

/// A file of references or hypotheses, and how to read it.
public struct TranscriptFile: Sendable {
    /// The recogniser's name in results; the reference's is not shown.
    public var name: String
    public var format: TranscriptFormat
    public var columns: TranscriptColumns
    /// The column with the recogniser's confidence; nil where it is not wanted or there is none.
    public var confidenceColumn: String?
    private let file: RereadableFile

    /// - Throws: `CorpusError.fileFailed`.
    public init(
        name: String, path: String, format: TranscriptFormat, columns: TranscriptColumns = TranscriptColumns(),
        confidenceColumn: String? = nil
    ) throws(CorpusError) {
        self.init(
            name: name, file: try RereadableFile(path: path), format: format, columns: columns,
            confidenceColumn: confidenceColumn)
    }

    /// A column of a table that is open already.
    public init(
        name: String, file: RereadableFile, format: TranscriptFormat,
        columns: TranscriptColumns = TranscriptColumns(), confidenceColumn: String? = nil
    ) {
        self.name = name
        self.file = file
        self.format = format
        self.columns = columns
        self.confidenceColumn = confidenceColumn
    }

    /// The file, as messages name it.
    public var path: String { file.shownPath }

    /// The columns of a table: those of the header, or the keys of the first JSONL object.
    ///
    /// - Throws: `CorpusError`.
    public func columnNames() throws(CorpusError) -> [String] {
        try TranscriptReader.columnNames(path: file.path, shownPath: path, format: format)
    }

    /// A reader at the first row.
    ///
    /// - Throws: `CorpusError`.
    func reader(_ role: TranscriptReader.Role, further: [String] = []) throws(CorpusError) -> TranscriptReader {
        var columns = columns
        columns.further += further
        return try TranscriptReader(path: file.path, shownPath: path, format: format, role: role, columns: columns)
    }

    /// The ids of the file, with the rows that have none.
    func ids(_ role: TranscriptReader.Role) throws -> TranscriptIDs {
        let ids = TranscriptIDs(path: path) { lines throws(CorpusError) in
            var found: [Int: String] = [:]
            var reader = try self.reader(role)
            while found.count < lines.count, let row = try reader.next() {
                if lines.contains(row.line) { found[row.line] = row.id }
            }
            return found
        }
        var reader = try reader(role)
        var nameless: [(line: Int, reason: String)] = []
        var namelessCount = 0
        while let row = try reader.next() {
            guard row.id.isEmpty else {
                try ids.add(row.id, line: row.line)
                continue
            }
            namelessCount += 1
            guard nameless.count < TranscriptProblem.shown, case .unusable(let reason) = row.content else { continue }
            nameless.append((row.line, reason))
        }
        guard nameless.isEmpty else {
            throw TranscriptProblem.noID(path: path, first: nameless, count: namelessCount)
        }
        return ids
    }
}
