/// Word errors of one recogniser's kind that are put into transcripts at one rate.
public struct WordErrorInjection: Codable, Hashable, Sendable {
    /// Whose confusions the errors are drawn from.
    public let recogniser: TranscriptVariant
    /// The word error rate that is aimed at; above 0, 1 is 100 %.
    public let rate: Double

    /// The rates that the command uses.
    public static let usualRates = [0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1]

    /// Errors of a recogniser at a rate.
    public init(recogniser: TranscriptVariant, rate: Double) {
        self.recogniser = recogniser
        self.rate = rate
    }
}
