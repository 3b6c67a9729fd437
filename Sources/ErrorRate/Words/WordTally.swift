/// What happened to each word over many alignments.
///
/// ```swift
/// var tally = WordTally()
/// for utterance in utterances { tally.add(scorer.score(reference: …, hypothesis: …)) }
/// tally.confusions.prefix(10)
/// tally.words(by: \.deletions).prefix(10)
/// ```
///
/// Words are those of the alignment, after normalisation, and equal where their bytes are. The order of every list is that
/// of the counts, the largest first, equal ones by their bytes: the same whatever the order of the utterances. Memory grows
/// with the number of different words and confusions, not with the number of utterances.
public struct WordTally: Sendable {
    private var places: [Bytes: Int] = [:]
    private var counts: [WordCounts] = []
    private var pairs: [Pair: Int] = [:]

    private struct Pair: Hashable {
        let reference: Int
        let hypothesis: Int
    }

    public init() {}

    /// Adds an utterance, unless it was left out of the rates.
    ///
    /// - Parameters:
    ///   - utterance: as the scorer gave it.
    ///   - words: how the scorer cut words.
    public mutating func add(_ utterance: UtteranceErrorRate, words: Tokenization = .whiteSpace) {
        guard utterance.outcome.isCounted else { return }
        add(
            utterance.words, reference: words.tokens(in: utterance.reference),
            hypothesis: words.tokens(in: utterance.hypothesis))
    }

    /// Adds an alignment of the words of both sides.
    public mutating func add(_ alignment: Alignment, reference: [String], hypothesis: [String]) {
        for chunk in alignment.chunks {
            switch chunk.kind {
            case .equal: for word in chunk.reference { counts[place(of: reference[word])].hits += 1 }
            case .delete: for word in chunk.reference { counts[place(of: reference[word])].deletions += 1 }
            case .insert: for word in chunk.hypothesis { counts[place(of: hypothesis[word])].insertions += 1 }
            case .substitute:
                for (said, heard) in zip(chunk.reference, chunk.hypothesis) {
                    let pair = Pair(reference: place(of: reference[said]), hypothesis: place(of: hypothesis[heard]))
                    counts[pair.reference].substitutions += 1
                    counts[pair.hypothesis].falselyHeard += 1
                    pairs[pair, default: 0] += 1
                }
            }
        }
    }

    /// Adds another tally: the tally of parts is that of the whole.
    public static func += (left: inout WordTally, right: WordTally) {
        let moved = right.counts.map { left.place(of: $0.word) }
        for (place, counts) in zip(moved, right.counts) {
            left.counts[place].hits += counts.hits
            left.counts[place].substitutions += counts.substitutions
            left.counts[place].deletions += counts.deletions
            left.counts[place].insertions += counts.insertions
            left.counts[place].falselyHeard += counts.falselyHeard
        }
        for (pair, count) in right.pairs {
            left.pairs[Pair(reference: moved[pair.reference], hypothesis: moved[pair.hypothesis]), default: 0] += count
        }
    }

    private mutating func place(of word: String) -> Int {
        let key = Bytes(word)
        if let place = places[key] { return place }
        places[key] = counts.count
        counts.append(WordCounts(word: word))
        return counts.count - 1
    }

    /// All words taken together: the counts of the corpus.
    public var total: EditCounts { counts.reduce(EditCounts()) { $0 + $1.edits } }

    /// The counts of some words taken together; words that never occurred add nothing, doubled ones count once.
    ///
    /// Hits, substitutions and deletions are those of the reference's words, insertions those of the hypothesis's.
    public func counts(of words: some Sequence<String>) -> EditCounts {
        Set(words.lazy.compactMap { places[Bytes($0)] }).reduce(EditCounts()) { $0 + counts[$1].edits }
    }

    /// The counts of one word, nil where it never occurred.
    public subscript(_ word: String) -> WordCounts? { places[Bytes(word)].map { counts[$0] } }

    /// The words for which something is counted, such as `\.deletions` or `\.lost`; most often first.
    public func words(by count: (WordCounts) -> Int) -> [WordCounts] {
        counts.filter { count($0) > 0 }.sorted { left, right in
            let (leftCount, rightCount) = (count(left), count(right))
            return leftCount == rightCount ? Bytes(left.word) < Bytes(right.word) : leftCount > rightCount
        }
    }

    /// Which words were taken for which; most often first.
    public var confusions: [WordConfusion] {
        pairs.map { pair, count in
            WordConfusion(
                reference: counts[pair.reference].word, hypothesis: counts[pair.hypothesis].word, count: count)
        }.sorted { left, right in
            if left.count != right.count { return left.count > right.count }
            let (leftWord, rightWord) = (Bytes(left.reference), Bytes(right.reference))
            return leftWord == rightWord ? Bytes(left.hypothesis) < Bytes(right.hypothesis) : leftWord < rightWord
        }
    }
}

/// What happened to one word.
public struct WordCounts: Sendable, Hashable {
    public let word: String
    /// Said and heard.
    public internal(set) var hits = 0
    /// Said, and another word heard.
    public internal(set) var substitutions = 0
    /// Said, and nothing heard.
    public internal(set) var deletions = 0
    /// Heard where nothing was said.
    public internal(set) var insertions = 0
    /// Heard where another word was said.
    public internal(set) var falselyHeard = 0

    init(word: String) { self.word = word }

    /// How often it is in the references.
    public var referenceCount: Int { hits + substitutions + deletions }
    /// How often it is in the hypotheses.
    public var hypothesisCount: Int { hits + insertions + falselyHeard }
    /// How often it was said and not heard.
    public var lost: Int { substitutions + deletions }

    /// Its part of the corpus's counts.
    var edits: EditCounts {
        EditCounts(hits: hits, substitutions: substitutions, deletions: deletions, insertions: insertions)
    }
}

/// One word taken for another.
public struct WordConfusion: Sendable, Hashable {
    public let reference: String
    public let hypothesis: String
    public let count: Int
}
