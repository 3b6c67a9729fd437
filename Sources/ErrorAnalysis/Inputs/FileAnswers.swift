import Corpus
import ErrorRate

/// A recogniser's answers from a file, in the order of the references.
struct FileAnswers {
    let path: String
    private var queue: TranscriptQueue
    private let hasConfidence: Bool
    /// The lines of the references that the file lacks, rising; those before `next` are behind us.
    private let missing: [Int]
    private var next = 0

    init(_ file: TranscriptFile, missing: [Int]) throws(CorpusError) {
        path = file.path
        self.missing = missing
        hasConfidence = file.confidenceColumn != nil
        queue = TranscriptQueue(try file.reader(.hypothesis, further: file.confidenceColumn.map { [$0] } ?? []))
    }

    /// What there is for a reference.
    enum Found {
        case row(TranscriptRow)
        /// No row, as was found when the file was checked.
        case missing
        /// No row, although there was one when the file was checked.
        case gone
    }

    mutating func take(_ reference: ReferenceRows.Row) throws(CorpusError) -> Found {
        if next < missing.count, missing[next] == reference.line {
            next += 1
            return .missing
        }
        guard let row = try queue.take(reference.id) else { return .gone }
        return .row(row)
    }

    /// A row that belongs to no reference, which can only be where the file has changed.
    mutating func leftOver() throws(CorpusError) -> TranscriptRow? { try queue.leftOver() }

    func answer(_ row: TranscriptRow, badNumbers: inout SkippedRows) -> RecogniserAnswer {
        var answer: RecogniserAnswer
        switch row.content {
        case .text(let text): answer = RecogniserAnswer(.text(text))
        case .alternatives(let texts): answer = RecogniserAnswer(.text(texts.first ?? ""))
        case .absent: answer = RecogniserAnswer(.missing)
        case .failed(let reason), .unusable(let reason): answer = RecogniserAnswer(.failed, failure: reason)
        }
        if hasConfidence, let text = row.values.last.flatMap({ $0 }), !text.isEmpty {
            answer.confidence = Double(text).flatMap { $0.isFinite ? $0 : nil }
            if answer.confidence == nil {
                badNumbers.add(path: path, line: row.line, id: row.id, reason: "confidence \"\(text)\" is no number")
            }
        }
        return answer
    }
}
