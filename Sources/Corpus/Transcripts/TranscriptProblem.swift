/// Why the transcripts of a file cannot be put beside those of another one.
///
/// Lists the first few rows and says how many there are.
public enum TranscriptProblem: Error, Sendable, CustomStringConvertible {
    /// A file without a row.
    case empty(path: String)
    /// Rows that have no id, with what is wrong with them; `count` in all.
    case noID(path: String, first: [(line: Int, reason: String)], count: Int)
    /// Ids that stand on more than one line; `count` such lines in all.
    case repeated(path: String, first: [(id: String, line: Int, firstLine: Int)], count: Int)
    /// Utterances of `reference` that `path` lacks; `count` of `total`.
    case missing(path: String, reference: String, first: [TranscriptIDs.Row], count: Int, total: Int)
    /// Rows that belong to no utterance of `reference`; `count` of `total`.
    case unknown(path: String, reference: String, first: [TranscriptIDs.Row], count: Int, total: Int)
    /// Files in which line i belongs to line i have different numbers of lines.
    case lineCounts(path: String, count: Int, reference: String, referenceCount: Int)
    /// A file without ids where utterances are looked up by them.
    case linesWithoutIDs(path: String)
    /// A file without ids beside one with ids.
    case idsOnOneSide(path: String, reference: String)

    /// How many rows a message lists.
    public static let shown = 10

    public var description: String {
        switch self {
        case .empty(let path): "\(path) has no utterance"
        case .noID(let path, let first, let count):
            "\(path): \(Self.rows(count)) no id: "
                + Self.list(first.map { "line \($0.line): \($0.reason)" }, count, separator: "; ")
        case .repeated(let path, let first, let count):
            "\(path): \(count == 1 ? "1 id is" : "\(count) ids are") there before: "
                + Self.list(
                    first.map { "\(EscapedText.oneLine($0.id)) (lines \($0.firstLine) and \($0.line))" }, count)
                + ". Every utterance needs an id of its own"
        case .missing(let path, let reference, let first, let count, let total):
            "\(path) has no row for \(count) of the \(total) utterances of \(reference): "
                + Self.list(first.map(Self.place), count)
        case .unknown(let path, let reference, let first, let count, let total):
            "\(count) of the \(total) rows of \(path) belong to no utterance of \(reference): "
                + Self.list(first.map(Self.place), count)
        case .lineCounts(let path, let count, let reference, let referenceCount):
            "\(reference) has \(Self.lines(referenceCount)) and \(path) \(Self.lines(count)): line i of one belongs to "
                + "line i of the other"
        case .linesWithoutIDs(let path):
            "\(path) is read as plain lines, which name no utterances: give CSV or JSONL with the columns id and "
                + "transcript, .trn, or Kaldi's text"
        case .idsOnOneSide(let path, let reference):
            "\(path) and \(reference): only one of them has ids, so nobody knows which line belongs to which utterance; "
                + "plain lines go with plain lines"
        }
    }

    private static func place(_ row: TranscriptIDs.Row) -> String {
        "\(EscapedText.oneLine(row.id)) (line \(row.line))"
    }

    private static func rows(_ count: Int) -> String { count == 1 ? "1 row has" : "\(count) rows have" }

    private static func lines(_ count: Int) -> String { count == 1 ? "1 line" : "\(count) lines" }

    private static func list(_ items: [String], _ count: Int, separator: String = ", ") -> String {
        items.joined(separator: separator)
            + (count > items.count ? "\(separator)… and \(count - items.count) more" : "")
    }
}
