public import Models

/// What word errors at rising rates do to one gold-trained model that reads text.
public struct RobustnessCurve: Codable, Equatable, Sendable {
    public let architecture: Architecture
    /// Whose confusions the word errors are drawn from.
    public let recogniser: TranscriptVariant
    /// Rising rates, from 0: the gold transcripts as they are.
    public let points: [RobustnessPoint]
    /// UAR of the text-free model, mean over runs; nil where there is none in the comparison.
    public let textFreeRecall: Double?
    /// Where text stops helping; nil for a model without audio (nothing to compare with) or without a text-free row.
    public let crossing: RobustnessCrossing?
}

/// A model on transcripts with one rate of word errors.
public struct RobustnessPoint: Codable, Equatable, Sendable {
    /// The word error rate that was aimed at; 1 is 100 %.
    public let rate: Double
    /// What was measured, all runs together, after the basic normaliser.
    public let measuredRate: Double
    /// UAR over the complete runs.
    public let unweightedAverageRecall: MeanDeviation
    /// Of the mean UAR.
    public let interval: ConfidenceInterval?
    /// WAP over the complete runs.
    public let weightedAveragePrecision: MeanDeviation
}

/// The rate at which the curve of a model falls to the UAR of the text-free one, between points on straight lines.
public struct RobustnessCrossing: Codable, Equatable, Sendable {
    /// What the curve does.
    public enum Outcome: String, Codable, Sendable {
        /// It falls below the text-free model at `rate`.
        case crossed
        /// It stays above at all rates.
        case notCrossed = "not-crossed"
        /// It is below from the start: text does not help.
        case neverAbove = "never-above"
    }

    public let outcome: Outcome
    /// The rate that was aimed at where the curves cross; nil unless `crossed`.
    public let rate: Double?
    /// Of the rate, over the replicates that cross; those that never do count as above all rates, and an end that falls
    /// there is nil, as is one among replicates that are never above.
    public let low: Double?
    /// As `low`.
    public let high: Double?
    /// Share of the replicates with a crossing.
    public let shareCrossed: Double
    /// Share of the replicates that stay above.
    public let shareNotCrossed: Double
}
