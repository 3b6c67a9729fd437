/// A model as an ONNX file: the same arithmetic in standard operators, for any number of utterances of any length.
///
/// Inputs are padded batches with the lengths beside them; no value behind an utterance's length has any effect, not even
/// NaN. The rules of `ModelEngine` are part of the graph: frames and tokens beyond the model's limits are not read, an
/// utterance without tokens is the one token `_UNK_`, as is a number outside the vocabulary, one without frames leaves the
/// audio state at zero. What a caller does before (features, standardisation, tokens) is described in
/// `Documentation/ModelFiles.md`; the settings for it are in the file's metadata.
///
/// | input | type | shape | models |
/// | --- | --- | --- | --- |
/// | `frames` | float | `[B, T, C]`, T at least 1 | ARE, MDRE, MDREA |
/// | `frame_counts` | int64 | `[B]`, 0 to T | likewise |
/// | `prosody` | float | `[B, P]` | likewise, where P is not 0 |
/// | `tokens` | int64 | `[B, W]`, W at least 1 | TRE, MDRE, MDREA |
/// | `token_counts` | int64 | `[B]`, 0 to W | likewise |
///
/// Outputs: `logits` `[B, L]`; for MDREA `attention` `[B, W]`, 0 behind the length; `probabilities` `[B, L]`, after the
/// model's temperature.
///
/// Operator set 17 with IR version 8 (ONNX 1.12, June 2022): the newest one that onnxruntime has run since its release 1.12,
/// and everything that is used here has been the same since; a later set would shut out older runtimes for nothing.
/// Source: the operators' specification in `onnx/onnx`, `docs/Operators.md`.
public enum ONNXExport {
    static let operatorSet = 17
    static let intermediateVersion = 8
    /// Protobuf messages end below 2 GiB; readers refuse more.
    static let largestFile = Int(Int32.max)

    /// The file's bytes; equal models give equal bytes.
    ///
    /// - Parameters:
    ///   - model: any model that `ModelEngine` computes.
    ///   - temperature: divides the logits before the softmax of `probabilities`.
    /// - Returns: an ONNX `ModelProto`.
    /// - Throws: `ModelError.cannotExport` for a model of 2 GiB or more.
    public static func encoded(_ model: ModelFile, temperature: Double = 1) throws(ModelError) -> [UInt8] {
        guard 4 * model.parameters.values.count < largestFile - (64 << 20) else {
            throw .cannotExport(format: "onnx", reason: "its weights do not go into the 2 GiB of one ONNX file")
        }
        var builder = ONNXModelBuilder(model, temperature: temperature)
        builder.build()
        let about = try metadata(model)
        var file = ProtobufWriter()
        file.integer(1, intermediateVersion)
        file.string(2, "emoscribe")
        file.message(7) { graph in
            // Messages are lists of fields, so what was collected apart can be put one behind the other.
            graph.append(builder.graph.nodes)
            graph.string(2, model.configuration.architecture.rawValue)
            graph.append(builder.graph.constants)
            graph.append(builder.graph.interface)
        }
        file.message(8) { set in
            set.string(1, "")
            set.integer(2, operatorSet)
        }
        for (key, value) in about {
            file.message(14) { entry in
                entry.string(1, key)
                entry.string(2, value)
            }
        }
        guard file.bytes.count < largestFile else {
            throw .cannotExport(format: "onnx", reason: "it does not go into the 2 GiB of one ONNX file")
        }
        return file.bytes
    }

    /// What a caller needs to make inputs and to read outputs, as JSON texts by name, and where the model comes from.
    private static func metadata(_ model: ModelFile) throws(ModelError) -> [(String, String)] {
        let metadata = model.metadata
        var texts: [String: String] = ["emoscribe.model_sha256": try model.hash()]
        do {
            texts["emoscribe.configuration"] = try ModelJSON.text(model.configuration)
            texts["emoscribe.labels"] = try ModelJSON.text(model.configuration.labels)
            if model.configuration.architecture.usesText {
                texts["emoscribe.vocabulary"] = try ModelJSON.text(metadata.vocabulary)
            }
        } catch {
            throw .cannotExport(format: "onnx", reason: ModelJSON.reason(error))
        }
        for name in ["features", "standardisation", "text", ModelMetadata.calibrationName] {
            texts["emoscribe.\(name)"] = metadata.settings[name]
        }
        if !metadata.trainingDataHash.isEmpty { texts["emoscribe.training_data_hash"] = metadata.trainingDataHash }
        if !metadata.toolVersion.isEmpty { texts["emoscribe.tool_version"] = metadata.toolVersion }
        return texts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
