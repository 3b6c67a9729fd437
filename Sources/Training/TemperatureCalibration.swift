import Foundation
public import Models

/// One number that makes a model's probabilities honest: logits are divided by it before the softmax.
///
/// It is fitted on utterances that the weights were not trained on, the dev part, and never changes which label is the
/// most probable one. Source: Guo, Pleiss, Sun, Weinberger (ICML 2017), section 4.2.
///
/// ```swift
/// let calibration = try TemperatureCalibration.fit(
///     logits: predictor.logits(dev.map(\.input)), labels: dev.map(\.label))
/// try metadata.setCalibration(calibration)  // `Predictor(model:)` applies it
/// ```
public struct TemperatureCalibration: Equatable, Sendable {
    /// What a fit can give.
    ///
    /// Labels that are all right ask for ever more confidence, those at odds with the logits for none: both would end
    /// outside.
    public static let temperatures = 0.05...20.0

    /// Above 1 where the model is too sure of itself, below 1 where it is too modest.
    public let temperature: Double
    /// Number of utterances it was fitted on.
    public let utterances: Int
    /// Measures of those utterances at temperature 1.
    public let before: CalibrationMeasures
    /// Measures of those utterances at `temperature`; the likelihood is never worse than before, the ECE usually better.
    public let after: CalibrationMeasures

    /// Finds the temperature with the smallest mean negative log-likelihood.
    ///
    /// That is a convex problem in 1/T; it is solved by Newton's method within a shrinking bracket, in double precision
    /// and the same way each time.
    ///
    /// - Parameters:
    ///   - logits: `[N, L]`, row-major.
    ///   - labels: gold label of each row, in `0..<L`.
    /// - Returns: the calibration; temperature 1 where no temperature is better than another (all logits alike).
    /// - Throws: `TrainingError.calibration` for no utterances or logits that are not finite,
    ///   `TrainingError.labelOutOfRange`.
    /// - Complexity: about ten passes over the logits.
    public static func fit(logits: [Float], labels: [Int]) throws(TrainingError) -> TemperatureCalibration {
        guard !labels.isEmpty else { throw .calibration(reason: "there are no dev utterances to fit it on") }
        let classes = logits.count / labels.count
        guard classes >= 2, classes * labels.count == logits.count else {
            throw .calibration(reason: "\(logits.count) logits are no rows for \(labels.count) utterances")
        }
        for (example, label) in labels.enumerated() where !(0..<classes).contains(label) {
            throw .labelOutOfRange(example: example, label: label, labels: classes)
        }
        guard logits.allSatisfy(\.isFinite) else {
            throw .calibration(reason: "the model gives logits that are NaN or infinite")
        }
        let temperature = 1 / LikelihoodSlope(logits: logits, labels: labels, classes: classes).root()
        let before = CalibrationMeasures(logits: logits, labels: labels)
        return TemperatureCalibration(
            temperature: temperature, utterances: labels.count, before: before,
            after: CalibrationMeasures(logits: logits, labels: labels, temperature: temperature))
    }
}

/// The derivative of the mean negative log-likelihood by β = 1/T.
private struct LikelihoodSlope {
    let logits: [Float]
    let labels: [Int]
    let classes: Int

    /// Slope, `mean(E_p[z] - z_gold)`, and curvature, `mean(Var_p[z])`, which is never negative.
    func callAsFunction(_ beta: Double) -> (slope: Double, curvature: Double) {
        var (slope, curvature) = (0.0, 0.0)
        for (row, label) in labels.enumerated() {
            let start = row * classes
            let highest = Double(logits[start..<start + classes].max() ?? 0)
            var (sum, first, second) = (0.0, 0.0, 0.0)
            for index in start..<start + classes {
                let distance = Double(logits[index]) - highest
                let weight = exp(beta * distance)
                sum += weight
                first += weight * distance
                second += weight * distance * distance
            }
            let mean = first / sum
            slope += mean - (Double(logits[start + label]) - highest)
            curvature += second / sum - mean * mean
        }
        return (slope / Double(labels.count), curvature / Double(labels.count))
    }

    /// The β where the slope is 0, or the end of the allowed range beyond which it lies.
    func root() -> Double {
        var low = 1 / TemperatureCalibration.temperatures.upperBound
        var high = 1 / TemperatureCalibration.temperatures.lowerBound
        var beta = 1.0
        var (slope, curvature) = self(beta)
        if slope == 0 { return beta }
        if self(low).slope >= 0 { return low }
        if self(high).slope <= 0 { return high }
        for _ in 0..<200 {
            if slope > 0 { high = beta } else { low = beta }
            let newton = beta - slope / curvature
            let next = newton > low && newton < high ? newton : (low + high) / 2
            if abs(next - beta) <= 1e-13 * beta { return next }
            beta = next
            (slope, curvature) = self(beta)
            if slope == 0 { return beta }
        }
        return beta
    }
}

extension TemperatureCalibration: Codable {
    private enum CodingKeys: String, CodingKey { case temperature, utterances, before, after }

    /// Refuses a temperature that no fit gives, since it would spoil every probability.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        temperature = try container.decode(Double.self, forKey: .temperature)
        guard Self.temperatures.contains(temperature) else {
            throw DecodingError.dataCorruptedError(
                forKey: .temperature, in: container,
                debugDescription: "\(temperature) is no temperature; they lie between "
                    + "\(Self.temperatures.lowerBound) and \(Self.temperatures.upperBound)")
        }
        utterances = try container.decode(Int.self, forKey: .utterances)
        before = try container.decode(CalibrationMeasures.self, forKey: .before)
        after = try container.decode(CalibrationMeasures.self, forKey: .after)
    }
}

extension ModelMetadata {
    /// The name of the calibration among the settings.
    public static let calibrationSetting = calibrationName

    /// The calibration stored in the model; nil for none.
    ///
    /// - Throws: `ModelError.badSetting` for one that cannot be used.
    public func calibration() throws(ModelError) -> TemperatureCalibration? {
        try setting(Self.calibrationSetting, as: TemperatureCalibration.self)
    }

    /// Stores a calibration, or takes it out.
    public mutating func setCalibration(_ calibration: TemperatureCalibration?) throws {
        if let calibration {
            try setSetting(Self.calibrationSetting, to: calibration)
        } else {
            settings[Self.calibrationSetting] = nil
        }
    }
}
