/// Manifest rows from CSV.
struct CSVRows {
    let columns: [String]
    let extraColumns: [String]
    private let path: String
    /// For each column its meaning; nil = a further column.
    private let meanings: [ManifestColumn?]
    private var reader: CSVReader

    init(stream: ByteStream, path: String) throws(CorpusError) {
        self.path = path
        reader = try CSVReader(stream: stream, path: path)
        guard let header = try reader.next() else { throw .empty(path: path) }
        if let problem = header.problem {
            throw .badHeader(path: path, row: header.line, reason: "column \(problem.field + 1): \(problem)")
        }
        columns = header.fields
        var seen: Set<ByteKey> = []
        for column in columns where !seen.insert(ByteKey(column)).inserted {
            throw .badHeader(
                path: path, row: header.line,
                reason: "column \"\(column)\" is there twice. Rename or delete one of them.")
        }
        guard seen.contains(ByteKey(ManifestColumn.id.rawValue)) else {
            throw .missingColumn(path: path, column: ManifestColumn.id.rawValue, found: columns)
        }
        meanings = columns.map(ManifestColumn.init(name:))
        extraColumns = zip(columns, meanings).filter { $0.1 == nil }.map(\.0)
    }

    mutating func next() throws(CorpusError) -> ManifestReader.Row? {
        guard let record = try reader.next() else { return nil }
        var builder = RowBuilder(path: path, row: record.line)
        if let problem = record.problem {
            let column = problem.field < columns.count ? columns[problem.field] : nil
            builder.fail(problem.description, column: column)
        }
        if record.fields.count != columns.count {
            builder.fail(
                "\(record.fields.count) cells, but the header has \(columns.count). A comma inside a cell needs quotes "
                    + "round the cell.")
        }
        var extra: [String] = []
        extra.reserveCapacity(extraColumns.count)
        for (meaning, field) in zip(meanings, record.fields) {
            if let meaning { builder.set(meaning, field) } else { extra.append(field) }
        }
        builder.setExtra(extra)
        return builder.finish()
    }
}
