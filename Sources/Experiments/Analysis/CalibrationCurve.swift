/// How well the probabilities of one row can be believed; all test predictions of the complete runs.
public struct CalibrationCurve: Codable, Equatable, Sendable {
    /// Which row.
    public let row: ModelCondition
    /// Predictions: test utterances times runs.
    public let predictions: Int
    /// Those that are not empty, from low to high confidence.
    public let bins: [ReliabilityBin]
    /// ECE: the mean distance between confidence and share of right labels, bins weighted by their size.
    public let expectedCalibrationError: Double
    /// Brier's score over all labels, 0...2: the mean squared distance of the probabilities to 1 for the gold label and 0 for
    /// the others.
    public let brierScore: Double
    /// Mean of −log of the gold label's probability, where those below 1e-12 count as that.
    public let negativeLogLikelihood: Double
}

/// The predictions with a confidence in one of 15 ranges of equal width, open below and closed above.
public struct ReliabilityBin: Codable, Equatable, Sendable {
    /// The range's lower end.
    public let low: Double
    /// Its upper end.
    public let high: Double
    public let count: Int
    /// Mean probability of the predicted label.
    public let confidence: Double
    /// Share of right labels.
    public let accuracy: Double
}
