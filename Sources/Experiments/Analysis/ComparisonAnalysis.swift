/// What the stored runs of a comparison say beyond the mean and deviation of its table.
///
/// Everything is computed from `runs/*.json` and the corpus alone, with random numbers from the comparison's seed: threads,
/// interruptions and the machine change nothing. How each figure is computed, and why so, is in
/// `Documentation/Statistics.md`. A list is empty where there is nothing to say: without reference transcripts or without a
/// recogniser there are no word errors, without gold-trained models no robustness curve.
public struct ComparisonAnalysis: Codable, Equatable, Sendable {
    /// Label names in the order of the label indices.
    public let labels: [String]
    /// What all intervals and bootstrap tests drew.
    public let sampling: SamplingFacts
    /// One for each row of the table, in its order.
    public let rows: [RowStatistics]
    /// Paired tests between models and between transcripts, corrected together.
    public let comparisons: [PairedComparison]
    /// UAR by the word error rate of the utterance; for each recogniser, each row, each range.
    public let wordErrorBins: [WordErrorBin]
    /// Word errors of each recogniser, by emotion; the line over all emotions comes last.
    public let wordErrorsByEmotion: [EmotionWordErrors]
    /// For each model, what other transcripts do to its labels.
    public let flips: [LabelFlips]
    /// Confusion matrices in row percent, with their difference to those on gold transcripts.
    public let confusions: [ConfusionShares]
    /// What word errors at rising rates do to models that read text.
    public let robustness: [RobustnessCurve]
    /// How well the probabilities of each row can be believed.
    public let calibration: [CalibrationCurve]
}

/// What was drawn for intervals and tests.
public struct SamplingFacts: Codable, Equatable, Sendable {
    /// What is drawn as a whole.
    public enum Unit: String, Codable, Sendable {
        /// All test utterances of a speaker, since they are not independent of each other.
        case speakers
        /// Single utterances, where the speaker of a tested utterance is not known: intervals are then too narrow.
        case utterances
    }

    /// What is drawn as a whole.
    public let unit: Unit
    /// How many there are; with fewer than two there are no intervals, with fewer than about ten they are too narrow.
    public let units: Int
    /// How often the units were drawn.
    public let replicates: Int
    /// The probability that intervals are to have.
    public let confidence: Double

    /// One sentence for people.
    public var sentence: String {
        let share = "\(fixed(100 * confidence, decimals: 0)) % confidence intervals"
        switch (unit, units) {
        case (_, ...1): return "No confidence intervals: all test utterances are of one speaker."
        case (.speakers, let count):
            let few = count < 10 ? " So few speakers make intervals that are too narrow." : ""
            return "\(share) and tests draw the \(count) test speakers \(grouped(replicates)) times anew, "
                + "with all their utterances.\(few)"
        case (.utterances, let count):
            return
                "\(share) and tests draw the \(grouped(count)) test utterances \(grouped(replicates)) times anew, since "
                + "the speaker of some is not known: they are too narrow where utterances share a speaker."
        }
    }
}

/// The statistics of one row of the table.
public struct RowStatistics: Codable, Equatable, Sendable {
    /// Which row.
    public let row: ModelCondition
    /// One for each of `Measure.allCases`, in that order.
    public let measures: [MeasureStatistic]

    /// That of one measure.
    public subscript(_ measure: Measure) -> MeasureStatistic? { measures.first { $0.measure == measure } }
}

/// One measure of one row.
public struct MeasureStatistic: Codable, Equatable, Sendable {
    /// Which.
    public let measure: Measure
    /// Its mean over the runs that have all their folds; nil without such a run.
    public let mean: Double?
    /// Of the mean; nil where there are fewer than two units.
    public let interval: ConfidenceInterval?
    /// Whether it may be set in bold: the best of its group, and the corrected test against the next says so.
    public let isBest: Bool
}

/// One row against another, on the same test utterances.
public struct PairedComparison: Codable, Equatable, Sendable {
    /// What differs between the two.
    public enum Kind: String, Codable, Sendable {
        /// Two models on the same transcripts; a model without text is compared on all.
        case models
        /// One model on two kinds of transcripts.
        case transcripts
    }

    /// What differs between the two.
    public let kind: Kind
    /// The row that comes first in the table.
    public let first: ModelCondition
    /// The other.
    public let second: ModelCondition
    /// One for each of `Measure.allCases`, in that order.
    public let measures: [MeasureDifference]
    /// On the labels that most runs gave; nil where one of the rows has no complete run.
    public let votes: VoteComparison?

    /// That of one measure.
    public subscript(_ measure: Measure) -> MeasureDifference? { measures.first { $0.measure == measure } }
}

/// The difference of one measure between two rows: the first less the second.
public struct MeasureDifference: Codable, Equatable, Sendable {
    /// Which.
    public let measure: Measure
    /// Mean of the first row over its complete runs.
    public let first: Double?
    /// Mean of the second.
    public let second: Double?
    /// The first less the second.
    public let difference: Double?
    /// Of the difference, by the paired bootstrap.
    public let interval: ConfidenceInterval?
    /// Two-sided, of no difference, by the paired bootstrap; nil with fewer than two units.
    public let pValue: Double?
    /// After Holm's correction for all comparisons of this measure in the table.
    public let correctedPValue: Double?
    /// Cohen's d over runs: the difference by the root of the mean of the two variances over runs; nil with fewer than two
    /// runs, or where runs do not vary.
    public let cohensD: Double?
}

/// McNemar's test on the labels that most runs of each row gave.
public struct VoteComparison: Codable, Equatable, Sendable {
    /// Test utterances that both have right.
    public let bothRight: Int
    /// Only the first.
    public let onlyFirstRight: Int
    /// Only the second.
    public let onlySecondRight: Int
    /// Neither.
    public let bothWrong: Int
    /// Exact, two-sided.
    public let pValue: Double
    /// After Holm's correction for all comparisons of the table.
    public let correctedPValue: Double
    /// Cohen's h of the two shares of right labels; 0.2 is called small, 0.5 medium, 0.8 large.
    public let cohensH: Double

    /// Test utterances.
    public var count: Int { bothRight + onlyFirstRight + onlySecondRight + bothWrong }
}
