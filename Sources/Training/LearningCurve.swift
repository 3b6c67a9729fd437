/// One check of a training run.
public struct LearningCurvePoint: Codable, Equatable, Sendable {
    /// Training steps done.
    public let step: Int

    /// Epochs done: utterances drawn / utterances of the training part.
    public let epoch: Double

    /// Mean loss of the training batches since the check before, dropout on.
    public let trainLoss: Double

    /// Mean loss over the dev part, dropout off; nil where there is no dev part.
    public let devLoss: Double?
}

/// The losses of a training run, check by check.
public struct LearningCurve: Codable, Equatable, Sendable {
    /// In the order of the steps.
    public internal(set) var points: [LearningCurvePoint]

    /// A curve of these points.
    public init(_ points: [LearningCurvePoint] = []) { self.points = points }

    /// `step,epoch,train_loss,dev_loss` with a line per check; an absent dev loss is an empty cell.
    public var csv: String {
        points.reduce(into: "step,epoch,train_loss,dev_loss\n") { text, point in
            text += "\(point.step),\(point.epoch),\(point.trainLoss),\(point.devLoss.map { "\($0)" } ?? "")\n"
        }
    }
}

/// Why a training run ended.
public enum StopReason: Codable, Equatable, Sendable {
    /// That many checks in a row did not improve the dev loss.
    case noImprovement(checks: Int)
    /// `TrainingSettings.maximumSteps` was reached.
    case maximumSteps
}
