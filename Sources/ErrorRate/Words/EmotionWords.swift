import Glibc

/// Words that go with emotions, picked from labelled texts by a stated rule and not from a lexicon.
///
/// ```swift
/// var counter = EmotionWordCounter(normalizer: .basic)
/// for utterance in training { counter.add(utterance.transcript, label: utterance.emotion) }
/// let words = counter.pick()
/// let rates = words.errorRates(in: tally)       // rates.emotionBearing.errorRate beside rates.all.errorRate
/// ```
///
/// For each label, every word's log-odds among the label's words are compared with its log-odds among the words of all
/// other labels, both smoothed by a prior that gives the word the share it has overall:
///
///     δ = ln (y + α) / (n + α₀ − y − α) − ln (y' + α) / (n' + α₀ − y' − α),   z = δ / √(1 / (y + α) + 1 / (y' + α))
///
/// with y of n words under the label, y' of n' under the others, and α = α₀ · (y + y') / (n + n'). A word bears the emotion
/// for which its z is largest, if that reaches the threshold and the word is not too rare. Words picked from the texts that
/// are scored fit them better than others would: pick from training texts.
///
/// - Source: B. Monroe, M. Colaresi and K. Quinn, "Fightin' Words: lexical feature selection and evaluation for identifying
///   the content of political conflict", Political Analysis 16, 2008, equations 15, 16, 18, 22.
public struct EmotionWords: Sendable, Hashable {
    /// The words, by label and then by z, the largest first, then by bytes.
    public let words: [Word]
    /// Labels of the texts, by bytes.
    public let labels: [String]
    public let settings: Settings
    /// What was done to the texts before they were cut into words.
    public let normalizer: String

    /// A word that bears an emotion.
    public struct Word: Sendable, Hashable {
        public let word: String
        public let label: String
        public let z: Double
        /// How often it is in the texts of its label.
        public let count: Int
        /// How often it is in all texts.
        public let totalCount: Int
    }

    /// What a word must come up to.
    public struct Settings: Sendable, Hashable {
        /// The smallest z; for each label one word in forty would pass 1.96 if words went with no emotion.
        public var threshold: Double
        /// How often a word must be in all texts together.
        public var minimumCount: Int
        /// How many words the prior is worth (α₀): the larger, the surer a word must be.
        public var priorWords: Double

        public init(threshold: Double = 1.96, minimumCount: Int = 5, priorWords: Double = 500) {
            precondition(priorWords > 0, "a prior is worth more than nothing")
            self.threshold = threshold
            self.minimumCount = minimumCount
            self.priorWords = priorWords
        }
    }

    /// The counts of these words and of all words.
    public struct ErrorRates: Sendable, Hashable {
        public let emotionBearing: EditCounts
        /// The words of each label, in the order of `labels`.
        public let byLabel: [EditCounts]
        public let all: EditCounts
    }

    /// What recognition does to these words, and to all words.
    ///
    /// The texts of the tally must have been normalised as these words were. An inserted word counts where it is one of
    /// these words; see `WordTally.counts(of:)`.
    public func errorRates(in tally: WordTally) -> ErrorRates {
        ErrorRates(
            emotionBearing: tally.counts(of: words.lazy.map(\.word)),
            byLabel: labels.map { label in
                tally.counts(of: words.lazy.filter { Bytes($0.label) == Bytes(label) }.map(\.word))
            },
            all: tally.total)
    }
}

/// Counts the words of labelled texts, from which `EmotionWords` are picked.
public struct EmotionWordCounter: Sendable {
    public let normalizer: Normalizer
    public let tokenization: Tokenization

    private var labels: [Bytes: Int] = [:]
    /// For each word how often it is under each label.
    private var counts: [Bytes: [Int]] = [:]

    public init(normalizer: Normalizer, tokenization: Tokenization = .whiteSpace) {
        self.normalizer = normalizer
        self.tokenization = tokenization
    }

    /// Adds a text with its label.
    public mutating func add(_ text: String, label: String) {
        let place = labels[Bytes(label), default: labels.count]
        labels[Bytes(label)] = place
        for word in tokenization.tokens(in: normalizer.apply(text)) {
            counts[Bytes(word), default: []].countOne(at: place)
        }
    }

    /// The words that bear an emotion, by the rule of `EmotionWords`.
    ///
    /// - Returns: no word where there are fewer than two labels.
    public func pick(_ settings: EmotionWords.Settings = .init()) -> EmotionWords {
        let order = labels.sorted { $0.key < $1.key }
        var wordCounts = Array(repeating: 0, count: labels.count)
        for row in counts.values { for (place, count) in row.enumerated() { wordCounts[place] += count } }
        let total = wordCounts.reduce(0, +)
        var words: [EmotionWords.Word] = []
        for (word, row) in counts where labels.count > 1 {
            let count = row.reduce(0, +)
            guard count >= settings.minimumCount else { continue }
            var best: EmotionWords.Word?
            for (label, place) in order {
                let inside = place < row.count ? row[place] : 0
                let z = Self.z(
                    inside, of: wordCounts[place], against: count - inside, of: total - wordCounts[place],
                    prior: settings.priorWords)
                guard z >= settings.threshold, z > best?.z ?? -.infinity else { continue }
                best = EmotionWords.Word(word: word.text, label: label.text, z: z, count: inside, totalCount: count)
            }
            if let best { words.append(best) }
        }
        words.sort { left, right in
            if Bytes(left.label) != Bytes(right.label) { return Bytes(left.label) < Bytes(right.label) }
            return left.z == right.z ? Bytes(left.word) < Bytes(right.word) : left.z > right.z
        }
        return EmotionWords(
            words: words, labels: order.map(\.key.text), settings: settings, normalizer: normalizer.name)
    }

    /// How far the log-odds of a word lie apart, by their standard error.
    static func z(_ inside: Int, of words: Int, against outside: Int, of others: Int, prior: Double) -> Double {
        let share = prior * Double(inside + outside) / Double(words + others)
        let (y, n) = (Double(inside) + share, Double(words) + prior)
        let (rest, restWords) = (Double(outside) + share, Double(others) + prior)
        // A text of one single word throughout leaves no odds to compare.
        guard y < n, rest < restWords else { return 0 }
        return (log(y / (n - y)) - log(rest / (restWords - rest))) / (1 / y + 1 / rest).squareRoot()
    }
}

extension Array<Int> {
    fileprivate mutating func countOne(at place: Int) {
        while count <= place { append(0) }
        self[place] += 1
    }
}
