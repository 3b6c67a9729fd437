import Corpus
public import Models

/// Where a training run stands between two steps: all that a continued run needs beside its data and settings.
///
/// Dropout and masks follow from seed and step and have no state of their own. A run continued from here makes the same
/// bits as one that was never interrupted.
public struct TrainingState: Equatable, Sendable {
    /// Steps done.
    public internal(set) var step = 0
    /// The weights after `step` steps.
    public internal(set) var parameters: Parameters
    /// The weights of the lowest dev loss so far.
    public internal(set) var best: Parameters
    /// The step of `best`.
    public internal(set) var bestStep = 0
    /// The losses so far, check by check.
    public internal(set) var curve = LearningCurve()
    /// The optimiser with its moments.
    public internal(set) var optimizer: AdamOptimizer
    /// What the checks have said.
    public internal(set) var stopping: EarlyStopping
    /// Draws the batches.
    var batches: SeededGenerator
    /// Sum of the training losses since the last check.
    var lossSum = 0.0
    /// Steps since the last check.
    var lossSteps = 0
    /// Why the run is over; nil while it is not.
    public internal(set) var stopReason: StopReason?

    /// The state before the first step.
    init(parameters: Parameters, settings: TrainingSettings, seed: UInt64) {
        self.parameters = parameters
        best = parameters
        batches = SeededGenerator(seed: seed, stream: "batches")
        optimizer = AdamOptimizer(
            parameterCount: parameters.layout.count, learningRate: Float(settings.learningRate),
            clipValue: Float(settings.gradientLimit))
        optimizer.beta1 = Float(settings.beta1)
        optimizer.beta2 = Float(settings.beta2)
        optimizer.epsilon = Float(settings.epsilon)
        stopping = EarlyStopping(patience: settings.patience, minimumSteps: settings.minimumSteps)
    }
}
