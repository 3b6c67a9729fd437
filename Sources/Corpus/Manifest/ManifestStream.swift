/// A manifest that is read row by row, as often as needed, in memory that does not grow with its length.
///
/// ```swift
/// let stream = try ManifestStream(path: "corpus.csv")      // reads it once: columns, count, doubled ids
/// var cursor = try stream.open()
/// while let utterance = try cursor.next() { use(utterance) }
/// ```
public struct ManifestStream: Sendable {
    /// How many issues are kept; the others are counted.
    public static let keptIssues = 1000

    /// Path, folder and columns of the manifest, without its utterances; `issues` are the first ones.
    public let header: Manifest
    /// Rows that can be used.
    public let count: Int
    /// Rows that cannot be used.
    public let errorCount: Int

    private let file: RereadableFile
    /// Rows whose id was there before.
    private let repeatedRows: Set<Int>

    /// Reads a manifest once, to know its columns and the rows that cannot be used; `-` is standard input.
    ///
    /// - Throws: `CorpusError` where the file as a whole cannot be read.
    public init(path: String) throws(CorpusError) {
        let file = try RereadableFile(path: path)
        var reader = try ManifestReader(file, path: path)
        let ids = TranscriptIDs(path: path) { (rows: Set<Int>) throws(CorpusError) in
            try Self.ids(of: rows, in: file, path: path)
        }
        var header = Manifest(path: path, utterances: [])
        var errors = 0
        func note(_ issue: ManifestIssue) {
            errors += 1
            if header.issues.count < Self.keptIssues { header.issues.append(issue) }
        }
        while let row = try reader.next() {
            switch row {
            case .issue(let issue): note(issue)
            case .utterance(let utterance): try ids.add(utterance.id, line: utterance.row)
            }
        }
        let repeated = try ids.repeated()
        for (row, firstLine) in repeated {
            note(
                ManifestIssue(
                    .error, path: path, row: row.line, column: "id", id: row.id,
                    message: "the id is already in row \(firstLine). Ids must be unique."))
        }
        header.columns = reader.columns
        header.extraColumns = reader.extraColumns
        self.header = header
        self.file = file
        count = ids.count - repeated.count
        errorCount = errors
        repeatedRows = Set(repeated.map(\.row.line))
    }

    /// Begins at the first utterance.
    ///
    /// - Throws: `CorpusError` where the file has gone or changed its form meanwhile.
    public func open() throws(CorpusError) -> Cursor {
        Cursor(
            reader: try ManifestReader(file, path: header.path), skipped: repeatedRows,
            extraCount: header.extraColumns.count)
    }

    /// Gives the usable utterances in the order of the file.
    public struct Cursor {
        fileprivate var reader: ManifestReader
        fileprivate let skipped: Set<Int>
        fileprivate let extraCount: Int

        /// The next utterance; nil at the end.
        public mutating func next() throws(CorpusError) -> Utterance? {
            while let row = try reader.next() {
                guard case .utterance(var utterance) = row, !skipped.contains(utterance.row) else { continue }
                // Only JSONL finds new columns on the way.
                utterance.completeExtra(to: extraCount)
                return utterance
            }
            return nil
        }
    }

    private static func ids(
        of rows: Set<Int>, in file: RereadableFile, path: String
    ) throws(CorpusError) -> [Int: String] {
        var reader = try ManifestReader(file, path: path)
        var ids: [Int: String] = [:]
        while ids.count < rows.count, let row = try reader.next() {
            if case .utterance(let utterance) = row, rows.contains(utterance.row) { ids[utterance.row] = utterance.id }
        }
        return ids
    }
}

extension Utterance {
    /// Adds empty values for further columns that were found later in the file.
    mutating func completeExtra(to count: Int) {
        let missing = count - extra.count
        guard missing > 0 else { return }
        extra += Array(repeating: "", count: missing)
        extraKinds += Array(repeating: .absent, count: missing)
    }
}
