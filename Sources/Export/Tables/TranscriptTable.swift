import Corpus

/// The rows of `transcripts.csv`: `id,transcript,status,error,confidence,language,provider,model`, in manifest order.
public struct TranscriptTable: Sendable {
    /// What is known of one utterance's transcript.
    public struct Row: Sendable {
        public var id: String
        /// Empty where nothing was recognised, which is an answer, and where there is none.
        public var transcript: String
        /// Why there is no answer; nil where there is one.
        public var error: String?
        /// As the recogniser gives it; nil where it gives none.
        public var confidence: Double?
        public var language: String?

        public init(
            id: String, transcript: String = "", error: String? = nil, confidence: Double? = nil,
            language: String? = nil
        ) {
            self.id = id
            self.transcript = transcript
            self.error = error
            self.confidence = confidence
            self.language = language
        }
    }

    private let provider: String
    private let model: String
    private let writer = CSVWriter()

    public init(provider: String, model: String) {
        self.provider = provider
        self.model = model
    }

    /// The whole table.
    public func bytes(_ rows: some Sequence<Row>) -> [UInt8] {
        var output: [UInt8] = []
        writer.append(
            ["id", "transcript", "status", "error", "confidence", "language", "provider", "model"], to: &output)
        for row in rows {
            writer.append(
                [
                    row.id, row.transcript, row.error == nil ? "ok" : "failed", row.error ?? "",
                    row.confidence.map { LabelsTable.decimals(Float($0)) } ?? "", row.language ?? "", provider, model,
                ], to: &output)
        }
        return output
    }
}
