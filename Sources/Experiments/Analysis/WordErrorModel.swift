import Corpus
import ErrorRate
import Glibc

/// What a recogniser does to words, learnt from gold transcripts and what it heard; puts such errors into other transcripts.
///
/// A word's chances of being replaced and of being lost are those measured, drawn to the corpus's means as if it had been
/// said five times more. A replaced word becomes one that was heard for it, as often as that was; a word that was never
/// confused becomes any word of the recogniser's, as often as it says it. Words that nobody said follow a word as often as
/// measured. `intensity` raises all of that together: at λ a word stays whole with the λ-th power of its chance, and λ times
/// as many words are added. A recogniser without any error replaces words only, each with the same chance.
struct WordErrorModel: Sendable {
    /// Occurrences by which a word's own chances are drawn to the mean.
    private static let priorCount = 5.0
    /// No word is wrong more often than this, so that rates can be reached by degrees.
    private static let highestChance = 0.95

    private struct Chances {
        /// Of a word to stay whole.
        var whole: Double
        /// Of a wrong word to be replaced rather than lost.
        var replaced: Double
        /// What was heard for it; nil where it was never confused.
        var heard: WordChoice?
    }

    private var chances: [ByteKey: Chances] = [:]
    private let unseen: Chances
    /// Words added for each word of the reference.
    private let added: Double
    private let addedWords: WordChoice?
    private let anyWord: WordChoice?

    /// Learns from pairs of a gold transcript and what was heard, "" where nothing was.
    init(_ pairs: [(gold: String, heard: String)]) {
        var tally = WordTally()
        var scorer = ErrorRateScorer(normalizer: .basic)
        for pair in pairs { tally.add(scorer.score(reference: pair.gold, hypothesis: .text(pair.heard))) }
        let total = tally.total
        let words = max(1, Double(total.referenceCount))
        let isPerfect = total.errors == 0
        let replaced = isPerfect ? 0.05 : Double(total.substitutions) / words
        let lost = Double(total.deletions) / words

        func chances(_ counts: WordCounts?, _ heard: WordChoice?) -> Chances {
            let said = Double(counts?.referenceCount ?? 0) + Self.priorCount
            let replacement = (Double(counts?.substitutions ?? 0) + Self.priorCount * replaced) / said
            let loss = (Double(counts?.deletions ?? 0) + Self.priorCount * lost) / said
            let wrong = replacement + loss
            return Chances(
                whole: 1 - min(Self.highestChance, wrong), replaced: wrong > 0 ? replacement / wrong : 0, heard: heard)
        }
        unseen = chances(nil, nil)
        var heard: [ByteKey: [(String, Int)]] = [:]
        for confusion in tally.confusions {
            heard[ByteKey(confusion.reference), default: []].append((confusion.hypothesis, confusion.count))
        }
        for counts in tally.words(by: \.referenceCount) {
            let key = ByteKey(counts.word)
            self.chances[key] = chances(counts, heard[key].flatMap(WordChoice.init))
        }
        added = Double(total.insertions) / words
        addedWords = WordChoice(tally.words(by: \.insertions).map { ($0.word, $0.insertions) })
        anyWord = WordChoice(tally.words(by: \.hypothesisCount).map { ($0.word, $0.hypothesisCount) })
    }

    /// A transcript with errors; words without one stay as they were written.
    func corrupt(
        _ transcript: SplitTranscript, intensity: Double, using generator: inout SeededGenerator
    ) -> String {
        let goOn = added * intensity / (1 + added * intensity)
        var written: [String] = []
        for piece in transcript.pieces {
            var words: [String] = []
            var isWhole = true
            for word in piece.words {
                let chances = chances[ByteKey(word)] ?? unseen
                if generator.uniform() < 1 - Self.power(chances.whole, intensity) {
                    isWhole = false
                    if generator.uniform() < chances.replaced,
                        let other = other(than: word, chances, using: &generator)
                    {
                        words.append(other)
                    }
                } else {
                    words.append(word)
                }
                while generator.uniform() < goOn, let extra = addedWords?.draw(using: &generator) {
                    isWhole = false
                    words.append(extra)
                }
            }
            if isWhole { written.append(piece.text) } else { written += words }
        }
        return written.joined(separator: " ")
    }

    /// Another word for one; nil where the recogniser has no other.
    private func other(
        than word: String, _ chances: Chances, using generator: inout SeededGenerator
    ) -> String? {
        if let heard = chances.heard { return heard.draw(using: &generator) }
        guard let anyWord else { return nil }
        for _ in 0..<20 {
            let drawn = anyWord.draw(using: &generator)
            if ByteKey(drawn) != ByteKey(word) { return drawn }
        }
        return nil
    }

    private static func power(_ chance: Double, _ intensity: Double) -> Double {
        chance <= 0 ? 0 : exp(intensity * log(chance))
    }
}

/// A transcript cut at white space, each piece with the words that the basic normaliser makes of it: one as a rule, none of a
/// lone dash, two of `twenty-one`.
struct SplitTranscript: Sendable {
    let pieces: [(text: String, words: [String])]
    /// The whole transcript after the basic normaliser: what errors are counted against.
    let reference: String

    init(_ transcript: String) {
        pieces = Tokenization.whiteSpace.tokens(in: transcript).map { piece in
            (piece, Tokenization.whiteSpace.tokens(in: Normalizer.basic.apply(piece)))
        }
        reference = Normalizer.basic.apply(transcript)
    }
}

/// Words with how often each is to be drawn.
struct WordChoice: Sendable {
    private let words: [String]
    /// Of each word and all before it.
    private let sums: [Int]

    /// Nil without a word that is ever drawn.
    init?(_ counts: [(String, Int)]) {
        let drawn = counts.filter { $0.1 > 0 }
        guard !drawn.isEmpty else { return nil }
        words = drawn.map(\.0)
        var sum = 0
        sums = drawn.map { count in
            sum += count.1
            return sum
        }
    }

    func draw(using generator: inout SeededGenerator) -> String {
        let place = generator.below(sums[sums.count - 1])
        var (low, high) = (0, sums.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if sums[middle] > place { high = middle } else { low = middle + 1 }
        }
        return words[low]
    }
}
