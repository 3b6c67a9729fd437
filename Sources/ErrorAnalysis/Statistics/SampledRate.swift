import ErrorRate

/// The error rate of some utterances, and where an interval is wanted, the units that it is drawn from.
struct SampledRate {
    private(set) var rate = CorpusErrorRate()
    private(set) var sample: UnitSample?

    init(isSampled: Bool) { sample = isSampled ? UnitSample() : nil }

    /// Adds an utterance; `speaker` is nil where utterances are the units.
    mutating func add(_ result: UtteranceErrorRate, speaker: String?) {
        rate.add(result)
        if result.outcome.isCounted { sample?.add(result.words.counts, speaker: speaker) }
    }
}
