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

    /// A prediction found elsewhere; `label` is an index into `probabilities`.
    public init(probabilities: [Float], label: Int, attention: [Float] = []) {
        self.probabilities = probabilities
        self.label = label
        self.attention = attention
    }

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

    /// Utterances computed in one call of the engine; its working memory and sorting by length need no more.
    public static let chunk = 1024

    /// The logits of each utterance, `[inputs.count, L]`, before calibration: what a calibration is fitted on.
    ///
    /// - Throws: `ModelError.badInput` for an input that does not fit the model.
    public func logits(_ inputs: [ModelInput]) throws -> [Float] {
        try stride(from: 0, to: inputs.count, by: Self.chunk).flatMap { start in
            let rows = inputs[start..<min(inputs.count, start + Self.chunk)]
            return try engine.forward(parameters, batch: Array(rows)).logits
        }
    }

    /// Predicts each utterance, in the order of `inputs`; any number of them, with working memory for a few at a time.
    ///
    /// - Throws: `ModelError.badInput` for an input that does not fit the model; its position counts within its chunk.
    public func predict(_ inputs: [ModelInput]) throws -> [Prediction] {
        var predictions: [Prediction] = []
        predictions.reserveCapacity(inputs.count)
        try forEachPrediction(of: inputs) { _, prediction in predictions.append(prediction) }
        return predictions
    }

    /// Predicts utterances that are made while they are asked for, in their order, in bounded memory.
    ///
    /// At most `chunk` inputs and their predictions exist at a time, so a million utterances take no more than a thousand.
    ///
    /// - Parameters:
    ///   - inputs: drawn one chunk at a time; a lazy sequence makes them only then.
    ///   - body: gets each utterance's position and prediction; what it throws ends the work.
    /// - Throws: `ModelError.badInput`, and what `body` throws.
    public func forEachPrediction(
        of inputs: some Sequence<ModelInput>, _ body: (Int, Prediction) throws -> Void
    ) throws {
        var iterator = inputs.makeIterator()
        var done = 0
        var batch: [ModelInput] = []
        repeat {
            batch.removeAll(keepingCapacity: true)
            while batch.count < Self.chunk, let input = iterator.next() { batch.append(input) }
            let output = try engine.forward(parameters, batch: batch)
            for row in batch.indices {
                try body(
                    done + row,
                    Prediction(
                        probabilities: output.probabilities(row: row, temperature: temperature),
                        label: output.bestLabel(row: row),
                        attention: output.attention.isEmpty ? [] : output.attention[row]))
            }
            done += batch.count
        } while batch.count == Self.chunk
    }
}

@available(*, unavailable)
extension Predictor: Sendable {}
