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
        /// Whether `tallies` are wanted.
        public var talliesWords = false
        /// Whether the recognisers vote, as one more; see `voteName`.
        public var addsVote = false

        public init() {}
    }

    /// The name of the vote among the recognisers.
    public static let voteName = "vote"

    /// The names, in order; the vote is the last.
    public let recognisers: [String]
    public let settings: Settings
    /// In the order of the breakdowns.
    public private(set) var groups: [ErrorGroups]
    /// What happened to each word, for each recogniser; empty where that was not asked for.
    public private(set) var tallies: [WordTally] = []
    /// Utterances without a speaker, where speakers are the units.
    public private(set) var utterancesWithoutSpeaker = 0

    private var sampled: [SampledRate]
    private var pairs: RecogniserComparisons?
    private var scorer: ErrorRateScorer
    /// For what is normalised already: the vote.
    private var plainScorer: ErrorRateScorer

    /// - Parameters:
    ///   - names: those of the recognisers, without the vote; the best first where they vote.
    ///   - settings: what is asked for.
    public init(recognisers names: [String], settings: Settings) {
        let recognisers = names + (settings.addsVote ? [Self.voteName] : [])
        self.recognisers = recognisers
        self.settings = settings
        sampled = Array(repeating: SampledRate(isSampled: settings.givesIntervals), count: recognisers.count)
        groups = settings.breakdowns.map {
            ErrorGroups($0, recognisers: recognisers, isSampled: settings.givesIntervals)
        }
        pairs = settings.comparesRecognisers ? RecogniserComparisons(recognisers) : nil
        if settings.talliesWords { tallies = recognisers.map { _ in WordTally() } }
        scorer = ErrorRateScorer(
            normalizer: settings.normalizer, unanswered: settings.unanswered, rule: settings.rule)
        plainScorer = ErrorRateScorer(unanswered: settings.unanswered, rule: settings.rule)
    }

    /// An utterance with the comparison for each recogniser.
    public struct Scored: Sendable {
        /// With an answer for each recogniser, the vote included.
        public let utterance: ComparedUtterance
        public let results: [UtteranceErrorRate]
    }

    /// Scores an utterance and adds it to all sums.
    @discardableResult
    public mutating func add(_ utterance: ComparedUtterance) -> Scored {
        precondition(
            utterance.answers.count + (settings.addsVote ? 1 : 0) == recognisers.count, "an answer for each recogniser")
        let speaker = settings.sampling.unit == .speakers ? utterance.speaker : nil
        if settings.sampling.unit == .speakers, speaker == nil { utterancesWithoutSpeaker += 1 }
        var utterance = utterance
        var results: [UtteranceErrorRate] = []
        results.reserveCapacity(recognisers.count)
        for answer in utterance.answers {
            results.append(Self.best(utterance.references, answer.hypothesis, settings.rule, &scorer))
        }
        if settings.addsVote {
            let vote = Self.vote(utterance.answers, results)
            let references = utterance.references.map(settings.normalizer.apply)
            results.append(Self.best(references, vote, settings.rule, &plainScorer))
            utterance.answers.append(RecogniserAnswer(vote))
        }
        for (place, result) in results.enumerated() { sampled[place].add(result, speaker: speaker) }
        for place in tallies.indices { tallies[place].add(results[place]) }
        for place in groups.indices { groups[place].add(utterance, results, speaker: speaker) }
        pairs?.add(results, rule: settings.rule, speaker: speaker)
        return Scored(utterance: utterance, results: results)
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

    /// The comparison with the reference that has the lowest cost by the alignment's rule; of equal ones the one with the
    /// most hits, and of those the first.
    private static func best(
        _ references: [String], _ hypothesis: Hypothesis, _ rule: AlignmentRule, _ scorer: inout ErrorRateScorer
    ) -> UtteranceErrorRate {
        var best = scorer.score(reference: references.first ?? "", hypothesis: hypothesis)
        for reference in references.dropFirst() {
            let other = scorer.score(reference: reference, hypothesis: hypothesis)
            let (ours, theirs) = (best.words.counts, other.words.counts)
            let (cost, otherCost) = (rule.cost(of: ours), rule.cost(of: theirs))
            if otherCost < cost || otherCost == cost && theirs.hits > ours.hits { best = other }
        }
        return best
    }

    /// What those that answered agree on, normalised as they are; without any answer there is none.
    private static func vote(_ answers: [RecogniserAnswer], _ results: [UtteranceErrorRate]) -> Hypothesis {
        let texts = zip(answers, results).compactMap { answer, result in
            if case .text = answer.hypothesis { result.hypothesis } else { nil }
        }
        if texts.isEmpty { return answers.contains { $0.hypothesis == .failed } ? .failed : .missing }
        return .text(RecogniserVote().vote(texts).text)
    }
}
