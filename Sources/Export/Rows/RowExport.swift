import Corpus

/// A format that takes rows one by one, in constant memory.
protocol RowExport {
    /// Writes a row.
    ///
    /// - Returns: why it cannot be in this format; nil where it is.
    mutating func add(_ row: LabelledRow) throws(CorpusError) -> String?

    /// Puts the files into their place.
    ///
    /// - Returns: their paths.
    mutating func finish() throws(CorpusError) -> [String]
}
