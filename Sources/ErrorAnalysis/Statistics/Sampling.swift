import Corpus
public import ErrorRate

/// How sure figures are found out: what is drawn, how often, from which seed.
public struct Sampling: Sendable, Hashable {
    public var unit = SamplingUnit.utterances
    public var bootstrap = Bootstrap()
    public var seed: UInt64 = 1

    public init() {}

    /// A generator for one figure; those of other figures do not depend on whether it is asked for.
    func generator(_ figure: [String]) -> SeededGenerator {
        SeededGenerator(seed: seed, stream: figure.joined(separator: "\u{0}"))
    }

    /// The interval of a rate from its units.
    ///
    /// - Returns: nil with fewer than two units, which say nothing of how they vary, or without a reference word.
    func interval(_ sample: UnitSample, of figure: String...) -> RateInterval? {
        guard sample.count > 1 else { return nil }
        var generator = generator(["interval"] + figure)
        return bootstrap.interval(sample.counts, using: &generator)
    }
}
