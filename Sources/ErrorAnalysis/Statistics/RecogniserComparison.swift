import Corpus
public import ErrorRate

/// What is to be thought of the difference between two recognisers on the same utterances.
public struct RecogniserComparison: Sendable {
    public let first: String
    public let second: String
    /// Paired bootstrap; nil where there is no reference word or only one unit.
    public let difference: RateDifference?
    /// MAPSSWE, on alignments by sclite's rule.
    public let matchedPairs: MatchedPairsResult
    /// On whole utterances, right or wrong.
    public let mcNemar: McNemarTest
    /// How many utterances are compared: those that count for all recognisers.
    public let utterances: Int
    /// The p-values after Holm's correction for as many comparisons as were made together.
    public fileprivate(set) var corrected = CorrectedValues()

    /// p-values that stand for a family of tests.
    public struct CorrectedValues: Sendable, Hashable {
        public var bootstrap: Double?
        public var matchedPairs: Double?
        public var mcNemar: Double?
    }
}

/// Collects, utterance by utterance, what the comparison of every two recognisers needs.
struct RecogniserComparisons {
    private struct Pair {
        let first: Int
        let second: Int
        var matchedPairs = MatchedPairsTest()
        var mcNemar = McNemarTest()
    }

    private let recognisers: [String]
    private var pairs: [Pair] = []
    private var samples: [UnitSample]
    private var utterances = 0
    private var aligner = Aligner()

    init(_ recognisers: [String]) {
        self.recognisers = recognisers
        samples = Array(repeating: UnitSample(), count: recognisers.count)
        for first in recognisers.indices {
            for second in recognisers.indices.dropFirst(first + 1) { pairs.append(Pair(first: first, second: second)) }
        }
    }

    /// Adds an utterance that counts for all recognisers; others are passed over.
    ///
    /// - Parameters:
    ///   - results: for each recogniser.
    ///   - rule: by which they were aligned.
    ///   - speaker: nil where utterances are the units.
    mutating func add(_ results: [UtteranceErrorRate], rule: AlignmentRule, speaker: String?) {
        guard results.allSatisfy(\.outcome.isCounted) else { return }
        utterances += 1
        for (place, result) in results.enumerated() { samples[place].add(result.words.counts, speaker: speaker) }
        let alignments = alignments(results, rule)
        for index in pairs.indices {
            let (first, second) = (pairs[index].first, pairs[index].second)
            pairs[index].matchedPairs.add(alignments[first], alignments[second])
            pairs[index].mcNemar.add(
                firstIsRight: results[first].words.counts.errors == 0,
                secondIsRight: results[second].words.counts.errors == 0)
        }
    }

    /// The comparisons: the first with the second, the first with the third, and so on.
    func results(_ sampling: Sampling) -> [RecogniserComparison] {
        let counts = samples.map(\.counts)
        var results = pairs.map { pair in
            let names = (recognisers[pair.first], recognisers[pair.second])
            var generator = sampling.generator(["difference", names.0, names.1])
            return RecogniserComparison(
                first: names.0, second: names.1,
                difference: samples[pair.first].count < 2
                    ? nil
                    : sampling.bootstrap.difference(counts[pair.first], counts[pair.second], using: &generator),
                matchedPairs: pair.matchedPairs.result, mcNemar: pair.mcNemar, utterances: utterances)
        }
        let bootstrap = HolmCorrection.corrected(results.map { $0.difference?.pValue })
        let matchedPairs = HolmCorrection.corrected(results.map(\.matchedPairs.pValue))
        let mcNemar = HolmCorrection.corrected(results.map { $0.mcNemar.pValue })
        for index in results.indices {
            results[index].corrected = .init(
                bootstrap: bootstrap[index], matchedPairs: matchedPairs[index], mcNemar: mcNemar[index])
        }
        return results
    }

    /// Alignments by sclite's rule that share one reference.
    ///
    /// Where several references are right and recognisers were compared with different ones, all are compared with the
    /// one that is cheapest for them together.
    private mutating func alignments(_ results: [UtteranceErrorRate], _ rule: AlignmentRule) -> [Alignment] {
        var references: [String] = []
        for result in results where !references.contains(where: { ByteKey($0) == ByteKey(result.reference) }) {
            references.append(result.reference)
        }
        if rule == .sclite, references.count == 1 { return results.map(\.words) }
        var best: (alignments: [Alignment], cost: Int)?
        for reference in references {
            let alignments = results.map {
                aligner.align(reference: reference, hypothesis: $0.hypothesis, units: .whiteSpace, rule: .sclite)
            }
            let cost = alignments.reduce(0) { $0 + AlignmentRule.sclite.cost(of: $1.counts) }
            if best.map({ cost < $0.cost }) ?? true { best = (alignments, cost) }
        }
        return best?.alignments ?? []
    }
}

extension AlignmentRule {
    /// What an alignment costs by this rule.
    func cost(of counts: EditCounts) -> Int {
        switch self {
        case .jiwer: counts.errors
        case .sclite: 4 * counts.substitutions + 3 * (counts.deletions + counts.insertions)
        }
    }
}
