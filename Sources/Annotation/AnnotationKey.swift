import Foundation
import SpeechFeatures
import TextTokens
import Training
import TranscriptCache

/// The question that a stored label answers: which sound, which text, which model.
enum AnnotationKey {
    static let kind = "label"
    /// Raise it when the same sound, text and model file would now give other probabilities.
    static let version = 1

    /// The key of one label.
    ///
    /// - Parameters:
    ///   - sampleHash: of the sound; nil for models that read text alone.
    ///   - transcript: what the model reads; nil for models without text.
    ///   - model: the model file decides the rest: vocabulary, settings, weights.
    ///   - statistics: what the features are standardised by where that is not in the model file.
    /// - Returns: the key under which the cache keeps the answer; equal questions have equal keys.
    /// - Throws: where `statistics` hold numbers that JSON cannot carry, NaN or infinity.
    static func key(
        sampleHash: ContentHash?, transcript: String?, model: LabellingModel, statistics: FeatureStatistics?
    ) throws -> CacheKey {
        var fields = CacheKeyFields(kind: kind, version: version)
        fields.add("samples", bytes: sampleHash?.bytes)
        fields.add("transcript", transcript)
        fields.add("model", model.hash)
        fields.add("features", SpeechFeatureSet.version)
        if let statistics {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            fields.add("statistics", bytes: try encoder.encode(statistics))
        }
        return fields.key
    }
}

/// What is stored under an `AnnotationKey`.
///
/// JSON keeps each Float exactly.
struct StoredLabel: Codable, Equatable {
    /// One per label of the model.
    var probabilities: [Float]
}
