/// One utterance of a file of transcripts.
public struct TranscriptRow: Sendable {
    /// The line, from 1, on which it starts.
    public var line: Int
    /// Compared by bytes (`ByteKey`); empty where the row has none, which makes it unusable.
    public var id: String
    public var content: Content
    /// The values of the columns that were asked for; nil where there is none.
    public var values: [String?]

    /// What the row says.
    public enum Content: Sendable, Equatable {
        /// A transcript; "" says that there was no word.
        case text(String)
        /// Several that count as right (sclite's `{ a / b / @ }`), written out, in the order in which they stand.
        case alternatives([String])
        /// Nobody wrote one down: `null` or no such key in JSONL.
        case absent
        /// The recogniser gave none, for this reason.
        case failed(String)
        /// The row is malformed, for this reason.
        case unusable(String)
    }

    public init(line: Int, id: String, content: Content, values: [String?] = []) {
        self.line = line
        self.id = id
        self.content = content
        self.values = values
    }
}
