/// How a row does on the test utterances whose word error rate lies in one range.
public struct WordErrorBin: Codable, Equatable, Sendable {
    /// Whose word errors decide the range.
    public let recogniser: TranscriptVariant
    /// The row: on gold transcripts, on this recogniser's, or without text.
    public let row: ModelCondition
    /// The range.
    public let range: WordErrorRange
    /// Test utterances in the range.
    public let utterances: Int
    /// How many of them each label has.
    public let labelCounts: [Int]
    /// Mean over runs, over the labels that are there; nil without utterances or complete runs.
    public let unweightedAverageRecall: Double?
    /// Of the UAR.
    public let interval: ConfidenceInterval?
    /// Mean over runs.
    public let weightedAccuracy: Double?
}

/// A range of word error rates of single utterances.
///
/// The ranges are the same for all corpora, so that figures can be compared: without an error, to 10, 25, 50, 100 per cent,
/// and more.
public enum WordErrorRange: String, Codable, CaseIterable, Sendable {
    case none = "0"
    case to10 = "0-10"
    case to25 = "10-25"
    case to50 = "25-50"
    case to100 = "50-100"
    case above100 = "100+"

    /// The range of a rate, 1 being 100 %; the upper end belongs to the range.
    public init(rate: Double) {
        switch rate {
        case ...0: self = .none
        case ...0.1: self = .to10
        case ...0.25: self = .to25
        case ...0.5: self = .to50
        case ...1: self = .to100
        default: self = .above100
        }
    }

    /// For people: `0 %`, `over 0 to 10 %`, `over 100 %`.
    public var title: String {
        switch self {
        case .none: "0 %"
        case .to10: "over 0 to 10 %"
        case .to25: "over 10 to 25 %"
        case .to50: "over 25 to 50 %"
        case .to100: "over 50 to 100 %"
        case .above100: "over 100 %"
        }
    }
}
