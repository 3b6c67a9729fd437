/// Whether two recognisers differ, by the errors that they make in the same stretches of speech (MAPSSWE).
///
/// ```swift
/// var test = MatchedPairsTest()
/// for (first, second) in zip(alignmentsOfOne, alignmentsOfTheOther) { test.add(first, second) }
/// let result = test.result       // result.pValue, with result.segments beside it
/// ```
///
/// Both hypotheses of an utterance are walked along their common reference. A segment opens at the first word that either
/// of them has wrong, or where either inserts; it closes after two words in a row that both have right, or where the
/// utterance ends. Between segments nothing differs, so they are taken for independent, and their differences in errors
/// for draws from one distribution. Alignments have to be of `AlignmentRule.sclite` for the figures of NIST's tool.
///
/// - Source: L. Gillick and S. Cox, "Some statistical issues in the comparison of speech recognition algorithms",
///   ICASSP 1989; NIST SCTK, `sc_stats -t mapsswe`, whose figures this reproduces.
public struct MatchedPairsTest: Sendable {
    /// The figures so far.
    public private(set) var result = MatchedPairsResult()

    /// Words right in both that close a segment.
    private static let closingWords = 2

    public init() {}

    /// Adds an utterance: what each recogniser made of it.
    ///
    /// Both alignments must be of the same reference.
    public mutating func add(_ first: Alignment, _ second: Alignment) {
        let wordCount = first.counts.referenceCount
        precondition(second.counts.referenceCount == wordCount, "both alignments must be of one reference")
        let places = zip(Self.errorsByPlace(first), Self.errorsByPlace(second))
        var inside: (first: Int, second: Int)?
        var start = 0
        var rightWords = 0
        for (place, errors) in places.enumerated() {
            let word = place / 2
            if errors.0 + errors.1 > 0 {
                if inside == nil { start = max(0, word - Self.closingWords) }
                inside = ((inside?.first ?? 0) + errors.0, (inside?.second ?? 0) + errors.1)
                rightWords = 0
            } else if let sums = inside, place % 2 == 1 {
                rightWords += 1
                guard rightWords == Self.closingWords else { continue }
                result.add(words: word + 1 - start, sums)
                inside = nil
            }
        }
        if let inside { result.add(words: wordCount - start, inside) }
    }

    /// The errors of an alignment by place.
    ///
    /// At 2w stand the words inserted before reference word w, at 2w + 1 whether that is wrong; the last place is for words
    /// inserted at the end.
    private static func errorsByPlace(_ alignment: Alignment) -> [Int] {
        var errors = Array(repeating: 0, count: 2 * alignment.counts.referenceCount + 1)
        for chunk in alignment.chunks {
            switch chunk.kind {
            case .equal: break
            case .insert: errors[2 * chunk.reference.lowerBound] += chunk.count
            case .substitute, .delete: for word in chunk.reference { errors[2 * word + 1] = 1 }
            }
        }
        return errors
    }
}

/// The figures of a matched-pairs test.
public struct MatchedPairsResult: Sendable, Hashable {
    /// The size of the sample: stretches where either is wrong.
    ///
    /// Under about 50 the p-value is rough.
    public private(set) var segments = 0
    /// Reference words inside segments, up to two right ones at each end included; neighbours may share some.
    public private(set) var referenceWords = 0
    public private(set) var firstErrors = 0
    public private(set) var secondErrors = 0
    private var squaredDifferences = 0

    /// Errors of the first less those of the second, by segments; positive where the second is better.
    ///
    /// 0 without segments.
    public var meanDifference: Double {
        segments == 0 ? 0 : Double(firstErrors - secondErrors) / Double(segments)
    }

    /// The standard deviation (n − 1) of the difference; nil with fewer than two segments.
    public var standardDeviation: Double? {
        guard segments > 1 else { return nil }
        let total = Double(firstErrors - secondErrors)
        let squares = Double(squaredDifferences) - total * total / Double(segments)
        return (max(0, squares) / Double(segments - 1)).squareRoot()
    }

    /// The mean difference by its standard error; nil where the differences do not vary, or there are fewer than two.
    public var z: Double? {
        guard let standardDeviation, standardDeviation > 0 else { return nil }
        return meanDifference / (standardDeviation / Double(segments).squareRoot())
    }

    /// The two-sided p-value of `z` under the normal distribution; nil where that is.
    public var pValue: Double? { z.map(NormalDistribution.twoSided) }

    mutating func add(words: Int, _ errors: (first: Int, second: Int)) {
        segments += 1
        referenceWords += words
        firstErrors += errors.first
        secondErrors += errors.second
        squaredDifferences += (errors.first - errors.second) * (errors.first - errors.second)
    }
}
