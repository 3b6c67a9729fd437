import Crypto
import Foundation

/// A trained model with everything needed to use it and to know where it comes from.
///
/// On disk it is one safetensors file: a float32 tensor for each slot of the parameter layout and string metadata
/// `format` (`emoscribe-model`), `format_version`, `configuration`, `vocabulary`, `settings`, `metrics` (JSON),
/// `training_data_hash`, `seed`, `tool_version`. Equal models give equal bytes.
public struct ModelFile: Equatable, Sendable {
    /// Version of the layout of the metadata; a file with another one is refused.
    public static let formatVersion = 1

    public let configuration: ModelConfiguration
    public let parameters: Parameters
    public let metadata: ModelMetadata

    /// Puts a model together.
    ///
    /// - Parameters:
    ///   - configuration: is validated.
    ///   - parameters: in its layout.
    ///   - metadata: with as many words as the configuration's vocabulary has rows.
    /// - Throws: `ModelError.badConfiguration`.
    public init(
        configuration: ModelConfiguration, parameters: Parameters, metadata: ModelMetadata
    ) throws(ModelError) {
        try configuration.validate()
        precondition(parameters.layout == ParameterLayout(configuration), "parameters of another configuration")
        let words = metadata.vocabulary.count
        guard !configuration.architecture.usesText || words == configuration.vocabularySize else {
            throw .badConfiguration(
                field: "vocabulary", value: "\(words) words", allowed: "\(configuration.vocabularySize) words")
        }
        self.configuration = configuration
        self.parameters = parameters
        self.metadata = metadata
    }

    /// The file's bytes.
    ///
    /// - Returns: equal bytes for equal models.
    /// - Throws: `ModelError.unwritable` if something does not go into JSON.
    public func encoded() throws(ModelError) -> [UInt8] {
        var bytes = try header()
        bytes.reserveCapacity(bytes.count + 4 * parameters.values.count)
        Safetensors.withBytes(of: parameters.values) { bytes.append(contentsOf: $0) }
        return bytes
    }

    /// SHA-256 of the file's bytes, in hexadecimal; names the model in everything it labels.
    ///
    /// - Returns: 64 digits.
    /// - Throws: as `encoded()`.
    public func hash() throws(ModelError) -> String {
        var digest = SHA256()
        digest.update(data: try header())
        Safetensors.withBytes(of: parameters.values) { digest.update(bufferPointer: $0) }
        return Self.hexadecimal(digest.finalize())
    }

    /// What stands before the weights, which follow in the order of the layout.
    private func header() throws(ModelError) -> [UInt8] {
        var texts: [String: String]
        do { texts = try ModelTexts.texts(configuration, metadata) } catch {
            throw .unwritable(path: "(model)", reason: ModelJSON.reason(error))
        }
        texts["format"] = Self.format
        texts["format_version"] = "\(Self.formatVersion)"
        return Safetensors.header(texts, parameters.layout.slots.map { ($0.name, $0.shape) })
    }

    /// SHA-256 of bytes, in hexadecimal.
    public static func hash(of bytes: [UInt8]) -> String { bytes.withUnsafeBytes { hash(of: $0) } }

    /// SHA-256 of a file as it lies on the disk, which differs from `hash()` where another program wrote it.
    ///
    /// - Returns: 64 digits, and the number of bytes.
    /// - Throws: `ModelError.unreadable`.
    public static func hash(ofFile path: String) throws(ModelError) -> (hash: String, bytes: Int) {
        let file = try FileBytes(path: path)
        var digest = SHA256()
        var count = 0
        while case let bytes = try file.next(1 << 20), !bytes.isEmpty {
            digest.update(data: bytes)
            count += bytes.count
        }
        return (hexadecimal(digest.finalize()), count)
    }

    static func hash(of bytes: UnsafeRawBufferPointer) -> String {
        var digest = SHA256()
        digest.update(bufferPointer: bytes)
        return hexadecimal(digest.finalize())
    }

    private static func hexadecimal(_ digest: SHA256.Digest) -> String {
        digest.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    /// Writes the file under a temporary name beside the given one and then renames it: a reader sees all or nothing.
    ///
    /// - Parameter path: an existing file is replaced; its folder must exist.
    /// - Throws: `ModelError.unwritable`.
    public func write(_ path: String) throws(ModelError) {
        let bytes = try encoded()
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw .unwritable(path: path, reason: "\(error)")
        }
    }

    static let format = "emoscribe-model"
}
