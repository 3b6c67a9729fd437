/// The measures of the table, in the order of its columns; the raw values are those of the CSV files.
public enum Measure: String, Codable, CaseIterable, Sendable {
    /// WAP.
    case weightedAveragePrecision = "wap"
    /// WA.
    case weightedAccuracy = "wa"
    /// UAR.
    case unweightedAverageRecall = "uar"
    /// Macro-F1.
    case macroF1 = "macro_f1"

    /// `WAP`, `WA`, `UAR`, `macro-F1`.
    public var name: String {
        switch self {
        case .weightedAveragePrecision: "WAP"
        case .weightedAccuracy: "WA"
        case .unweightedAverageRecall: "UAR"
        case .macroF1: "macro-F1"
        }
    }
}

extension MeasureSummary {
    /// One measure's mean and deviation over runs.
    public subscript(_ measure: Measure) -> MeanDeviation {
        switch measure {
        case .weightedAveragePrecision: weightedAveragePrecision
        case .weightedAccuracy: weightedAccuracy
        case .unweightedAverageRecall: unweightedAverageRecall
        case .macroF1: macroF1
        }
    }
}

/// A confidence interval: the ends that leave half of the rest on either side.
public struct ConfidenceInterval: Codable, Equatable, Sendable {
    /// The lower end.
    public let low: Double
    /// The upper end.
    public let high: Double

    /// An interval.
    public init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }

    init(_ range: ClosedRange<Double>) { self.init(low: range.lowerBound, high: range.upperBound) }
}
