/// A model's weights as a PyTorch state dictionary: a safetensors file that PyTorch programs read and write.
///
/// Layout and gate order (r, z, n; `bias_ih` and `bias_hh` apart) are PyTorch's own already, so weights keep their bits. The
/// one name that differs is `embedding.weight`, which model files call `text.embedding.weight`. The module that takes these
/// names is `Tools/pytorch_model.py`; the names are listed in `Documentation/ModelFiles.md`.
///
/// ```swift
/// let bytes = try StateDictionary.encoded(model)
/// let back = try StateDictionary.decode(bytes).model  // equal to `model`, byte for byte
/// ```
public enum StateDictionary {
    /// What came back.
    public struct Imported: Equatable, Sendable {
        public let model: ModelFile
        /// Whether the weights are those that once were exported, or those of the model that gave the settings.
        ///
        /// If not, what the model file said about their origin (data, seed, metrics, learning curve, calibration) is left
        /// out: it would be told of weights that it is not true of.
        public let isUnchanged: Bool
    }

    /// The bytes of the file: the tensors in the order of the layout, and everything else the model file says as metadata.
    ///
    /// - Throws: `ModelError.unwritable` if something does not go into JSON.
    public static func encoded(_ model: ModelFile) throws(ModelError) -> [UInt8] {
        var texts: [String: String]
        do { texts = try ModelTexts.texts(model.configuration, model.metadata) } catch {
            throw .cannotExport(format: "pytorch", reason: ModelJSON.reason(error))
        }
        texts["format"] = "pt"
        texts["weights_sha256"] = hash(of: model.parameters)
        let slots = model.parameters.layout.slots
        return Safetensors.header(texts, slots.map { (exportedName($0.name), $0.shape) })
            + Safetensors.withBytes(of: model.parameters.values) { Array($0) }
    }

    /// Reads a state dictionary.
    ///
    /// - Parameters:
    ///   - path: a regular file with float32 tensors.
    ///   - model: gives configuration, vocabulary and settings; nil takes them from the file's metadata, of which
    ///     `configuration` (and `vocabulary`, for a model with text) must be there.
    /// - Returns: a complete model.
    /// - Throws: `ModelError.cannotImport` with the first name, shape or value that does not fit; `.unreadable`.
    public static func read(_ path: String, like model: ModelFile? = nil) throws(ModelError) -> Imported {
        try told(path) { () throws(ModelError) in try imported(StoredWeights(path: path), like: model) }
    }

    /// Reads a state dictionary from the bytes of its file.
    ///
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - path: what errors call it.
    ///   - model: as for `read`.
    /// - Returns: a complete model.
    /// - Throws: `ModelError.cannotImport`.
    public static func decode(
        _ bytes: [UInt8], path: String = "(weights)", like model: ModelFile? = nil
    ) throws(ModelError) -> Imported {
        try told(path) { () throws(ModelError) in
            try imported(StoredWeights(bytes: bytes, path: path), like: model)
        }
    }

    /// SHA-256 of the weights' bytes in the order of the layout, in hexadecimal.
    static func hash(of parameters: Parameters) -> String {
        Safetensors.withBytes(of: parameters.values) { ModelFile.hash(of: $0) }
    }

    /// The state dictionary's name of a tensor.
    static func exportedName(_ name: String) -> String { name == inner ? outer : name }

    private static let inner = "text.embedding.weight"
    private static let outer = "embedding.weight"

    private static func imported(_ stored: StoredWeights, like model: ModelFile?) throws(ModelError) -> Imported {
        let texts = stored.header.metadata
        var metadata: ModelMetadata
        let configuration: ModelConfiguration
        if let model {
            (configuration, metadata) = (model.configuration, model.metadata)
        } else {
            guard texts["configuration"] != nil else {
                throw .corrupt(
                    path: stored.path,
                    reason: "its metadata lack the configuration; name a model of the same shape with --like")
            }
            let about = ModelTexts(texts: texts, path: stored.path)
            configuration = try about.configuration()
            metadata = try about.metadata(for: configuration, complete: false)
        }
        let parameters = try stored.parameters(configuration) { $0 == outer ? inner : $0 == inner ? "" : $0 }
        let isUnchanged =
            model.map { $0.parameters == parameters } ?? (texts["weights_sha256"] == hash(of: parameters))
        if !isUnchanged { metadata.forgetOrigin() }
        return Imported(
            model: try ModelFile(configuration: configuration, parameters: parameters, metadata: metadata),
            isUnchanged: isUnchanged)
    }

    /// The advice in errors about model files is no good here: nobody is to train again.
    private static func told<Result>(
        _ path: String, _ body: () throws(ModelError) -> Result
    ) throws(ModelError) -> Result {
        do throws(ModelError) { return try body() } catch {
            switch error {
            case .corrupt(_, let reason), .unsupported(_, let reason):
                throw .cannotImport(path: path, reason: reason)
            case .badConfiguration: throw .cannotImport(path: path, reason: "\(error)")
            default: throw error
            }
        }
    }
}

extension ModelMetadata {
    /// Settings that say how weights came about and how well they do, not what they are fed with.
    private static let originSettings = ["training", "learningCurve", calibrationName]

    /// Drops what is not true of other weights, and notes that they are from elsewhere.
    mutating func forgetOrigin() {
        for name in Self.originSettings { settings[name] = nil }
        settings["origin"] = "{\"weights\":\"imported state dictionary\"}"
        metrics = [:]
        trainingDataHash = ""
        seed = 0
        toolVersion = ""
    }

    /// The setting that holds a temperature calibration.
    package static let calibrationName = "calibration"
}
