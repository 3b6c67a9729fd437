public import Models
import SpeechFeatures
public import Training

/// A model file that is ready to label: checked, hashed, with the recipe that turns sound and text into its input.
public struct LabellingModel: Sendable {
    /// How the model is called in results: the architecture and the first digits of the file's hash, `mdre-3f9a0c12`.
    ///
    /// The same file has the same name wherever it lies.
    public let name: String
    /// SHA-256 of the file, in hexadecimal.
    public let hash: String
    public let file: ModelFile
    /// Makes the model's input.
    public var builder: ExampleBuilder

    /// The classes, in the order of the probabilities.
    public var labels: [String] { file.configuration.labels }
    public var architecture: Architecture { file.configuration.architecture }

    /// Takes a model that was read or just trained.
    ///
    /// - Throws: `AnnotationError.featureVersion` where the model was trained on features that this program no longer
    ///   computes; `ModelError` where the file is not complete, or a setting that labelling needs cannot be used.
    public init(file: ModelFile) throws {
        let features = try file.metadata.setting(SettingName.features, as: FeatureSettings.self)
        if let features, !features.isCurrent {
            throw AnnotationError.featureVersion(model: features.version, program: SpeechFeatureSet.version)
        }
        _ = try file.metadata.calibration()
        let hash = try file.hash()
        self.file = file
        self.hash = hash
        name = "\(file.configuration.architecture.rawValue)-\(hash.prefix(8))"
        builder = try ExampleBuilder(model: file)
    }

    /// Reads a model file.
    public init(path: String) throws { try self.init(file: try ModelFile.read(path)) }

    /// The names under which a model file keeps settings that the layers below the model know.
    public enum SettingName {
        public static let features = "features"
    }
}
