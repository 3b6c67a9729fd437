public import Training

/// The confusion matrix of one row in row percent, and what it is on gold transcripts.
public struct ConfusionShares: Codable, Equatable, Sendable {
    /// Which row.
    public let row: ModelCondition
    /// All test predictions of all runs and folds.
    public let confusion: ConfusionMatrix
    /// Percentage points more than the same model trained and tested on gold transcripts, `[C][C]`; nil for that row itself,
    /// for models without text, and where there is no such row.
    public let differenceToGold: [[Double]]?
}
