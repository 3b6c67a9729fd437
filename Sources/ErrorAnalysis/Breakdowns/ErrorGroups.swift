public import ErrorRate

/// The error rates of every group of one breakdown, for every recogniser.
public struct ErrorGroups: Sendable {
    public let breakdown: Breakdown
    private var rates: [Breakdown.Group: [SampledRate]] = [:]
    private let recognisers: [String]
    private let isSampled: Bool

    /// A group, with what there is for each recogniser.
    public struct Group: Sendable {
        /// Empty for utterances that have no value.
        public let name: String
        public let rates: [CorpusErrorRate]
        fileprivate let samples: [UnitSample?]
        fileprivate let breakdown: String
    }

    init(_ breakdown: Breakdown, recognisers: [String], isSampled: Bool) {
        self.breakdown = breakdown
        self.recognisers = recognisers
        self.isSampled = isSampled
    }

    mutating func add(_ utterance: ComparedUtterance, _ results: [UtteranceErrorRate], speaker: String?) {
        for (place, result) in results.enumerated() {
            let group = breakdown.group(of: utterance, utterance.answers[place])
            let empty = Array(repeating: SampledRate(isSampled: isSampled), count: recognisers.count)
            rates[group, default: empty][place].add(result, speaker: speaker)
        }
    }

    /// The groups in order: values by their bytes, ranges from the lowest, utterances without a value last.
    public var groups: [Group] {
        rates.sorted { $0.key < $1.key }.map { key, rates in
            Group(
                name: breakdown.label(of: key), rates: rates.map(\.rate), samples: rates.map(\.sample),
                breakdown: breakdown.name)
        }
    }

    /// How sure a group's rates are, for each recogniser; nil where that was not asked for or cannot be told.
    ///
    /// - Complexity: that of `Bootstrap.interval` for each recogniser.
    public func intervals(of group: Group, _ sampling: Sampling) -> [RateInterval?] {
        zip(recognisers, group.samples).map { name, sample in
            sample.flatMap { sampling.interval($0, of: name, group.breakdown, group.name) }
        }
    }
}
