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

    /// What a label can be traced to.
    public struct Provenance: Sendable, Equatable {
        /// SHA-256 of the 16-bit samples at 16 kHz, hexadecimal; nil where no model listened and no recogniser was asked.
        public var audioHash: String?
        /// The key of the recogniser's answer in the cache, hexadecimal; nil without a recogniser, and for a recording
        /// that was sent in pieces.
        public var transcriptKey: String?
        /// SHA-256 of the model files that decided, hexadecimal.
        public var modelHashes: [String]

        public init(audioHash: String? = nil, transcriptKey: String? = nil, modelHashes: [String] = []) {
            self.audioHash = audioHash
            self.transcriptKey = transcriptKey
            self.modelHashes = modelHashes
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
    /// What each of several models says, in the table's order; an empty list for one that had no say.
    public var votes: [[Float]]
    /// The model that really decided; of several, all that had a say, joined by `+`.
    public var model: String?
    public var status: Status
    /// Why there is no label, or what the reader should know about one that there is.
    public var error: String?
    /// A short stable name of what failed, for counting, not for the table; nil unless `status` is `failed`.
    public var cause: String?
    public var provenance: Provenance

    public init(
        transcript: String? = nil, transcriptSource: TranscriptSource? = nil, recognitionConfidence: Double? = nil,
        emotion: String? = nil, probabilities: [Float] = [], votes: [[Float]] = [], model: String? = nil,
        status: Status, error: String? = nil, cause: String? = nil, provenance: Provenance = Provenance()
    ) {
        self.transcript = transcript
        self.transcriptSource = transcriptSource
        self.recognitionConfidence = recognitionConfidence
        self.emotion = emotion
        self.probabilities = probabilities
        self.votes = votes
        self.model = model
        self.status = status
        self.error = error
        self.cause = cause
        self.provenance = provenance
    }
}
