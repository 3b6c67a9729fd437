import Corpus
public import Models

/// Trains one model, from one seed.
///
/// ```swift
/// let trainer = Trainer(configuration: configuration, settings: .paper, seed: 7, threads: 2)
/// let model = try trainer.train(examples, dev: devExamples, progress: { print($0.step) })
/// ```
///
/// Initial weights, batches and dropout each draw from a stream of their own under the seed. The same examples in the same
/// order, settings and seed give bit-identical weights on one machine whatever `threads` is.
public struct Trainer: Sendable {
    /// The shape of the model.
    public let configuration: ModelConfiguration
    /// How it is trained.
    public let settings: TrainingSettings
    /// What everything random comes from.
    public let seed: UInt64
    /// Threads used inside each step; changes the speed only.
    public let threads: Int

    /// A trainer; nothing is checked or allocated yet.
    public init(
        configuration: ModelConfiguration, settings: TrainingSettings = .paper, seed: UInt64, threads: Int = 1
    ) {
        self.configuration = configuration
        self.settings = settings
        self.seed = seed
        self.threads = threads
    }

    /// Runs until the dev loss no longer improves or the steps are used up.
    ///
    /// - Parameters:
    ///   - examples: the training part, at least one.
    ///   - dev: decides when to stop and which weights are kept. Empty: all `maximumSteps` are done and the last weights
    ///     are kept.
    ///   - isCancelled: asked before every step.
    ///   - progress: told after every step.
    /// - Returns: the weights of the lowest dev loss, with the learning curve.
    /// - Throws: `TrainingError`; `ModelError` for a configuration or inputs that do not fit it.
    /// - Complexity: per step, that of the model on `batchSize` utterances; dev checks run without dropout.
    public func train(
        _ examples: [Example], dev: [Example], isCancelled: () -> Bool = { false },
        progress: (TrainingProgress) -> Void = { _ in }
    ) throws -> TrainedModel {
        try settings.validate()
        try check(examples, part: "training")
        try check(dev, part: "dev")
        guard !examples.isEmpty else { throw TrainingError.noTrainingData }
        var run = try TrainingRun(trainer: self, examples: examples, dev: dev)
        while true {
            if isCancelled() { throw TrainingError.cancelled(step: run.step) }
            try run.advance()
            var point: LearningCurvePoint?
            var verdict = EarlyStopping.Verdict.waiting
            if run.step % run.stepsBetweenChecks == 0 || run.step == settings.maximumSteps {
                let outcome = try run.check()
                point = outcome.point
                verdict = outcome.verdict
            }
            progress(
                TrainingProgress(
                    step: run.step, maximumSteps: settings.maximumSteps, check: point,
                    bestDevLoss: run.stopping.bestLoss,
                    checksWithoutImprovement: run.stopping.checksWithoutImprovement))
            if verdict == .stop {
                return run.result(.noImprovement(checks: run.stopping.checksWithoutImprovement))
            }
            if run.step == settings.maximumSteps { return run.result(.maximumSteps) }
        }
    }

    /// Finds labels and feature values that would spoil a run, before hours go into it.
    private func check(_ examples: [Example], part: String) throws(TrainingError) {
        let labels = configuration.labels.count
        for (index, example) in examples.enumerated() {
            guard example.label >= 0, example.label < labels else {
                throw .labelOutOfRange(example: index, label: example.label, labels: labels)
            }
            guard configuration.architecture.usesAudio else { continue }
            guard allFinite(example.input.frames) else {
                throw .nonFiniteFeature(part: part, example: index, feature: "MFCC frames")
            }
            guard allFinite(example.input.prosody) else {
                throw .nonFiniteFeature(part: part, example: index, feature: "prosody")
            }
        }
    }
}

/// The moving parts of a run between two steps; everything that a continued run would need is in here.
private struct TrainingRun {
    let settings: TrainingSettings
    let seed: UInt64
    let engine: ModelEngine
    let examples: [Example]
    let devInputs: [ModelInput]
    let devLabels: [Int]
    let classWeights: [Float]?
    let stepsBetweenChecks: Int

