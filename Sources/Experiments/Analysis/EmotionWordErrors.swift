/// The word errors of one recogniser in the utterances of one emotion, after the basic normaliser.
public struct EmotionWordErrors: Codable, Equatable, Sendable {
    /// Who recognised.
    public let recogniser: TranscriptVariant
    /// The gold label; nil for all utterances together.
    public let emotion: String?
    /// Labelled utterances with a reference transcript.
    public let utterances: Int
    /// Of those, without an answer: every reference word counts as a deletion.
    public let missing: Int
    public let hits: Int
    public let substitutions: Int
    public let deletions: Int
    public let insertions: Int
    /// WER: summed errors by summed reference words; 1 is 100 %.
    public let wordErrorRate: Double
    /// Of the WER; units as in `SamplingFacts`, over all labelled utterances.
    public let interval: ConfidenceInterval?
    /// Summed errors by utterances: the figure that the paper calls its WER.
    public let editsPerUtterance: Double

    public var referenceWords: Int { hits + substitutions + deletions }
}
