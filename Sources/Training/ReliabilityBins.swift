/// Predictions by their confidence, in bins of equal width, open below and closed above.
///
/// Source: Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks" (ICML 2017), equations 1 to 3.
public struct ReliabilityBins: Equatable, Sendable {
    /// The predictions of one bin.
    public struct Bin: Equatable, Sendable {
        public fileprivate(set) var count = 0
        public fileprivate(set) var right = 0
        /// Summed confidences.
        public fileprivate(set) var confidence = 0.0

        /// The bin's size times the distance of its mean confidence to its share of right labels.
        var distance: Double { abs(confidence - Double(right)) }
    }

    /// Number of bins, as in the paper.
    public static let count = 15

    /// From low to high confidence.
    public private(set) var bins = [Bin](repeating: Bin(), count: Self.count)

    /// No predictions yet.
    public init() {}

    /// Adds a prediction.
    ///
    /// - Parameters:
    ///   - confidence: the probability of the predicted label.
    ///   - isRight: whether that label is the gold one.
    public mutating func add(confidence: Double, isRight: Bool) {
        let place = min(Self.count - 1, max(0, Int((confidence * Double(Self.count)).rounded(.up)) - 1))
        bins[place].count += 1
        bins[place].confidence += confidence
        if isRight { bins[place].right += 1 }
    }

    /// ECE: the mean distance, over predictions, between a bin's mean confidence and its share of right labels; 0 without
    /// predictions.
    public var expectedCalibrationError: Double {
        let total = bins.reduce(0) { $0 + $1.count }
        return total == 0 ? 0 : bins.reduce(0) { $0 + $1.distance } / Double(total)
    }
}
