public import ErrorRate

/// An utterance with its reference and what every recogniser says of it.
public struct ComparedUtterance: Sendable {
    public var id: String
    /// What was spoken.
    ///
    /// Where there are several, any of them is right, and the one with the fewest errors counts.
    public var references: [String]
    /// In the order of the recognisers.
    public var answers: [RecogniserAnswer]
    /// The values of the columns that were asked for; nil or empty where there is none.
    public var values: [String?]
    public var speaker: String?
    public var durationSeconds: Double?

    public init(
        id: String, references: [String], answers: [RecogniserAnswer], values: [String?] = [], speaker: String? = nil,
        durationSeconds: Double? = nil
    ) {
        self.id = id
        self.references = references
        self.answers = answers
        self.values = values
        self.speaker = speaker
        self.durationSeconds = durationSeconds
    }
}

/// What a recogniser says of an utterance.
public struct RecogniserAnswer: Sendable, Hashable {
    public var hypothesis: Hypothesis
    /// As the recogniser gives it; nil where it gives none.
    public var confidence: Double?
    /// Why there is no answer; nil where there is one or nobody knows.
    public var failure: String?
    /// Length of the audio it heard, where that is known.
    public var audioSeconds: Double?

    public init(
        _ hypothesis: Hypothesis, confidence: Double? = nil, failure: String? = nil, audioSeconds: Double? = nil
    ) {
        self.hypothesis = hypothesis
        self.confidence = confidence
        self.failure = failure
        self.audioSeconds = audioSeconds
    }
}
