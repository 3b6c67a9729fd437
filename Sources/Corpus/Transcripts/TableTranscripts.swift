/// Which columns of a table hold what.
public struct TranscriptColumns: Sendable, Hashable {
    public var id: String
    public var text: String
    /// Columns whose values are wanted too, see `TranscriptRow.values`.
    public var further: [String]

    /// The names that manifests and `transcripts.csv` use.
    public init(id: String = "id", text: String = "transcript", further: [String] = []) {
        self.id = id
        self.text = text
        self.further = further
    }

    /// The columns by which `transcribe` and `annotate` say what became of an utterance.
    static let status = "status"
    static let error = "error"
    static let source = "transcript_source"
}

/// The wanted values of one row of a table, and what they mean.
struct TableRow {
    /// A value: text, none (`null`, no such key), or something that is no text.
    enum Value {
        case text(String)
        case none
        case noText
    }

    var line: Int
    var id: Value
    var text: Value
    var status: Value
    var error: Value
    var source: Value
    var values: [String?]

    /// The utterance that the row tells of.
    ///
    /// Hypotheses are believed when they say that recognition failed, or that nobody was asked yet (`pending`): tables of `transcribe` by `status` beside `error`,
    /// tables of `annotate`, whose status is the label's, by an empty `transcript_source`.
    func transcript(isHypothesis: Bool, columns: TranscriptColumns) -> TranscriptRow {
        guard case .text(let id) = id, !id.isEmpty else {
            return TranscriptRow(
                line: line, id: "", content: .unusable("the id (\(columns.id)) is empty; every utterance needs one"),
                values: values)
        }
        return TranscriptRow(line: line, id: id, content: content(isHypothesis, columns), values: values)
    }

    private func content(_ isHypothesis: Bool, _ columns: TranscriptColumns) -> TranscriptRow.Content {
        let reason = if case .text(let error) = error, !error.isEmpty { error } else { "the table says that it failed" }
        switch source {
        case .text("gold") where isHypothesis:
            return .unusable("the transcript is a reference (transcript_source gold), not what a recogniser heard")
        case .text("") where isHypothesis:
            return .failed(reason)
        case .text(let source) where !isHypothesis && source.hasPrefix("asr:"):
            return .unusable("the transcript is what a recogniser heard (transcript_source \(source)), no reference")
        case .none:
            if isHypothesis, case .text = error {
                if case .text("failed") = status { return .failed(reason) }
                if case .text("pending") = status { return .absent }
            }
            // Nobody was asked yet.
            if isHypothesis, case .text("pending") = status, case .text = error { return .absent }
        default: break
        }
        return switch text {
        case .text(let text): .text(text)
        case .none: .absent
        case .noText: .unusable("\(columns.text) is a list or an object; text is needed")
        }
    }
}
