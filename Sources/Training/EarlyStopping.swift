/// The rule that ends a training run: stop after some checks of the dev loss without improvement.
///
/// A check improves if its loss is *strictly* below the best so far. `patience` checks in a row that do not improve
/// end the run, except before `minimumSteps`. The program published with the paper stops at the eighth such check,
/// its text and `Documentation/Models.md` at the seventh; here `patience` is exact.
public struct EarlyStopping: Codable, Equatable, Sendable {
    /// What one check says.
    public enum Verdict: Equatable, Sendable {
        /// The best dev loss so far: keep these weights.
        case improved
        /// Not better, go on.
        case waiting
        /// Not better for `patience` checks: the best weights are the result.
        case stop
    }

    /// Checks in a row without improvement that end the run.
    public let patience: Int

    /// Steps before which the run is not ended.
    public let minimumSteps: Int

    /// The lowest dev loss so far; nil before the first finite one.
    public private(set) var bestLoss: Double?

    /// The step of `bestLoss`.
    public private(set) var bestStep: Int?

    /// Checks since the best one.
    public private(set) var checksWithoutImprovement = 0

    /// A rule that has seen no check yet.
    public init(patience: Int, minimumSteps: Int = 0) {
        precondition(patience > 0, "patience is at least one check")
        self.patience = patience
        self.minimumSteps = minimumSteps
    }

    /// Takes the dev loss found after `step` training steps.
    public mutating func record(loss: Double, step: Int) -> Verdict {
        if loss.isFinite, bestLoss.map({ loss < $0 }) ?? true {
            bestLoss = loss
            bestStep = step
            checksWithoutImprovement = 0
            return .improved
        }
        checksWithoutImprovement += 1
        return checksWithoutImprovement >= patience && step >= minimumSteps ? .stop : .waiting
    }
}
