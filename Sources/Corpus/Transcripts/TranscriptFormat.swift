/// How a file of transcripts is written.
///
/// | name | a line or row | its id |
/// | --- | --- | --- |
/// | `lines` | a text | its line number |
/// | `trn` | `text (id)`, sclite's; `;;` begins a comment | in the parentheses |
/// | `kaldi` | `id text` | the first word |
/// | `csv`, `jsonl` | columns or keys by name | a column or key |
public enum TranscriptFormat: String, Sendable, CaseIterable {
    case lines, trn, kaldi, csv, jsonl

    /// The format that a file's name tells: `.txt`, `.trn`, `.csv`, `.jsonl` or `.ndjson`, and Kaldi's for a file called
    /// `text`.
    ///
    /// Only the name is looked at, never what is in the file.
    /// - Returns: nil for any other name.
    public init?(fileName path: String) {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        if name == "text" {
            self = .kaldi
            return
        }
        guard let dot = name.lastIndex(of: ".") else { return nil }
        switch name[name.index(after: dot)...].lowercased() {
        case "txt": self = .lines
        case "trn": self = .trn
        case "csv": self = .csv
        case "jsonl", "ndjson": self = .jsonl
        default: return nil
        }
    }

    /// Whether values stand under names of their own.
    public var hasColumns: Bool { self == .csv || self == .jsonl }
}
