public import Models
import TextTokens

/// What a stored model says about its inputs, under these names in `ModelMetadata.settings`.
private enum StoredName {
    static let standardisation = "standardisation"
    static let text = "text"
    static let training = "training"
    static let curve = "learningCurve"
}

extension ExampleBuilder {
    /// The builder of a stored model: with its vocabulary, standardisation and text settings.
    ///
    /// A setting that the file does not have is the paper's.
    /// - Throws: `DecodingError` for settings this version does not understand.
    public init(model: ModelFile, speakers: SpeakerStatistics? = nil) throws {
        let metadata = model.metadata
        self.init(
            configuration: model.configuration,
            vocabulary: model.configuration.architecture.usesText ? try Vocabulary(words: metadata.vocabulary) : nil,
            standardisation: try metadata.setting(StoredName.standardisation, as: Standardisation.self) ?? .none,
            text: try metadata.setting(StoredName.text, as: TextSettings.self) ?? TextSettings(), speakers: speakers)
    }
}

extension TrainedModel {
    /// A model file that holds all that is needed to use these weights, and how they came about.
    ///
    /// - Parameters:
    ///   - builder: made the examples.
    ///   - settings: the training settings.
    ///   - metadata: what else is known: the data's hash, the tool's version, feature settings, metrics. The vocabulary,
    ///     seed and the settings of this module are filled in here.
    /// - Returns: a file that `ExampleBuilder(model:)` and `Predictor(model:)` understand.
    /// - Throws: `ModelError` if parts do not fit each other.
    public func file(
        builder: ExampleBuilder, settings: TrainingSettings, metadata: ModelMetadata = ModelMetadata()
    ) throws -> ModelFile {
        var metadata = metadata
        metadata.vocabulary = builder.vocabulary?.words ?? []
        metadata.seed = seed
        metadata.metrics["bestDevLoss"] = bestDevLoss
        metadata.metrics["bestStep"] = Double(bestStep)
        metadata.metrics["steps"] = Double(steps)
        try metadata.setSetting(StoredName.standardisation, to: builder.standardisation)
        try metadata.setSetting(StoredName.text, to: builder.text)
        try metadata.setSetting(StoredName.training, to: settings)
        try metadata.setSetting(StoredName.curve, to: curve)
        return try ModelFile(configuration: configuration, parameters: parameters, metadata: metadata)
    }
}
