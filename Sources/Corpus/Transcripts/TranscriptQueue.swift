/// Gives the rows of a file in the order in which another one asks for them.
///
/// Where both have the same order nothing is kept; otherwise the rows passed over wait in memory until they are asked for.
public struct TranscriptQueue {
    private var reader: TranscriptReader
    private var waiting: [ByteKey: TranscriptRow] = [:]

    public init(_ reader: TranscriptReader) { self.reader = reader }

    /// The row with this id; each can be taken once.
    ///
    /// - Returns: nil where the file has no (further) row of this id; it has then been read to its end.
    public mutating func take(_ id: String) throws(CorpusError) -> TranscriptRow? {
        if !waiting.isEmpty, let row = waiting.removeValue(forKey: ByteKey(id)) { return row }
        while let row = try reader.next() {
            if row.id.utf8.elementsEqual(id.utf8) { return row }
            waiting[ByteKey(row.id)] = row
        }
        return nil
    }

    /// A row that nobody has taken, nil where there is none.
    public mutating func leftOver() throws(CorpusError) -> TranscriptRow? {
        if let row = waiting.values.min(by: { $0.line < $1.line }) { return row }
        return try reader.next()
    }
}
