import Corpus
public import Models
public import Training

/// What decides the numbers of a comparison's runs; written to `settings.json` of its folder.
///
/// A folder holds runs of one such set. Only the *extent* may grow from call to call: more runs, more models, more
/// conditions between the same transcripts.
public struct ComparisonSettings: Codable, Equatable, Sendable {
    /// Shape of the models; architecture and vocabulary size are filled in for each job.
    public var model: ModelConfiguration
    /// How each is trained.
    public var training: TrainingSettings
    /// How features are standardised.
    public var standardisation: StandardisationMode
    /// How transcripts become tokens.
    public var text: TextSettings
    /// SHA-256 of the file of word vectors that the embeddings begin as; nil where they begin at random.
    public var embeddings: String?
    /// What else the caller wants kept: versions, feature settings, recognisers, the manifest's name.
    ///
    /// It is not compared.
    public var notes: [String: String]

    /// The paper's settings for these labels.
    public init(
        labels: [String], training: TrainingSettings = .paper, standardisation: StandardisationMode = .none,
        text: TextSettings = TextSettings(), notes: [String: String] = [:]
    ) {
        model = ModelConfiguration(architecture: .mdre, labels: labels)
        self.training = training
        self.standardisation = standardisation
        self.text = text
        self.notes = notes
    }
}

/// The content of `settings.json`: the settings, the extent and what they were applied to.
struct StoredSettings: Codable, Equatable {
    static let currentVersion = 1

    var formatVersion = Self.currentVersion
    var settings: ComparisonSettings
    var seed: UInt64
    var foldScheme: String
    var folds: [String]
    var utterances: Int
    var dataHash: String
    var models: [Architecture]
    var conditions: [Condition]
    var runs: Int
    /// Nil in folders of older versions.
    var wordErrorRates: [Double]?

    init(plan: ComparisonPlan, data: ExperimentData, settings: ComparisonSettings) {
        self.settings = settings
        seed = plan.seed
        foldScheme = data.scheme.description
        folds = data.folds.map(\.name)
        utterances = data.utterances.count
        dataHash = data.hash
        models = plan.architectures
        conditions = plan.conditions
        runs = plan.runs
        wordErrorRates = plan.wordErrorRates
    }

    /// What differs between two calls on one folder and makes their runs incomparable, with both values.
    ///
    /// Extent and notes may differ. The data's hash is named only if nothing else explains the difference.
    /// - Parameters:
    ///   - stored: the other call's.
    ///   - sameExtent: whether models, conditions and runs must be the same too.
    /// - Returns: a phrase for each value.
    /// - Throws: what `SettingLeaves` throws.
    func conflicts(with stored: StoredSettings, sameExtent: Bool = false) throws -> [String] {
        let own = try leaves(withExtent: sameExtent)
        let other = try stored.leaves(withExtent: sameExtent)
        let conflicts = Set(own.keys).union(other.keys).sorted().filter { own[$0] != other[$0] }
            .map { "\($0) was \(other[$0] ?? "absent"), is \(own[$0] ?? "absent")" }
        if conflicts.isEmpty, dataHash != stored.dataHash {
            return ["the data (ids, speakers, labels, features, transcripts or folds) has changed"]
        }
        return conflicts
    }

    /// Each compared value under its path, such as `settings.training.learningRate`.
    private func leaves(withExtent: Bool) throws -> [String: String] {
        var comparable = self
        comparable.settings.notes = [:]
        comparable.models = []
        comparable.conditions = []
        comparable.runs = 0
        comparable.wordErrorRates = nil
        comparable.dataHash = ""
        var leaves = try SettingLeaves.of(comparable)
        if withExtent {
            leaves["models"] = models.map(\.rawValue).joined(separator: ", ")
            leaves["conditions"] = conditions.map(\.description).joined(separator: ", ")
            leaves["runs"] = "\(runs)"
            leaves["rates of injected word errors"] = "\(wordErrorRates ?? [])"
        }
        return leaves
    }
}
