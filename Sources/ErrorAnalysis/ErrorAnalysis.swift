public import ErrorRate

/// The error rates of one recogniser or several on one corpus: in all, and by group.
///
/// ```swift
/// var analysis = ErrorAnalysis(recognisers: ["sphinx"], settings: .init())
/// while let utterance = try reader.next() { analysis.add(utterance) }
/// print(analysis.totals[0].wordErrorRate)
/// ```
///
/// Memory does not grow with the number of utterances, unless something is asked for that needs a number of each.
public struct ErrorAnalysis {
    /// What is done to both texts, and how they are compared; printed beside every figure.
    public struct Settings: Sendable {
        public var normalizer = Normalizer.basic
        public var rule = AlignmentRule.jiwer
        public var unanswered = UnansweredRule.countAsDeletions
        public var breakdowns: [Breakdown] = []

        public init() {}
    }

    /// The names, in order.
    public let recognisers: [String]
    public let settings: Settings
    /// For each recogniser.
    public private(set) var totals: [CorpusErrorRate]
    /// In the order of the breakdowns.
    public private(set) var groups: [ErrorGroups]

    private var scorer: ErrorRateScorer

    public init(recognisers: [String], settings: Settings) {
        self.recognisers = recognisers
        self.settings = settings
        totals = Array(repeating: CorpusErrorRate(), count: recognisers.count)
        groups = settings.breakdowns.map { ErrorGroups($0, recognisers: recognisers.count) }
        scorer = ErrorRateScorer(
            normalizer: settings.normalizer, unanswered: settings.unanswered, rule: settings.rule)
    }

    /// Scores an utterance and adds it to all sums.
    ///
    /// - Returns: the comparison for each recogniser, in order.
    @discardableResult
    public mutating func add(_ utterance: ComparedUtterance) -> [UtteranceErrorRate] {
        precondition(utterance.answers.count == recognisers.count, "an answer for each recogniser")
        var results: [UtteranceErrorRate] = []
        results.reserveCapacity(recognisers.count)
        for (place, answer) in utterance.answers.enumerated() {
            let result = best(utterance.references, answer.hypothesis)
            totals[place].add(result)
            results.append(result)
        }
        for place in groups.indices { groups[place].add(utterance, results) }
        return results
    }

    /// The comparison with the reference that has the lowest cost by the alignment's rule; the first of equal ones.
    private mutating func best(_ references: [String], _ hypothesis: Hypothesis) -> UtteranceErrorRate {
        var best = scorer.score(reference: references.first ?? "", hypothesis: hypothesis)
        for reference in references.dropFirst() {
            let other = scorer.score(reference: reference, hypothesis: hypothesis)
            if cost(other.words.counts) < cost(best.words.counts) { best = other }
        }
        return best
    }

    private func cost(_ counts: EditCounts) -> Int {
        switch settings.rule {
        case .jiwer: counts.errors
        case .sclite: 4 * counts.substitutions + 3 * (counts.deletions + counts.insertions)
        }
    }
}
