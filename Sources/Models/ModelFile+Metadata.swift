/// Configuration and metadata as the texts that stand in a file's header.
struct ModelTexts {
    /// Metadata of a safetensors file by name.
    let texts: [String: String]
    let path: String

    /// The texts of a model, without those that name the format.
    static func texts(_ configuration: ModelConfiguration, _ metadata: ModelMetadata) throws -> [String: String] {
        [
            "configuration": try ModelJSON.text(configuration), "vocabulary": try ModelJSON.text(metadata.vocabulary),
            "settings": try ModelJSON.text(metadata.settings), "metrics": try ModelJSON.text(metadata.metrics),
            "training_data_hash": metadata.trainingDataHash, "seed": "\(metadata.seed)",
            "tool_version": metadata.toolVersion,
        ]
    }

    /// The configuration, validated.
    ///
    /// - Throws: `ModelError.corrupt`; `.unsupported` for a setting this version does not know: it would change the
    ///   numbers, so it is refused rather than ignored.
    func configuration() throws(ModelError) -> ModelConfiguration {
        let configuration = try value("configuration", ModelConfiguration.self)
        do throws(ModelError) { try configuration.validate() } catch {
            throw .corrupt(path: path, reason: "\(error)")
        }
        let written = try value("configuration", [String: Ignored].self).keys
        if let unknown = written.filter({ !ModelConfiguration.settingNames.contains($0) }).min() {
            throw .unsupported(path: path, reason: "its configuration has a setting \"\(ShownText.short(unknown))\"")
        }
        return configuration
    }

    /// Everything else.
    ///
    /// - Parameters:
    ///   - configuration: says how many words there must be.
    ///   - complete: whether every text must be there; otherwise what is not stays empty.
    /// - Returns: the metadata.
    /// - Throws: `ModelError.corrupt`.
    func metadata(for configuration: ModelConfiguration, complete: Bool) throws(ModelError) -> ModelMetadata {
        func text(_ key: String, otherwise: String) throws(ModelError) -> String {
            complete ? try self.text(key) : texts[key] ?? otherwise
        }
        func value<Value: Decodable>(_ key: String, otherwise: Value) throws(ModelError) -> Value {
            !complete && texts[key] == nil ? otherwise : try self.value(key, Value.self)
        }
        guard let seed = UInt64(try text("seed", otherwise: "0")) else {
            throw .corrupt(path: path, reason: "its seed is no number")
        }
        let vocabulary = try value("vocabulary", otherwise: [String]())
        // Before anything is allocated for a table with a row for each word.
        guard !configuration.architecture.usesText || vocabulary.count == configuration.vocabularySize else {
            throw .corrupt(
                path: path,
                reason: "its vocabulary has \(vocabulary.count) words, the configuration wants "
                    + "\(configuration.vocabularySize)")
        }
        return ModelMetadata(
            vocabulary: vocabulary, settings: try value("settings", otherwise: [:]),
            trainingDataHash: try text("training_data_hash", otherwise: ""), seed: seed,
            metrics: try value("metrics", otherwise: [:]), toolVersion: try text("tool_version", otherwise: ""))
    }

    private func text(_ key: String) throws(ModelError) -> String {
        guard let text = texts[key] else { throw .corrupt(path: path, reason: "its metadata lack \"\(key)\"") }
        return text
    }

    private func value<Value: Decodable>(_ key: String, _ type: Value.Type) throws(ModelError) -> Value {
        let json = try text(key)
        do { return try ModelJSON.value(type, json) } catch {
            throw .corrupt(path: path, reason: "its \(key) cannot be read: \(ModelJSON.reason(error))")
        }
    }

    /// Any JSON value, not looked at.
    private struct Ignored: Decodable {
        init(from decoder: any Decoder) throws {}
    }
}
