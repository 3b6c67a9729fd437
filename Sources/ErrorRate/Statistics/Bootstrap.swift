/// How sure an error rate is, by drawing the corpus again and again from itself.
///
/// ```swift
/// var generator = SeededGenerator(seed: 7)
/// let interval = Bootstrap().interval(utterances, using: &generator)
/// let bySpeaker = Bootstrap().interval(Bootstrap.clusters(utterances, by: speakers), using: &generator)
/// ```
///
/// A unit is what is drawn as a whole: an utterance, or all of a speaker's utterances, which are not independent of each
/// other. Each replicate draws as many units as there are, with replacement, and takes the rate of the summed counts. A
/// replicate without a reference word has no rate and is drawn again.
///
/// - Source: M. Bisani and H. Ney, "Bootstrap estimates for confidence intervals in ASR performance evaluation",
///   ICASSP 2004; the normal form is that of Kaldi's `compute-wer-bootci`.
public struct Bootstrap: Sendable, Hashable {
    public var replicates: Int
    /// The probability that the intervals are to have, between 0 and 1.
    public var confidence: Double

    public init(replicates: Int = 10_000, confidence: Double = 0.95) {
        precondition(replicates > 1, "a bootstrap needs at least two replicates")
        precondition(confidence > 0 && confidence < 1, "a confidence lies between 0 and 1")
        self.replicates = replicates
        self.confidence = confidence
    }

    /// The sums of the counts that share a key, in the order in which keys first appear; keys are equal where their bytes
    /// are.
    public static func clusters(_ counts: [EditCounts], by keys: [String]) -> [EditCounts] {
        precondition(counts.count == keys.count, "each unit needs a key")
        var places: [Bytes: Int] = [:]
        var sums: [EditCounts] = []
        for (count, key) in zip(counts, keys) {
            let place = places[Bytes(key), default: sums.count]
            if place == sums.count {
                places[Bytes(key)] = place
                sums.append(count)
            } else {
                sums[place] += count
            }
        }
        return sums
    }

    /// The confidence intervals of the error rate of `units`.
    ///
    /// - Parameters:
    ///   - units: their counts; the order matters for which numbers are drawn.
    ///   - generator: where the draws come from. Equal generators give equal intervals.
    /// - Returns: nil where no unit has a reference word.
    /// - Complexity: O(units · replicates), about 2 ns each.
    public func interval(_ units: [EditCounts], using generator: inout some RandomNumberGenerator) -> RateInterval? {
        let total = units.reduce(EditCounts(), +)
        guard total.referenceCount > 0 else { return nil }
        var rates: [Double] = []
        rates.reserveCapacity(replicates)
        let pairs = units.map { DrawnCounts($0, EditCounts()) }
        draw(pairs, using: &generator) { sum in
            guard sum.firstWords > 0 else { return false }
            rates.append(Double(sum.firstErrors) / Double(sum.firstWords))
            return true
        }
        return RateInterval(
            rate: total.errorRate, spread: Spread(rates, confidence: confidence), units: units.count, settings: self)
    }

    /// What is to be thought of the difference between the error rates of two recognisers on the same utterances.
    ///
    /// Each replicate draws the same units for both.
    /// - Parameters:
    ///   - first: the counts of one recogniser.
    ///   - second: the counts of the other, for the same units in the same order.
    ///   - generator: where the draws come from.
    /// - Returns: nil where one of them has no reference word.
    /// - Complexity: O(units · replicates), about 2 ns each.
    public func difference(
        _ first: [EditCounts], _ second: [EditCounts], using generator: inout some RandomNumberGenerator
    ) -> RateDifference? {
        precondition(first.count == second.count, "both recognisers must have the same units")
        let totals = (first.reduce(EditCounts(), +), second.reduce(EditCounts(), +))
        guard totals.0.referenceCount > 0, totals.1.referenceCount > 0 else { return nil }
        var differences: [Double] = []
        differences.reserveCapacity(replicates)
        var (better, equal, worse) = (0, 0, 0)
        draw(zip(first, second).map(DrawnCounts.init), using: &generator) { sum in
            guard sum.firstWords > 0, sum.secondWords > 0 else { return false }
            // Compared as whole numbers: equal rates are to be equal.
            let left = sum.firstErrors.multipliedFullWidth(by: sum.secondWords)
            let right = sum.secondErrors.multipliedFullWidth(by: sum.firstWords)
            if left == right { equal += 1 } else if left > right { better += 1 } else { worse += 1 }
            differences.append(
                Double(sum.firstErrors) / Double(sum.firstWords) - Double(sum.secondErrors) / Double(sum.secondWords))
            return true
        }
        return RateDifference(
            firstRate: totals.0.errorRate, secondRate: totals.1.errorRate,
            spread: Spread(differences, confidence: confidence), better: better, equal: equal, worse: worse,
            units: first.count, settings: self)
    }

    /// Sums the counts of drawn units for each replicate; `take` says whether it could use the sum.
    private func draw(
        _ units: [DrawnCounts], using generator: inout some RandomNumberGenerator, take: (DrawnSum) -> Bool
    ) {
        var indices = IndexDraw(count: units.count)
        var done = 0
        while done < replicates {
            var sum = DrawnSum()
            for _ in 0..<units.count { sum.add(units[indices.next(using: &generator)]) }
            if take(sum) { done += 1 }
        }
    }
}

/// The counts of a unit for one or two recognisers, as small as they fit.
private struct DrawnCounts {
    let firstErrors: UInt32
    let firstWords: UInt32
    let secondErrors: UInt32
    let secondWords: UInt32

    init(_ first: EditCounts, _ second: EditCounts) {
        firstErrors = UInt32(first.errors)
        firstWords = UInt32(first.referenceCount)
        secondErrors = UInt32(second.errors)
        secondWords = UInt32(second.referenceCount)
    }
}

private struct DrawnSum {
    var firstErrors: UInt64 = 0
    var firstWords: UInt64 = 0
    var secondErrors: UInt64 = 0
    var secondWords: UInt64 = 0

    @inline(__always)
    mutating func add(_ unit: DrawnCounts) {
        firstErrors &+= UInt64(unit.firstErrors)
        firstWords &+= UInt64(unit.firstWords)
        secondErrors &+= UInt64(unit.secondErrors)
        secondWords &+= UInt64(unit.secondWords)
    }
}

/// Whole numbers below `count`, each equally likely; two from each 64 bits of the generator.
package struct IndexDraw {
    private let count: UInt32
    /// Products below this would favour some numbers (Lemire 2019).
    private let threshold: UInt32
    private var spare: UInt32?

    package init(count: Int) {
        self.count = UInt32(count)
        threshold = count == 0 ? 0 : (0 &- UInt32(count)) % UInt32(count)
    }

    @inline(__always)
    package mutating func next(using generator: inout some RandomNumberGenerator) -> Int {
        while true {
            let bits: UInt32
            if let spare {
                bits = spare
                self.spare = nil
            } else {
                let both = generator.next()
                bits = UInt32(truncatingIfNeeded: both >> 32)
                spare = UInt32(truncatingIfNeeded: both)
            }
            let product = bits.multipliedFullWidth(by: count)
            if product.low >= threshold { return Int(product.high) }
        }
    }
}
