/// Transcripts from a CSV file with a header.
struct CSVTranscripts {
    /// All column names, in order.
    let header: [String]
    private var reader: CSVReader
    private let columns: TranscriptColumns
    private let isHypothesis: Bool
    private let places: Places

    private struct Places {
        var id, text: Int
        var status, error, source: Int?
        var further: [Int]
    }

    init(
        stream: ByteStream, path: String, columns: TranscriptColumns, isHypothesis: Bool
    ) throws(CorpusError) {
        reader = try CSVReader(stream: stream, path: path)
        guard let first = try reader.next() else { throw .noTranscripts(path: path) }
        if let problem = first.problem {
            throw .badHeader(path: path, row: first.line, reason: "column \(problem.field + 1): \(problem)")
        }
        header = first.fields
        self.columns = columns
        self.isHypothesis = isHypothesis
        var placeOf: [ByteKey: Int] = [:]
        for (place, name) in header.enumerated() where placeOf.updateValue(place, forKey: ByteKey(name)) != nil {
            throw .badHeader(
                path: path, row: first.line, reason: "column \"\(name)\" is there twice. Rename or delete one of them.")
        }
        func place(_ name: String) throws(CorpusError) -> Int {
            guard let place = placeOf[ByteKey(name)] else {
                throw .missingColumn(path: path, column: name, found: first.fields)
            }
            return place
        }
        var further: [Int] = []
        for name in columns.further { further.append(try place(name)) }
        places = Places(
            id: try place(columns.id), text: try place(columns.text),
            status: placeOf[ByteKey(TranscriptColumns.status)], error: placeOf[ByteKey(TranscriptColumns.error)],
            source: placeOf[ByteKey(TranscriptColumns.source)], further: further)
    }

    mutating func next() throws(CorpusError) -> TranscriptRow? {
        guard let record = try reader.next() else { return nil }
        let fields = record.fields
        func value(_ place: Int?) -> TableRow.Value {
            guard let place, place < fields.count else { return .none }
            return .text(fields[place])
        }
        let row = TableRow(
            line: record.line, id: value(places.id), text: value(places.text), status: value(places.status),
            error: value(places.error), source: value(places.source),
            values: places.further.map { $0 < fields.count ? fields[$0] : nil })
        var transcript = row.transcript(isHypothesis: isHypothesis, columns: columns)
        if let problem = record.problem {
            transcript.content = .unusable("column \(problem.field + 1): \(problem)")
            if problem.field == places.id { transcript.id = "" }
        } else if fields.count != header.count {
            transcript.content = .unusable(
                "\(fields.count) cells, but the header has \(header.count): a comma inside a cell needs quotes round it"
            )
        }
        return transcript
    }
}
