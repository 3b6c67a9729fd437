public import Models

/// What a model says about one utterance.
public struct Prediction: Equatable, Sendable {
    /// Softmax of the logits, one per label, sum 1.
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

    /// A predictor for weights in memory.
    ///
    /// - Throws: `ModelError.badConfiguration`.
    public init(configuration: ModelConfiguration, parameters: Parameters, threads: Int = 1) throws {
        engine = try ModelEngine(configuration: configuration, threads: threads)
        self.parameters = parameters
    }

    /// A predictor for a stored model.
    public convenience init(model: ModelFile, threads: Int = 1) throws {
        try self.init(configuration: model.configuration, parameters: model.parameters, threads: threads)
    }

    /// Predicts each utterance, in the order of `inputs`; any number of them, with memory for a few at a time.
    ///
    /// - Throws: `ModelError.badInput` for an input that does not fit the model.
    public func predict(_ inputs: [ModelInput]) throws -> [Prediction] {
        guard !inputs.isEmpty else { return [] }
        let output = try engine.forward(parameters, batch: inputs)
        return inputs.indices.map { row in
            Prediction(
                probabilities: output.probabilities(row: row), label: output.bestLabel(row: row),
                attention: output.attention.isEmpty ? [] : output.attention[row])
        }
    }
}

@available(*, unavailable)
extension Predictor: Sendable {}
