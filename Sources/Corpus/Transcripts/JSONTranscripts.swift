/// Transcripts from JSONL, one object a line.
struct JSONTranscripts {
    private var stream: ByteStream
    private var line = 0
    private var bytes: [UInt8] = []
    private let path: String
    private let columns: TranscriptColumns
    private let isHypothesis: Bool
    /// Wanted keys that no object has had so far.
    private var unseen: Set<ByteKey>
    private var firstKeys: [String]?

    init(stream: ByteStream, path: String, columns: TranscriptColumns, isHypothesis: Bool) {
        self.stream = stream
        self.path = path
        self.columns = columns
        self.isHypothesis = isHypothesis
        unseen = Set(([columns.id, columns.text] + columns.further).map(ByteKey.init))
    }

    /// The next row.
    ///
    /// - Throws: at the end, `CorpusError.missingColumn` where no object had a key that is wanted.
    mutating func next() throws(CorpusError) -> TranscriptRow? {
        while try stream.readLine(&bytes) {
            line += 1
            if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }) { continue }
            do {
                return row(try JSONLine(bytes))
            } catch {
                let reason = "malformed JSON at byte \(error.column): \(error.reason)"
                return TranscriptRow(line: line, id: "", content: .unusable(reason))
            }
        }
        if let firstKeys, let key = ([columns.id, columns.text] + columns.further).first(where: { isUnseen($0) }) {
            throw .missingColumn(path: path, column: key, found: firstKeys)
        }
        return nil
    }

    private func isUnseen(_ key: String) -> Bool { unseen.contains(ByteKey(key)) }

    private mutating func row(_ object: JSONLine) -> TranscriptRow {
        if firstKeys == nil { firstKeys = object.members.map(\.name) }
        var found: [ByteKey: TableRow.Value] = [:]
        for (name, value) in object.members {
            let key = ByteKey(name)
            unseen.remove(key)
            found[key] =
                switch value {
                case .text(let text): .text(text)
                case .null: .none
                case .raw(let text): text.first == "[" || text.first == "{" ? .noText : .text(text)
                }
        }
        func value(_ name: String) -> TableRow.Value { found[ByteKey(name)] ?? .none }
        let further = columns.further.map { name -> String? in
            if case .text(let text) = value(name) { text } else { nil }
        }
        return TableRow(
            line: line, id: value(columns.id), text: value(columns.text), status: value(TranscriptColumns.status),
            error: value(TranscriptColumns.error), source: value(TranscriptColumns.source), values: further
        ).transcript(isHypothesis: isHypothesis, columns: columns)
    }
}
