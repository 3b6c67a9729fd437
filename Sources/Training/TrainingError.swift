import Corpus

/// Why a training run, or the work around it, could not be done.
public enum TrainingError: Error, Equatable, Sendable {
    /// The training part is empty.
    case noTrainingData
    /// A setting has a value that cannot work.
    case setting(name: String, value: String, allowed: String)
    /// An example's label is not one of the model's.
    case labelOutOfRange(example: Int, label: Int, labels: Int)
    /// A feature value is NaN or infinite.
    case nonFiniteFeature(part: String, example: Int, feature: String)
    /// The loss became NaN or infinite.
    case lossNotFinite(step: Int, loss: String, cause: LossFailure)
    /// The caller asked to stop.
    case cancelled(step: Int)
    /// Probabilities cannot be calibrated on what there is.
    case calibration(reason: String)
    /// The checkpoint beside the output is of a training with other data, settings or seed; each difference in words.
    case otherTraining(checkpoint: String, differences: [String])
    /// A checkpoint is there and cannot be read.
    case checkpointUnreadable(path: String, reason: String)

    /// What made a loss NaN or infinite.
    public enum LossFailure: Equatable, Sendable {
        /// A parameter was NaN or infinite before the step: an earlier update was too large.
        case parameter(name: String)
        /// All parameters are finite, the largest is this; the model's sums overflowed.
        case overflow(largestParameter: Float)
    }
}

extension TrainingError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noTrainingData:
            "there is no utterance to train on; look at the fold scheme and at how many utterances have a known label"
        case .setting(let name, let value, let allowed):
            "\(name) is \(value); it must be \(allowed)"
        case .labelOutOfRange(let example, let label, let labels):
            "training example \(example) has label \(label), but the model has labels 0 to \(labels - 1)"
        case .nonFiniteFeature(let part, let example, let feature):
            "\(part) example \(example) has a NaN or infinite value in its \(feature); "
                + "compute its features again, or leave that utterance out"
        case .lossNotFinite(let step, let loss, .parameter(let name)):
            "the loss is \(loss) at step \(step), because the weights \"\(name)\" are no longer finite: an update was too "
                + "large; lower the learning rate, or standardise the features"
        case .lossNotFinite(let step, let loss, .overflow(let largest)):
            "the loss is \(loss) at step \(step), though all weights are finite (largest \(largest)): the values have "
                + "overflowed; lower the learning rate, or standardise the features"
        case .cancelled(let step):
            "training was stopped at step \(step) at the caller's wish"
        case .calibration(let reason):
            "the probabilities cannot be calibrated: \(reason); train without calibration, or with a larger dev part"
        case .otherTraining(let checkpoint, let differences):
            "\(EscapedText.oneLine(checkpoint)) was left by another training: "
                + differences.prefix(6).joined(separator: "; ")
                + (differences.count > 6 ? "; and \(differences.count - 6) more" : "")
                + ". Go on with the command that began it, drop it with --restart, or name another output"
        case .checkpointUnreadable(let path, let reason):
            "\(EscapedText.oneLine(path)) cannot be read: \(reason); make it readable, or drop it with --restart"
        }
    }
}
