import Models
import TextTokens

/// A word that an MDREA model read, and how much it looked at it.
public struct AttendedWord: Equatable, Sendable {
    /// The token, as the tokenizer cut it; `_UNK_` for a transcript without any.
    public let word: String
    /// Its share of the attention; those of an utterance sum to 1.
    public let weight: Float
    /// Whether the vocabulary has the word; the others all look the same to the model.
    public let isKnown: Bool

    /// A word with its weight.
    public init(word: String, weight: Float, isKnown: Bool) {
        self.word = word
        self.weight = weight
        self.isKnown = isKnown
    }
}

extension AttendedWord: Codable {
    /// Reads `[word, weight, isKnown]`.
    public init(from decoder: any Decoder) throws {
        var values = try decoder.unkeyedContainer()
        self.init(
            word: try values.decode(String.self), weight: try values.decode(Float.self),
            isKnown: try values.decode(Bool.self))
    }

    /// Writes `[word, weight, isKnown]`: there are many of them.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.unkeyedContainer()
        try values.encode(word)
        try values.encode(weight)
        try values.encode(isKnown)
    }
}

extension ExampleBuilder {
    /// Where a model looked in a transcript: a pair of token and weight for each token that was read, in their order.
    ///
    /// - Parameters:
    ///   - prediction: of the input that this builder made of the transcript.
    ///   - transcript: the very text that was predicted.
    /// - Returns: as many as the prediction has weights: none for models without attention.
    public func attendedWords(of prediction: Prediction, transcript: String) -> [AttendedWord] {
        guard let vocabulary, !prediction.attention.isEmpty else { return [] }
        let tokens = text.tokenizer.tokenize(transcript).prefix(configuration.maximumTokens)
        return zip(tokens.isEmpty ? [Vocabulary.unknown] : Array(tokens), prediction.attention).map { token, weight in
            AttendedWord(
                word: token, weight: weight, isKnown: vocabulary.number(of: token) != Vocabulary.unknownIndex)
        }
    }
}
