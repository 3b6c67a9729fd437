import Corpus
import Models

/// A training run in motion: its state, and what it works with.
struct TrainingRun {
    private(set) var state: TrainingState
    private let settings: TrainingSettings
    private let seed: UInt64
    private let engine: ModelEngine
    private let examples: [Example]
    private let devInputs: [ModelInput]
    private let devLabels: [Int]
    private let classWeights: [Float]?
    private let stepsBetweenChecks: Int
    private let dropoutSeed: UInt64
    private var gradients: [Float]

    /// A run that goes on from `state`; the caller has checked the examples.
    init(trainer: Trainer, examples: [Example], dev: [Example], state: TrainingState) throws {
        settings = trainer.settings
        seed = trainer.seed
        engine = try ModelEngine(configuration: trainer.configuration, threads: trainer.threads)
        self.examples = examples
        devInputs = dev.map(\.input)
        devLabels = dev.map(\.label)
        classWeights = settings.classWeights.weights(
            labels: examples.map(\.label), classes: trainer.configuration.labels.count)
        stepsBetweenChecks = settings.checkInterval.steps(
            trainingCount: examples.count, batchSize: settings.batchSize)
        var dropout = SeededGenerator(seed: seed, stream: "dropout")
        dropoutSeed = dropout.next()
        gradients = [Float](repeating: 0, count: state.parameters.layout.count)
        self.state = state
    }

    /// Whether the dev loss is looked at before the next step.
    var isCheckDue: Bool { state.step % stepsBetweenChecks == 0 || state.step == settings.maximumSteps }

    /// One training step: draw a batch, find its gradients, update the weights.
    mutating func advance() throws {
        state.step += 1
        var batch: [Example] = []
        batch.reserveCapacity(settings.batchSize)
        for _ in 0..<settings.batchSize { batch.append(examples[state.batches.below(examples.count)]) }
        let loss = try engine.lossAndGradients(
            state.parameters, batch: batch.map(\.input), labels: batch.map(\.label), loss: settings.loss,
            classWeights: classWeights,
            dropout: settings.inputDropout(seed: dropoutSeed, step: state.step), gradients: &gradients)
        guard loss.isFinite else { throw failure(loss) }
        state.optimizer.update(&state.parameters, gradients: &gradients, threads: engine.threads)
        state.lossSum += loss
        state.lossSteps += 1
    }

    /// Looks at the dev loss, keeps the weights if it is the best, and finds out whether the run is over.
    mutating func check() throws -> LearningCurvePoint {
        let devLoss = try devLoss()
        let point = LearningCurvePoint(
            step: state.step, epoch: Double(state.step * settings.batchSize) / Double(examples.count),
            trainLoss: state.lossSum / Double(max(1, state.lossSteps)), devLoss: devLoss)
        state.curve.points.append(point)
        state.lossSum = 0
        state.lossSteps = 0
        // Without a dev part every check "improves": the last weights are kept.
        let verdict = devLoss.map { state.stopping.record(loss: $0, step: state.step) } ?? .improved
        if verdict == .improved {
            state.best = state.parameters
            state.bestStep = state.step
        }
        if verdict == .stop {
            state.stopReason = .noImprovement(checks: state.stopping.checksWithoutImprovement)
        } else if state.step == settings.maximumSteps {
            state.stopReason = .maximumSteps
        }
        return point
    }

    /// The mean loss over the dev part; nil where there is none.
    func devLoss() throws -> Double? {
        guard !devInputs.isEmpty else { return nil }
        let loss = try engine.loss(
            state.parameters, batch: devInputs, labels: devLabels, loss: settings.loss, classWeights: classWeights)
        guard loss.isFinite else { throw failure(loss) }
        return loss
    }

    /// What the run made; call when it is over.
    func result() -> TrainedModel {
        TrainedModel(
            configuration: engine.configuration, parameters: state.best, curve: state.curve,
            stopReason: state.stopReason ?? .maximumSteps, steps: state.step, bestStep: state.bestStep,
            bestDevLoss: state.stopping.bestLoss, seed: seed)
    }

    /// Finds out why the loss is not finite; the inputs were looked at before the run.
    private func failure(_ loss: Double) -> TrainingError {
        for slot in state.parameters.layout.slots where !allFinite(state.parameters.values[slot.range]) {
            return .lossNotFinite(step: state.step, loss: "\(loss)", cause: .parameter(name: slot.name))
        }
        let largest = state.parameters.values.reduce(0) { max($0, abs($1)) }
        return .lossNotFinite(step: state.step, loss: "\(loss)", cause: .overflow(largestParameter: largest))
    }
}
