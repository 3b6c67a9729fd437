public import Corpus

extension TranscriptFile {
    /// What a recogniser heard, by the utterances' ids; all of it in memory.
    ///
    /// - Throws: `TranscriptProblem` for rows without an id, ids that stand on two rows, and plain lines, which have none;
    ///   `CorpusError`.
    public func answers() throws -> [ByteKey: TranscriptRow.Content] {
        guard format != .lines else { throw TranscriptProblem.linesWithoutIDs(path: path) }
        let repeated = try ids(.hypothesis).repeated()
        guard repeated.isEmpty else {
            throw TranscriptProblem.repeated(
                path: path,
                first: repeated.prefix(TranscriptProblem.shown).map { ($0.row.id, $0.row.line, $0.firstLine) },
                count: repeated.count)
        }
        var answers: [ByteKey: TranscriptRow.Content] = [:]
        var reader = try reader(.hypothesis)
        while let row = try reader.next() { answers[ByteKey(row.id)] = row.content }
        return answers
    }
}
