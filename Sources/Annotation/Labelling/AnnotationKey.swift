import Foundation
import SpeechFeatures
import TextTokens
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
    ///   - statistics: what the features are standardised by where that is not in the model file, as JSON.
    /// - Returns: the key under which the cache keeps the answer; equal questions have equal keys.
    static func key(
        sampleHash: ContentHash?, transcript: String?, model: LabellingModel, statistics: Data?
    ) -> CacheKey {
        var fields = CacheKeyFields(kind: kind, version: version)
        fields.add("samples", bytes: sampleHash?.bytes)
        fields.add("transcript", transcript)
        fields.add("model", model.hash)
        fields.add("features", SpeechFeatureSet.version)
        if let statistics { fields.add("statistics", bytes: statistics) }
        return fields.key
    }
}

/// What is stored under an `AnnotationKey`.
///
/// JSON keeps each Float exactly.
struct StoredLabel: Codable, Equatable {
    /// One per label of the model.
    var probabilities: [Float]

    init(probabilities: [Float]) { self.probabilities = probabilities }

    /// Reads what was stored; nil where it is damaged or of another number of labels.
    init?(_ payload: Data, labels: Int) {
        // The usual text is taken apart here: a decoder takes ten times as long, for a million rows.
        let text = String(decoding: payload, as: UTF8.self)
        let (start, end) = ("{\"probabilities\":[", "]}")
        if text.hasPrefix(start), text.hasSuffix(end) {
            let values = text.utf8.dropFirst(start.utf8.count).dropLast(end.utf8.count)
                .split(separator: UInt8(ascii: ",")).compactMap { Float(Substring($0)) }
            if values.count == labels {
                probabilities = values
                return
            }
        }
        guard let stored = try? JSONDecoder().decode(StoredLabel.self, from: payload),
            stored.probabilities.count == labels
        else { return nil }
        self = stored
    }
}
