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
    }

    /// Trains.
    ///
    /// - Parameters:
    ///   - metadata: what the file shall hold beside what training knows: feature settings, tool version.
    ///   - isCancelled: asked before every step.
    ///   - progress: told after every step.
    /// - Returns: the model as it is to be stored.
    /// - Throws: `TrainingError`, `ModelError`.
    public func run(
        metadata: ModelMetadata, isCancelled: () -> Bool = { false }, progress: (TrainingProgress) -> Void = { _ in }
    ) throws -> Result {
        guard let fold = data.folds.first else { throw ExperimentError.emptyPlan(reason: "the corpus is not split") }
        let features = FoldInputs(
            data, fold: fold, mode: settings.standardisation, columns: settings.model.mfccColumns)
        let prepared = PreparedFold(
            data: data, fold: fold, features: features, settings: settings, architecture: architecture,
            train: transcripts)
        let configuration = prepared.configuration
        let trainer = Trainer(configuration: configuration, settings: settings.training, seed: seed, threads: threads)
        let dev = prepared.examples(fold.dev)
        let model = try trainer.train(
            prepared.examples(fold.train), dev: dev, isCancelled: isCancelled, progress: progress)

        var metadata = metadata
        metadata.trainingDataHash = data.hash
        var devMetrics: ClassificationMetrics?
        if !dev.isEmpty {
            let predictor = try Predictor(configuration: configuration, parameters: model.parameters, threads: threads)
            let predicted = try predictor.predict(dev.map(\.input)).map(\.label)
            let metrics = ClassificationMetrics(
                gold: dev.map(\.label), predicted: predicted, classes: data.labels.count)
            metadata.metrics["devUnweightedAverageRecall"] = metrics.unweightedAverageRecall
            metadata.metrics["devWeightedAccuracy"] = metrics.weightedAccuracy
            devMetrics = metrics
        }
        // The fold's features were standardised beforehand; the file says how to do that to others.
        let stored = ExampleBuilder(
            configuration: configuration, vocabulary: prepared.vocabulary, standardisation: features.standardisation,
            text: settings.text)
        let file = try model.file(builder: stored, settings: settings.training, metadata: metadata)
        return Result(file: file, model: model, devMetrics: devMetrics)
    }
}
