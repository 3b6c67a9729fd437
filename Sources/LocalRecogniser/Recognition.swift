/// What the recogniser heard in one utterance.
public struct Recognition: Sendable, Equatable, Codable {
    /// One word with its place in time.
    public struct Word: Sendable, Equatable, Codable {
        /// The word in lower case, as the dictionary spells it, without the number of its pronunciation.
        public var word: String
        /// Where it begins, in seconds from the beginning of the utterance; a multiple of 10 ms.
        public var start: Double
        /// Where it ends, in seconds.
        public var end: Double
        /// The posterior probability that the recogniser gives the word, 0...1.
        public var probability: Double
    }

    /// The words with single spaces between them; lower case, no punctuation; empty when nothing was heard, which is an
    /// answer and not an error.
    public var text: String

    /// The words; silence, noise and other fillers are left out.
    public var words: [Word]

    /// The natural logarithm of the posterior probability of the whole sentence; 0 when there are no words.
    public var logProbability: Double

    /// The length of the utterance, in seconds.
    public var durationSeconds: Double

    /// The mean of the words' posterior probabilities, 0...1; nil without words.
    ///
    /// It is a rank, not a probability: an answer with a higher value is more often right, but 0.8 does not mean that
    /// 8 words in 10 are. Use it to find the answers that are worth checking first.
    public var confidence: Double? {
        words.isEmpty ? nil : words.reduce(0) { $0 + $1.probability } / Double(words.count)
    }
}
