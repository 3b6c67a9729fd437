public import ErrorRate

/// The error rates of every group of one breakdown, for every recogniser.
public struct ErrorGroups: Sendable {
    public let breakdown: Breakdown
    private var rates: [Breakdown.Group: [CorpusErrorRate]] = [:]
    private let recognisers: Int

    init(_ breakdown: Breakdown, recognisers: Int) {
        self.breakdown = breakdown
        self.recognisers = recognisers
    }

    mutating func add(_ utterance: ComparedUtterance, _ results: [UtteranceErrorRate]) {
        for (place, result) in results.enumerated() {
            let group = breakdown.group(of: utterance, utterance.answers[place])
            rates[group, default: Array(repeating: CorpusErrorRate(), count: recognisers)][place].add(result)
        }
    }

    /// The groups in order, each with a rate for every recogniser.
    ///
    /// The name is empty for utterances that have no value.
    public var groups: [(name: String, rates: [CorpusErrorRate])] {
        rates.sorted { $0.key < $1.key }.map { (breakdown.label(of: $0.key), $0.value) }
    }
}
