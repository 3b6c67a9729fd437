public import Models

/// What a model says about one utterance.
public struct Prediction: Equatable, Sendable {
    /// Softmax of the logits divided by the model's temperature, one per label, sum 1.
    ///
    /// For a model trained with the sigmoid loss too: there they rank the labels, and are no calibrated probabilities.
    public let probabilities: [Float]
    /// Index of the most probable label, the first of equals.
    public let label: Int
    /// MDREA: one weight per token read; empty for the other models.
    public let attention: [Float]

    /// The probability of `label`.
    public var confidence: Float { probabilities[label] }
}

/// Applies one model to many utterances.
///
/// Not Sendable: it owns the work buffers of a `ModelEngine`. Make one per task. What it says of an utterance depends
/// neither on the others that it is given with nor on the number of threads.
public final class Predictor {
    private let engine: ModelEngine
    private let parameters: Parameters
    private let temperature: Double

    /// A predictor for weights in memory.
    ///
    /// - Parameters:
    ///   - configuration: the model's shape.
    ///   - parameters: in its layout.
    ///   - calibration: divides the logits by its temperature; nil leaves the probabilities as the model gives them.
    ///   - threads: change speed, never a result.
    /// - Throws: `ModelError.badConfiguration`.
    public init(
        configuration: ModelConfiguration, parameters: Parameters, calibration: TemperatureCalibration? = nil,
        threads: Int = 1
    ) throws {
        engine = try ModelEngine(configuration: configuration, threads: threads)
        self.parameters = parameters
        temperature = calibration?.temperature ?? 1
    }

    /// A predictor for a stored model, with the calibration that is stored in it.
    ///
    /// - Throws: `ModelError.badConfiguration`, or `.badSetting` for a calibration that cannot be used.
    public convenience init(model: ModelFile, threads: Int = 1) throws {
        try self.init(
            configuration: model.configuration, parameters: model.parameters,
            calibration: try model.metadata.calibration(), threads: threads)
    }

    /// The logits of each utterance, `[inputs.count, L]`, before calibration: what a calibration is fitted on.
    ///
    /// - Throws: `ModelError.badInput` for an input that does not fit the model.
    public func logits(_ inputs: [ModelInput]) throws -> [Float] {
        try engine.forward(parameters, batch: inputs).logits
    }

    /// Predicts each utterance, in the order of `inputs`; any number of them, with memory for a few at a time.
    ///
    /// - Throws: `ModelError.badInput` for an input that does not fit the model.
    public func predict(_ inputs: [ModelInput]) throws -> [Prediction] {
        guard !inputs.isEmpty else { return [] }
        let output = try engine.forward(parameters, batch: inputs)
        return inputs.indices.map { row in
            Prediction(
                probabilities: output.probabilities(row: row, temperature: temperature),
                label: output.bestLabel(row: row), attention: output.attention.isEmpty ? [] : output.attention[row])
        }
    }
}

@available(*, unavailable)
extension Predictor: Sendable {}
