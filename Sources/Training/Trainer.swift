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
    /// Rows of the embedding table that do not begin at random; empty for none.
    public var pretrained: [PretrainedRow] = []

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
    ///   - resumed: where an interrupted run of the same trainer and examples stood; nil begins anew.
    ///   - isCancelled: asked before every step.
    ///   - keep: given the state after every check and before a cancelled run ends; what it keeps can be resumed.
    ///   - progress: told after every step.
    /// - Returns: the weights of the lowest dev loss, with the learning curve.
    /// - Throws: `TrainingError`; `ModelError` for a configuration or inputs that do not fit it; what `keep` throws.
    /// - Complexity: per step, that of the model on `batchSize` utterances; dev checks run without dropout.
    public func train(
        _ examples: [Example], dev: [Example], resuming resumed: TrainingState? = nil,
        isCancelled: () -> Bool = { false }, keep: (TrainingState) throws -> Void = { _ in },
        progress: (TrainingProgress) -> Void = { _ in }
    ) throws -> TrainedModel {
        var run = try run(examples, dev: dev, from: resumed)
        let before = run.state.step
        while run.state.stopReason == nil {
            if isCancelled() {
                try keep(run.state)
                throw TrainingError.cancelled(step: run.state.step)
            }
            try run.advance()
            let point = run.isCheckDue ? try run.check() : nil
            if point != nil { try keep(run.state) }
            progress(
                TrainingProgress(
                    step: run.state.step, maximumSteps: settings.maximumSteps, check: point,
                    bestDevLoss: run.state.stopping.bestLoss,
                    checksWithoutImprovement: run.state.stopping.checksWithoutImprovement,
                    patience: settings.patience, stepsBefore: before))
        }
        return run.result()
    }

    /// The state before the first step, which is the same for the same trainer.
    ///
    /// - Throws: `ModelError.badConfiguration`, `TrainingError.setting`.
    public func start() throws -> TrainingState {
        try settings.validate()
        try configuration.validate()
        var generator = SeededGenerator(seed: seed, stream: "initialisation")
        var parameters = Parameters.initial(configuration, using: &generator)
        for row in pretrained { parameters.setEmbedding(row: row.number, values: row.vector) }
        return TrainingState(parameters: parameters, settings: settings, seed: seed)
    }

    /// A run that is ready for its next step; everything is checked.
    func run(_ examples: [Example], dev: [Example], from resumed: TrainingState? = nil) throws -> TrainingRun {
        try settings.validate()
        try check(examples, part: "training")
        try check(dev, part: "dev")
        guard !examples.isEmpty else { throw TrainingError.noTrainingData }
        return try TrainingRun(trainer: self, examples: examples, dev: dev, state: try resumed ?? start())
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

/// A row of the embedding table that begins as a given vector.
public struct PretrainedRow: Equatable, Sendable {
    /// The word's number in the vocabulary.
    public let number: Int
    /// As many values as the embeddings have.
    public let vector: [Float]

    /// A row for a word.
    public init(number: Int, vector: [Float]) {
        self.number = number
        self.vector = vector
    }
}

/// Whether no value is NaN or infinite: x · 0 is 0 for finite x only, and the sum keeps a NaN.
func allFinite(_ values: some Sequence<Float>) -> Bool {
    values.reduce(0) { $0 + $1 * 0 } == 0
}
