public import Foundation

/// A recognised word with its place in the utterance.
public struct TranscriptWord: Sendable, Hashable, Codable {
    /// The word as the service wrote it, without surrounding spaces.
    public var word: String
    /// Seconds from the start of the audio sent; nil where the service gives no times.
    public var start: Double?
    /// Seconds from the start of the audio sent; nil where the service gives no times.
    public var end: Double?
    /// 0...1 as the service states it; nil where it states none.
    public var confidence: Double?

    /// See the properties of the same names.
    public init(word: String, start: Double? = nil, end: Double? = nil, confidence: Double? = nil) {
        self.word = word
        self.start = start
        self.end = end
        self.confidence = confidence
    }
}

/// What a response says about its own worth, beyond confidence.
public enum TranscriptRemark: String, Sendable, Hashable, Codable, CaseIterable {
    /// The service heard rather no speech; the text may be made up (Whisper's threshold: no_speech_prob > 0.6).
    case noSpeech = "no-speech"
    /// The text repeats itself as made-up text does (Whisper's threshold: compression_ratio > 2.4).
    case repetitive
    /// The text ends long before the audio does.
    case partialAudio = "partial-audio"

    /// What it means, for the person who reads the transcript.
    public var meaning: String {
        switch self {
        case .noSpeech: "the service heard rather no speech, the text may be made up"
        case .repetitive: "the text repeats itself as made-up text does"
        case .partialAudio: "the text ends long before the audio does"
        }
    }
}

/// What a response says, after parsing.
///
/// Absent means that the service did not say it; nothing is made up.
public struct ParsedTranscript: Sendable, Hashable {
    /// The text, spaces and line breaks collapsed; empty when nothing was recognised, which is an answer.
    public var text: String
    /// The language the service reports, as it names it (`en`, `english`).
    public var language: String?
    /// 0...1, over the whole utterance.
    public var confidence: Double?
    /// Words in order; empty where the service gives none.
    public var words: [TranscriptWord]
    /// Seconds of audio the service bills for, where it says so.
    public var billedSeconds: Double?
    /// What to be careful about, without repeats, in the order of `TranscriptRemark.allCases`.
    public var remarks: [TranscriptRemark]

    /// See the properties of the same names.
    public init(
        text: String, language: String? = nil, confidence: Double? = nil, words: [TranscriptWord] = [],
        billedSeconds: Double? = nil, remarks: Set<TranscriptRemark> = []
    ) {
        self.text = text
        self.language = language
        self.confidence = confidence
        self.words = words
        self.billedSeconds = billedSeconds
        self.remarks = TranscriptRemark.allCases.filter(remarks.contains)
    }
}

/// One stored answer: the question, the response as it came, and what it was read as.
public struct CachedTranscript: Sendable, Hashable {
    /// The question.
    public var identity: TranscriptIdentity
    /// What the response was read as.
    public var parsed: ParsedTranscript
    /// Version of the parser that read it.
    public var parserVersion: Int
    /// The response body, byte for byte; empty where `isResponseKept` is false.
    public var rawResponse: Data
    /// False for an answer that was imported without its response: it cannot be read anew.
    public var isResponseKept: Bool
    /// The HTTP status that came with it.
    public var httpStatus: Int
    /// Seconds of audio sent.
    public var audioSeconds: Double
    /// When the answer came.
    public var createdAt: Date

    /// See the properties of the same names.
    public init(
        identity: TranscriptIdentity, parsed: ParsedTranscript, parserVersion: Int, rawResponse: Data,
        isResponseKept: Bool = true, httpStatus: Int, audioSeconds: Double, createdAt: Date = Date()
    ) {
        self.identity = identity
        self.parsed = parsed
        self.parserVersion = parserVersion
        self.rawResponse = rawResponse
        self.isResponseKept = isResponseKept
        self.httpStatus = httpStatus
        self.audioSeconds = audioSeconds
        self.createdAt = createdAt
    }
}
