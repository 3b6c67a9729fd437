import Corpus
public import ErrorRate

/// A user's list of words to be taken for others: CSV with the columns `from` and `to`.
public enum ReplacementFile {
    /// Reads the list.
    ///
    /// An empty `to` deletes. Further columns, such as a remark, are passed over.
    /// - Throws: `CorpusError` where the file as a whole cannot be read, `ReplacementFileError` where a row cannot.
    public static func read(path: String) throws -> [Replacement] {
        var reader = try CSVReader(path: path)
        guard let header = try reader.next() else { throw CorpusError.noTranscripts(path: path) }
        func place(_ name: String) throws(CorpusError) -> Int {
            guard let place = header.fields.firstIndex(of: name) else {
                throw CorpusError.missingColumn(path: path, column: name, found: header.fields)
            }
            return place
        }
        let (from, to) = (try place("from"), try place("to"))
        var replacements: [Replacement] = []
        while let record = try reader.next() {
            if let problem = record.problem {
                throw ReplacementFileError(path: path, row: record.line, reason: "\(problem)")
            }
            guard record.fields.count == header.fields.count else {
                throw ReplacementFileError(
                    path: path, row: record.line,
                    reason: "\(record.fields.count) cells, but the header has \(header.fields.count): a comma inside a "
                        + "cell needs quotes round it")
            }
            replacements.append(Replacement(from: record.fields[from], to: record.fields[to], row: record.line))
        }
        return replacements
    }
}

/// A row of a list of replacements that cannot be read.
public struct ReplacementFileError: Error, Sendable, CustomStringConvertible {
    public let path: String
    public let row: Int
    public let reason: String

    public var description: String { "\(EscapedText.oneLine(path)):\(row): \(EscapedText.oneLine(reason))" }
}
