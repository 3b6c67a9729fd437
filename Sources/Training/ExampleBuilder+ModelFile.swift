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
    /// - Throws: `ModelError.badSetting` for settings that this version does not understand or that do not fit the
    ///   model's shape, `TextTokensError` for a vocabulary that is none.
    public init(model: ModelFile, speakers: SpeakerStatistics? = nil) throws {
        let metadata = model.metadata
        let standardisation = try metadata.setting(StoredName.standardisation, as: Standardisation.self) ?? .none
        if let misfit = standardisation.misfit(to: model.configuration) {
            throw ModelError.badSetting(name: StoredName.standardisation, reason: misfit)
        }
        self.init(
            configuration: model.configuration,
            vocabulary: model.configuration.architecture.usesText ? try Vocabulary(words: metadata.vocabulary) : nil,
            standardisation: standardisation,
            text: try metadata.setting(StoredName.text, as: TextSettings.self) ?? TextSettings(), speakers: speakers)
    }
}

extension Standardisation {
    /// Why statistics from a file cannot be used with a model of that shape; nil where they can.
    fileprivate func misfit(to configuration: ModelConfiguration) -> String? {
        guard let corpus else { return mode == .none ? nil : "it is by \(mode) and lacks the statistics" }
        guard configuration.architecture.usesAudio else { return nil }
        func check(_ statistics: ColumnStatistics, _ name: String, _ columns: Int) -> String? {
            let (mean, deviation) = (statistics.mean, statistics.deviation)
            guard mean.count == deviation.count, mean.isEmpty || mean.count == columns else {
                return
                    "the \(name) have \(columns) columns, its means and deviations \(mean.count) and \(deviation.count)"
            }
            guard mean.allSatisfy(\.isFinite), deviation.allSatisfy({ $0 > 0 && $0.isFinite }) else {
                return "a mean or deviation of the \(name) is no finite number, or a deviation not above 0"
            }
            return nil
        }
        return check(corpus.frames, "MFCC frames", configuration.mfccColumns)
            ?? check(corpus.prosody, "prosody vectors", configuration.prosodyColumns)
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
