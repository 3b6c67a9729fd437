public import ErrorRate

/// The error rates of one recogniser or several on one corpus: in all, by group, and against each other.
///
/// ```swift
/// var analysis = ErrorAnalysis(recognisers: ["sphinx"], settings: .init())
/// while let utterance = try reader.next() { analysis.add(utterance) }
/// print(analysis.totals[0].wordErrorRate)
/// ```
///
/// Memory does not grow with the number of utterances, unless intervals or comparisons are asked for: they need eight
/// bytes for each unit, recogniser and breakdown.
public struct ErrorAnalysis {
    /// What is done to both texts, and how they are compared; printed beside every figure.
    public struct Settings: Sendable {
        public var normalizer = Normalizer.basic
        public var rule = AlignmentRule.jiwer
        public var unanswered = UnansweredRule.countAsDeletions
        public var breakdowns: [Breakdown] = []
        public var sampling = Sampling()
        /// Whether `intervals` are wanted.
        public var givesIntervals = false
        /// Whether `comparisons` are wanted.
        public var comparesRecognisers = false

        public init() {}
    }

    /// The names, in order.
    public let recognisers: [String]
    public let settings: Settings
    /// In the order of the breakdowns.
    public private(set) var groups: [ErrorGroups]
    /// Utterances without a speaker, where speakers are the units.
    public private(set) var utterancesWithoutSpeaker = 0

    private var sampled: [SampledRate]
    private var pairs: RecogniserComparisons?
    private var scorer: ErrorRateScorer

    public init(recognisers: [String], settings: Settings) {
        self.recognisers = recognisers
        self.settings = settings
        sampled = Array(repeating: SampledRate(isSampled: settings.givesIntervals), count: recognisers.count)
        groups = settings.breakdowns.map {
            ErrorGroups($0, recognisers: recognisers, isSampled: settings.givesIntervals)
        }
        pairs = settings.comparesRecognisers ? RecogniserComparisons(recognisers) : nil
        scorer = ErrorRateScorer(
            normalizer: settings.normalizer, unanswered: settings.unanswered, rule: settings.rule)
    }

    /// Scores an utterance and adds it to all sums.
    ///
    /// - Returns: the comparison for each recogniser, in order.
    @discardableResult
    public mutating func add(_ utterance: ComparedUtterance) -> [UtteranceErrorRate] {
        precondition(utterance.answers.count == recognisers.count, "an answer for each recogniser")
        let speaker = settings.sampling.unit == .speakers ? utterance.speaker : nil
        if settings.sampling.unit == .speakers, speaker == nil { utterancesWithoutSpeaker += 1 }
        var results: [UtteranceErrorRate] = []
        results.reserveCapacity(recognisers.count)
        for (place, answer) in utterance.answers.enumerated() {
            let result = best(utterance.references, answer.hypothesis)
            sampled[place].add(result, speaker: speaker)
            results.append(result)
        }
        for place in groups.indices { groups[place].add(utterance, results, speaker: speaker) }
        pairs?.add(results, rule: settings.rule, speaker: speaker)
        return results
    }

    /// For each recogniser.
    public var totals: [CorpusErrorRate] { sampled.map(\.rate) }

    /// How sure the rates in all are, for each recogniser; nil where that was not asked for or cannot be told.
    ///
    /// - Complexity: that of `Bootstrap.interval` for each recogniser.
    public func intervals() -> [RateInterval?] {
        zip(recognisers, sampled).map { name, rate in
            rate.sample.flatMap { settings.sampling.interval($0, of: name) }
        }
    }

    /// Every two recognisers against each other, the first with all others first; empty where that was not asked for.
    ///
    /// - Complexity: that of `Bootstrap.difference` for each pair.
    public func comparisons() -> [RecogniserComparison] { pairs?.results(settings.sampling) ?? [] }

    /// The comparison with the reference that has the lowest cost by the alignment's rule; the first of equal ones.
    private mutating func best(_ references: [String], _ hypothesis: Hypothesis) -> UtteranceErrorRate {
        var best = scorer.score(reference: references.first ?? "", hypothesis: hypothesis)
        for reference in references.dropFirst() {
            let other = scorer.score(reference: reference, hypothesis: hypothesis)
            if settings.rule.cost(of: other.words.counts) < settings.rule.cost(of: best.words.counts) { best = other }
        }
        return best
    }
}
