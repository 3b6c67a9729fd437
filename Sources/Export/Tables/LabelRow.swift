import Corpus

/// What became of one utterance.
public struct LabelRow: Sendable, Equatable {
    /// How the utterance ended.
    public enum Status: String, Sendable, Codable {
        /// A label was found.
        case ok
        /// There is no label; `error` says why.
        case failed
        /// The model was not sure enough for the asked confidence.
        case abstained
    }

    /// Where the text that the model read comes from.
    public enum TranscriptSource: Equatable, Sendable, CustomStringConvertible {
        /// The manifest's reference transcript.
        case gold
        /// A recogniser, by the name of its provider.
        case asr(String)

        public var description: String {
            switch self {
            case .gold: "gold"
            case .asr(let provider): "asr:\(provider)"
            }
        }
    }

    /// The text, nil where none was used or none is there.
    public var transcript: String?
    /// Where `transcript` comes from; nil without one.
    public var transcriptSource: TranscriptSource?
    /// The recogniser's confidence, as it gives it; nil where it gives none.
    public var recognitionConfidence: Double?
    /// The label; nil unless `status` is `ok`.
    public var emotion: String?
    /// A probability per label, in the table's order; empty where no model ran.
    public var probabilities: [Float]
    /// The model that really decided.
    public var model: String?
    public var status: Status
    /// Why there is no label, or what the reader should know about one that there is.
    public var error: String?
    /// A short stable name of what failed, for counting, not for the table; nil unless `status` is `failed`.
    public var cause: String?

    public init(
        transcript: String? = nil, transcriptSource: TranscriptSource? = nil, recognitionConfidence: Double? = nil,
        emotion: String? = nil, probabilities: [Float] = [], model: String? = nil, status: Status, error: String? = nil,
        cause: String? = nil
    ) {
        self.transcript = transcript
        self.transcriptSource = transcriptSource
        self.recognitionConfidence = recognitionConfidence
        self.emotion = emotion
        self.probabilities = probabilities
        self.model = model
        self.status = status
        self.error = error
        self.cause = cause
    }
}
