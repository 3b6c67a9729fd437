import Glibc

/// Whether two recognisers differ in how many utterances they get wholly right.
///
/// Coarser than `MatchedPairsTest`, since an utterance with one error counts like one with ten; it needs no alignment rule
/// and serves for any right-or-wrong answer, such as the label that a model gives to an utterance.
///
/// - Source: Q. McNemar, 1947, in the exact form: the p-value is that of a fair coin over the utterances that only one of
///   them has right.
public struct McNemarTest: Sendable, Hashable {
    public private(set) var bothRight = 0
    public private(set) var onlyFirstRight = 0
    public private(set) var onlySecondRight = 0
    public private(set) var bothWrong = 0

    public init() {}

    /// Adds an utterance.
    public mutating func add(firstIsRight: Bool, secondIsRight: Bool) {
        switch (firstIsRight, secondIsRight) {
        case (true, true): bothRight += 1
        case (true, false): onlyFirstRight += 1
        case (false, true): onlySecondRight += 1
        case (false, false): bothWrong += 1
        }
    }

    /// The size of the sample: utterances that only one of them has right.
    public var discordant: Int { onlyFirstRight + onlySecondRight }

    /// The two-sided exact p-value; 1 where no utterance tells them apart.
    public var pValue: Double {
        let total = Double(discordant)
        let fewer = min(onlyFirstRight, onlySecondRight)
        if 2 * fewer >= discordant { return 1 }
        var tail = 0.0
        for count in 0...fewer {
            let ways = lgamma(total + 1) - lgamma(Double(count) + 1) - lgamma(total - Double(count) + 1)
            tail += exp(ways - total * log(2.0))
        }
        return min(1, 2 * tail)
    }
}
