import Corpus
public import Models
import TextTokens
public import Training

/// Trains one model on the train and dev parts of a corpus and puts all that its use needs into one file.
public struct ModelTraining: Sendable {
    /// The corpus with one fold; its test part is not touched.
    public let data: ExperimentData
    /// Shape, training, standardisation and text settings.
    public let settings: ComparisonSettings
    public let architecture: Architecture
    /// The transcripts it is trained on; ignored by models without text.
    public let transcripts: TranscriptVariant
    public let seed: UInt64
    public let threads: Int
    /// Whether a temperature is fitted on the dev part and stored with the model.
    public var calibrates = false

    public init(
        data: ExperimentData, settings: ComparisonSettings, architecture: Architecture, transcripts: TranscriptVariant,
        seed: UInt64, threads: Int
    ) {
        self.data = data
        self.settings = settings
        self.architecture = architecture
        self.transcripts = transcripts
        self.seed = seed
        self.threads = threads
    }

    /// A trained model as its file, with its learning curve.
    public struct Result: Sendable {
        public let file: ModelFile
        public let model: TrainedModel
        /// Of the dev part, by the kept weights.
        public let devMetrics: ClassificationMetrics?
        /// What the probabilities are divided by; nil where that was not asked for.
        public let calibration: TemperatureCalibration?
        /// Steps that an earlier, interrupted call had made; 0 for a training of one call.
        public let stepsBefore: Int
    }

    /// Everything made ready for training.
    struct Prepared {
        let fold: PreparedFold
        let standardisation: Standardisation
        let trainer: Trainer
        let train: [Example]
        let dev: [Example]
    }

    /// Trains.
    ///
    /// - Parameters:
    ///   - metadata: what the file shall hold beside what training knows: feature settings, tool version.
    ///   - checkpoint: keeps the state at every check and lets an interrupted training go on; nil for none. The caller
    ///     takes it away when the model is stored.
    ///   - isCancelled: asked before every step.
    ///   - event: told what becomes of the checkpoint.
    ///   - progress: told after every step.
    /// - Returns: the model as it is to be stored.
    /// - Throws: `TrainingError`, `ModelError`.
    public func run(
        metadata: ModelMetadata, checkpoint: CheckpointFile? = nil, isCancelled: () -> Bool = { false },
        event: (CheckpointEvent) -> Void = { _ in }, progress: (TrainingProgress) -> Void = { _ in }
    ) throws -> Result {
        let prepared = try prepare()
        var metadata = metadata
        metadata.trainingDataHash = data.hash
        let model: TrainedModel
        var stepsBefore = 0
        if let checkpoint {
            model = try prepared.trainer.train(
                prepared.train, dev: prepared.dev, checkpoint: checkpoint, identity: try identity(metadata),
                isCancelled: isCancelled,
                event: { change in
                    if case .resumed(let step) = change { stepsBefore = step }
                    event(change)
                }, progress: progress)
        } else {
            model = try prepared.trainer.train(
                prepared.train, dev: prepared.dev, isCancelled: isCancelled, progress: progress)
        }
        var devMetrics: ClassificationMetrics?
        var calibration: TemperatureCalibration?
        if !prepared.dev.isEmpty {
            let predictor = try Predictor(
                configuration: model.configuration, parameters: model.parameters, threads: threads)
            let predicted = try predictor.predict(prepared.dev.map(\.input)).map(\.label)
            let metrics = ClassificationMetrics(
                gold: prepared.dev.map(\.label), predicted: predicted, classes: data.labels.count)
            metadata.metrics["devUnweightedAverageRecall"] = metrics.unweightedAverageRecall
            metadata.metrics["devWeightedAccuracy"] = metrics.weightedAccuracy
            metadata.metrics["devWeightedAveragePrecision"] = metrics.weightedAveragePrecision
            metadata.metrics["devMacroF1"] = metrics.macroF1
            devMetrics = metrics
            if calibrates {
                calibration = try .fit(
                    logits: predictor.logits(prepared.dev.map(\.input)), labels: prepared.dev.map(\.label))
            }
        }
        try metadata.setCalibration(calibration)
        if let embeddings = settings.embeddings { metadata.settings["embeddings"] = "\"\(embeddings)\"" }
        // The fold's features were standardised beforehand; the file says how to do that to others.
        let stored = ExampleBuilder(
            configuration: model.configuration, vocabulary: prepared.fold.vocabulary,
            standardisation: prepared.standardisation, text: settings.text)
        let file = try model.file(builder: stored, settings: settings.training, metadata: metadata)
        return Result(
            file: file, model: model, devMetrics: devMetrics, calibration: calibration, stepsBefore: stepsBefore)
    }

    /// Vocabulary, standardised features, and a trainer of the right shape.
    func prepare() throws -> Prepared {
        guard let fold = data.folds.first else { throw ExperimentError.emptyPlan(reason: "the corpus is not split") }
        let features = FoldInputs(
            data, fold: fold, mode: settings.standardisation, columns: settings.model.mfccColumns)
        let prepared = PreparedFold(
            data: data, fold: fold, features: features, settings: settings, architecture: architecture,
            train: transcripts)
        var trainer = Trainer(
            configuration: prepared.configuration, settings: settings.training, seed: seed, threads: threads)
        trainer.pretrained = prepared.pretrained
        return Prepared(
            fold: prepared, standardisation: features.standardisation, trainer: trainer,
            train: prepared.examples(fold.train), dev: prepared.examples(fold.dev))
    }

    /// What decides this training's numbers beside the trainer's own settings.
    private func identity(_ metadata: ModelMetadata) throws -> [String: String] {
        var identity = [
            "corpus (labels, features, transcripts, parts)": metadata.trainingDataHash,
            "program": metadata.toolVersion, "transcripts": architecture.usesText ? transcripts.rawValue : "none",
            "standardisation": settings.standardisation.rawValue, "embeddings": settings.embeddings ?? "none",
        ]
        for (key, value) in try SettingLeaves.of(settings.text) { identity["text.\(key)"] = value }
        for (key, value) in metadata.settings { identity["settings.\(key)"] = value }
        return identity
    }
}
