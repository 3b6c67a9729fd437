import Foundation

/// What a model file says beside configuration and weights, so that it is complete and its origin can be traced.
public struct ModelMetadata: Codable, Equatable, Sendable {
    /// Words by index, `_PAD_` and `_UNK_` first; empty for a model without text.
    public var vocabulary: [String]
    /// Settings of other layers as JSON texts by name, for example "features", "standardisation", "text", "training".
    public var settings: [String: String]
    /// Identifies the data the model was trained on; empty if unknown.
    public var trainingDataHash: String
    public var seed: UInt64
    /// Measures by name, for example "devLoss".
    public var metrics: [String: Double]
    /// Version of the program that trained the model.
    public var toolVersion: String

    public init(
        vocabulary: [String] = [], settings: [String: String] = [:], trainingDataHash: String = "", seed: UInt64 = 0,
        metrics: [String: Double] = [:], toolVersion: String = ""
    ) {
        self.vocabulary = vocabulary
        self.settings = settings
        self.trainingDataHash = trainingDataHash
        self.seed = seed
        self.metrics = metrics
        self.toolVersion = toolVersion
    }

    /// Stores a value as JSON with sorted keys.
    ///
    /// - Parameters:
    ///   - name: key in `settings`.
    ///   - value: any value that JSON can hold.
    /// - Throws: what the value's encoding throws.
    public mutating func setSetting(_ name: String, to value: some Encodable) throws {
        settings[name] = try ModelJSON.text(value)
    }

    /// Reads a value stored with `setSetting`.
    ///
    /// - Parameters:
    ///   - name: key in `settings`.
    ///   - type: what it is read as.
    /// - Returns: nil where there is no such setting.
    /// - Throws: `ModelError.badSetting` where it is something else, with the reason.
    public func setting<Value: Decodable>(_ name: String, as type: Value.Type) throws(ModelError) -> Value? {
        guard let text = settings[name] else { return nil }
        do { return try ModelJSON.value(type, text) } catch {
            throw .badSetting(name: name, reason: ModelJSON.reason(error))
        }
    }
}

/// JSON as it is written into model files: sorted keys, equal values give equal texts.
enum ModelJSON {
    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static func value<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        return try decoder.decode(type, from: Data(text.utf8))
    }

    /// Why JSON could not be read, in one line that is fit for a message.
    static func reason(_ error: any Error) -> String {
        func place(_ path: [any CodingKey]) -> String {
            path.isEmpty ? "" : "at " + path.map { ShownText.short($0.stringValue) }.joined(separator: ".") + ": "
        }
        switch error {
        case DecodingError.keyNotFound(let key, let context):
            return place(context.codingPath) + "\"\(key.stringValue)\" is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
            DecodingError.dataCorrupted(let context):
            return place(context.codingPath) + ShownText.short(context.debugDescription, limit: 200)
        default: return ShownText.short("\(error)", limit: 200)
        }
    }
}
