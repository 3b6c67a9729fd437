public import Models

/// One utterance to learn from, or to be measured on.
public struct Example: Equatable, Sendable {
    /// What the model reads.
    public let input: ModelInput
    /// Index of the gold label among the model's labels.
    public let label: Int

    /// An utterance with its gold label.
    public init(input: ModelInput, label: Int) {
        self.input = input
        self.label = label
    }
}

/// What a training run made, and how it went.
public struct TrainedModel: Equatable, Sendable {
    /// The shape of the model.
    public let configuration: ModelConfiguration
    /// The weights with the lowest dev loss, or the last ones where there is no dev part.
    public let parameters: Parameters
    /// The losses, check by check.
    public let curve: LearningCurve
    /// Why the run ended.
    public let stopReason: StopReason
    /// Steps done.
    public let steps: Int
    /// The step whose weights these are.
    public let bestStep: Int
    /// The lowest dev loss; nil where there is no dev part.
    public let bestDevLoss: Double?
    /// What everything random came from.
    public let seed: UInt64
}

/// Where a training run stands; reported after every step.
public struct TrainingProgress: Sendable {
    /// Steps done.
    public let step: Int
    /// The longest the run can be.
    public let maximumSteps: Int
    /// The check made after this step, if one was.
    public let check: LearningCurvePoint?
    /// The lowest dev loss so far.
    public let bestDevLoss: Double?
    /// Checks since then.
    public let checksWithoutImprovement: Int
    /// Checks without improvement that end the run.
    public let patience: Int
    /// Steps that an earlier, interrupted run had done.
    public let stepsBefore: Int
}
