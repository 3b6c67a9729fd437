import Glibc

/// What can go wrong with a whole corpus.
///
/// What is wrong with one of its rows is a `ManifestIssue`.
public enum CorpusError: Error, Sendable, CustomStringConvertible {
    /// A file could not be opened, read or written; `code` is the system's `errno`.
    case fileFailed(path: String, doing: FileAction, code: Int32)
    /// The file starts like UTF-16.
    case notUTF8(path: String)
    /// The file has no header or no row at all.
    case empty(path: String)
    /// A table of transcripts has not even a header.
    case noTranscripts(path: String)
    /// What was given is not laid out as the importer expects.
    case notThisLayout(path: String, layout: String, needed: String)
    /// The header lacks a column that is needed.
    case missingColumn(path: String, column: String, found: [String])
    /// The header has a column twice, or one that is not UTF-8.
    case badHeader(path: String, row: Int, reason: String)
    /// A quoted cell that begins in the record of line `row` never ends.
    case unterminatedQuote(path: String, row: Int)
    case invalidLabelSet(reason: String)
    case unknownFoldScheme(String)
    /// So many random folds would test utterances more than once.
    case tooManyRandomFolds(Int)
    /// Folds need a value in `column` for each utterance; `count` lack it.
    case missingValues(scheme: FoldScheme, column: String, count: Int, firstID: String)
    case unknownSplit(String, id: String, row: Int)
    /// A scheme needs `needed` of something and there are fewer.
    case tooFew(scheme: FoldScheme, what: Noun, found: Int, needed: Int)

    /// What is written as a shard is none, or Slurm's variables do not tell one.
    case invalidShard(reason: String)

    public enum FileAction: String, Sendable { case open, read, write }

    /// What there can be too few of.
    public struct Noun: Sendable, Hashable {
        /// Such as `speaker`.
        public let one: String
        /// Such as `speakers`.
        public let many: String
        /// What narrows it down, such as `with split test`; empty if nothing does.
        public let rest: String

        /// A noun whose plural has an s.
        public init(_ one: String, _ rest: String = "") {
            self.one = one
            many = one + "s"
            self.rest = rest
        }

        /// `1 speaker`, `2 speakers`, `0 rows with split test`.
        public func counted(_ count: Int) -> String {
            "\(count) \(count == 1 ? one : many)" + (rest.isEmpty ? "" : " " + rest)
        }
    }

    public var description: String {
        switch self {
        case .fileFailed(let path, let action, let code):
            "\(EscapedText.oneLine(path)): cannot \(action.rawValue): \(String(cString: strerror(code)))"
        case .notUTF8(let path):
            "\(path): the file is UTF-16. Save it as UTF-8 (iconv -f UTF-16 -t UTF-8)."
        case .empty(let path):
            "\(path): the file is empty. A manifest is CSV with a header that has a column id, or JSONL."
        case .noTranscripts(let path):
            "\(EscapedText.oneLine(path)): the file is empty. A table of transcripts has a header line with its columns."
        case .notThisLayout(let path, let layout, let needed):
            "\(EscapedText.oneLine(path)) is not laid out as \(layout): it has no \(needed). "
                + "'emoscribe import --list' tells how each corpus is expected."
        case .missingColumn(let path, let column, let found):
            "\(path):1: no column \"\(column)\". Found: \(EscapedText.oneLine(found.joined(separator: ", ")))."
                + Self.separatorHint(found)
        case .badHeader(let path, let row, let reason):
            EscapedText.oneLine("\(path):\(row): header: \(reason)")
        case .unterminatedQuote(let path, let row):
            "\(path):\(row): a quoted cell of the record that starts here never ends. Look for a lone \" in it; "
                + "a quote inside a quoted cell is written twice."
        case .invalidLabelSet(let reason):
            "label set: \(reason). Write labels like angry,happy=excited+joy,sad."
        case .unknownFoldScheme(let text):
            "\"\(text)\" is no way to make folds. Valid: random:K (K from 2 to \(FoldScheme.maximumRandomFolds)), speaker, speaker:K, session, given."
        case .tooManyRandomFolds(let count):
            "folds random:\(count): at most random:\(FoldScheme.maximumRandomFolds). A random fold tests 15 % of the corpus "
                + "(the paper's protocol), so with more folds the test parts overlap and utterances are tested twice. "
                + "Use speaker:K, session or given."
        case .missingValues(let scheme, let column, let count, let first):
            "folds \(scheme): \(count == 1 ? "1 utterance has" : "\(count) utterances have") no \(column), the first is \(EscapedText.oneLine(first)). "
                + "Fill in the column or choose other folds (random:5)."
        case .unknownSplit(let value, let id, let row):
            EscapedText.oneLine("row \(row), id \(id): split \"\(value)\". Valid: train, dev, test.")
        case .invalidShard(let reason):
            EscapedText.oneLine("shard: \(reason)")
        case .tooFew(let scheme, let what, let found, let needed):
            "folds \(scheme): \(what.counted(found)) found, at least \(needed) needed."
        }
    }

    private static func separatorHint(_ found: [String]) -> String {
        guard found.count == 1, let only = found.first else { return "" }
        if only.contains(";") { return " The cells seem to be separated by semicolons: use commas." }
        if only.contains("\t") { return " The cells seem to be separated by tabs: use commas." }
        return ""
    }
}
