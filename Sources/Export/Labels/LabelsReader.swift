public import Corpus

/// Reads `labels.csv`, or any manifest with labels, row by row and in constant memory.
///
/// ```swift
/// var reader = try LabelsReader(path: "labels.csv")
/// while let row = try reader.next() { … }
/// ```
public struct LabelsReader {
    /// One row, or why there is none.
    public enum Row: Sendable {
        case row(LabelledRow)
        case issue(ManifestIssue)
    }

    public let path: String
    private let columnPlaces: LabelColumns
    private var reader: ManifestReader

    /// The header's names, in order.
    public var columns: [String] { columnPlaces.names }
    /// The labels that have a column `p_<label>`, in order; empty for a manifest.
    public var labels: [String] { columnPlaces.labels }

    /// Opens a table; `-` is standard input.
    ///
    /// - Throws: `CorpusError` where it cannot be read or has no column `id`.
    public init(path: String) throws(CorpusError) {
        self.path = path
        reader = try ManifestReader(path: path)
        columnPlaces = LabelColumns(names: reader.columns, extraColumns: reader.extraColumns)
    }

    /// Reads bytes in memory; `path` is their name in messages.
    ///
    /// - Throws: as `init(path:)`.
    public init(bytes: [UInt8], path: String = "labels.csv") throws(CorpusError) {
        self.path = path
        reader = try ManifestReader(bytes: bytes, path: path)
        columnPlaces = LabelColumns(names: reader.columns, extraColumns: reader.extraColumns)
    }

    /// The next row; nil at the end.
    ///
    /// - Throws: `CorpusError.unterminatedQuote` or `.fileFailed`, after which there is no more to read.
    public mutating func next() throws(CorpusError) -> Row? {
        switch try reader.next() {
        case .utterance(let utterance)?: .row(LabelledRow(utterance: utterance, columns: columnPlaces))
        case .issue(let issue)?: .issue(issue)
        case nil: nil
        }
    }
}
