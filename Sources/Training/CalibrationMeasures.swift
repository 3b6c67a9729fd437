import Foundation

/// How well the probabilities of a set of predictions can be believed.
public struct CalibrationMeasures: Codable, Equatable, Sendable {
    /// Mean of -log of the gold label's probability.
    public let negativeLogLikelihood: Double

    /// ECE: the mean distance, over utterances, between a bin's mean confidence and its share of right labels.
    ///
    /// Confidence is the probability of the most probable label; see `ReliabilityBins`.
    public let expectedCalibrationError: Double

    /// Number of bins, as in the paper.
    public static let bins = ReliabilityBins.count

    /// Measures of logits divided by a temperature.
    ///
    /// - Parameters:
    ///   - logits: `[N, L]`, row-major and finite; N at least 1.
    ///   - labels: gold label of each row, in `0..<L`.
    ///   - temperature: above 0; 1 leaves the logits as they are.
    public init(logits: [Float], labels: [Int], temperature: Double = 1) {
        precondition(!labels.isEmpty && logits.count % labels.count == 0, "a row of logits for each label")
        let classes = logits.count / labels.count
        var loss = 0.0
        var bins = ReliabilityBins()
        for (row, label) in labels.enumerated() {
            let scores = logits[row * classes..<(row + 1) * classes].map { Double($0) / temperature }
            var best = 0
            for index in 1..<classes where scores[index] > scores[best] { best = index }
            let sum = scores.reduce(0) { $0 + exp($1 - scores[best]) }
            loss += log(sum) + scores[best] - scores[label]
            bins.add(confidence: 1 / sum, isRight: best == label)
        }
        negativeLogLikelihood = loss / Double(labels.count)
        expectedCalibrationError = bins.expectedCalibrationError
    }
}