    var step = 0
    var parameters: Parameters
    var optimizer: AdamOptimizer
    var batches: SeededGenerator
    var stopping: EarlyStopping
    var curve = LearningCurve()
    var best: Parameters
    var bestStep = 0
    private let dropoutSeed: UInt64
    private var gradients: [Float]
    private var lossSum = 0.0
    private var lossSteps = 0

    init(trainer: Trainer, examples: [Example], dev: [Example]) throws {
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

        var generator = SeededGenerator(seed: seed, stream: "initialisation")
        parameters = Parameters.initial(trainer.configuration, using: &generator)
        best = parameters
        batches = SeededGenerator(seed: seed, stream: "batches")
        var dropout = SeededGenerator(seed: seed, stream: "dropout")
        dropoutSeed = dropout.next()
        optimizer = AdamOptimizer(
            parameterCount: parameters.layout.count, learningRate: Float(settings.learningRate),
            clipValue: Float(settings.gradientLimit))
        optimizer.beta1 = Float(settings.beta1)
        optimizer.beta2 = Float(settings.beta2)
        optimizer.epsilon = Float(settings.epsilon)
        stopping = EarlyStopping(patience: settings.patience, minimumSteps: settings.minimumSteps)
        gradients = [Float](repeating: 0, count: parameters.layout.count)
    }

    /// One training step: draw a batch, find its gradients, update the weights.
    mutating func advance() throws {
        step += 1
        let batch = (0..<settings.batchSize).map { _ in examples[batches.below(examples.count)] }
        let loss = try engine.lossAndGradients(
            parameters, batch: batch.map(\.input), labels: batch.map(\.label), loss: settings.loss,
            classWeights: classWeights,
            dropout: settings.inputDropout(seed: dropoutSeed, step: step),
            gradients: &gradients)
        guard loss.isFinite else { throw failure(loss) }
        optimizer.update(&parameters, gradients: &gradients)
        lossSum += loss
        lossSteps += 1
    }

    /// Looks at the dev loss and keeps the weights if it is the best.
    mutating func check() throws -> (point: LearningCurvePoint, verdict: EarlyStopping.Verdict) {
        var devLoss: Double?
        if !devInputs.isEmpty {
            let loss = try engine.loss(
                parameters, batch: devInputs, labels: devLabels, loss: settings.loss, classWeights: classWeights)
            guard loss.isFinite else { throw failure(loss) }
            devLoss = loss
        }
        let point = LearningCurvePoint(
            step: step, epoch: Double(step * settings.batchSize) / Double(examples.count),
            trainLoss: lossSum / Double(max(1, lossSteps)), devLoss: devLoss)
        curve.points.append(point)
        lossSum = 0
        lossSteps = 0
        let verdict = devLoss.map { stopping.record(loss: $0, step: step) } ?? .improved
        if verdict == .improved {
            best = parameters
            bestStep = step
        }
        // Without a dev part every check "improves": the last weights are kept.
        return (point, verdict)
    }

    func result(_ reason: StopReason) -> TrainedModel {
        TrainedModel(
            configuration: engine.configuration, parameters: best, curve: curve, stopReason: reason, steps: step,
            bestStep: bestStep, bestDevLoss: stopping.bestLoss, seed: seed)
    }

    /// Finds out why the loss is not finite; the inputs were looked at before the run.
    private func failure(_ loss: Double) -> TrainingError {
        for slot in parameters.layout.slots where !allFinite(parameters.values[slot.range]) {
            return .lossNotFinite(step: step, loss: "\(loss)", cause: .parameter(name: slot.name))
        }
        let largest = parameters.values.reduce(0) { max($0, abs($1)) }
        return .lossNotFinite(step: step, loss: "\(loss)", cause: .overflow(largestParameter: largest))
    }
}

/// Whether no value is NaN or infinite: x · 0 is 0 for finite x only, and the sum keeps a NaN.
private func allFinite(_ values: some Sequence<Float>) -> Bool {
    values.reduce(0) { $0 + $1 * 0 } == 0
}
