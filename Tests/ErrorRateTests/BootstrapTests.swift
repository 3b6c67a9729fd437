import Testing

@testable import ErrorRate

@Suite("Bootstrap")
struct BootstrapTests {
    /// Utterances with `errors` of `words` each.
    private func utterances(_ pairs: [(errors: Int, words: Int)]) -> [EditCounts] {
        pairs.map { EditCounts(hits: $0.words - $0.errors, substitutions: $0.errors) }
    }

    private func corpus(_ count: Int, seed: UInt64, rate: Int) -> [EditCounts] {
        var numbers = TestNumbers(state: seed)
        return utterances(
            (0..<count).map { _ in
                let words = 1 + numbers.below(20)
                return (errors: (0..<words).count { _ in numbers.below(100) < rate }, words: words)
            })
    }

    @Test("equal generators give equal intervals, others others")
    func seeds() {
        let corpus = corpus(50, seed: 1, rate: 20)
        let intervals = [3, 3, 4].map { (seed: UInt64) in
            var generator = TestGenerator(state: seed)
            return Bootstrap(replicates: 200).interval(corpus, using: &generator)
        }
        #expect(intervals[0] == intervals[1])
        #expect(intervals[0] != intervals[2])
    }

    @Test("with two utterances the replicates are those that can be counted by hand")
    func twoUtterances() throws {
        // Rates 0 and 1 over one word each: 0, 1/2 and 1 with probabilities 1/4, 1/2 and 1/4.
        var generator = TestGenerator(state: 5)
        let interval = try #require(
            Bootstrap(replicates: 20_000, confidence: 0.4)
                .interval(utterances([(0, 1), (1, 1)]), using: &generator))
        #expect(interval.rate == 0.5)
        #expect(interval.units == 2)
        // Standard errors: 0.35 / √20,000 = 0.0025 for both.
        #expect(abs(interval.spread.mean - 0.5) < 0.01)
        #expect(abs(interval.spread.standardDeviation - 0.125.squareRoot()) < 0.01)
        #expect(interval.spread.percentile == 0.5...0.5)
    }

    @Test("the spread of a large corpus is that of the delta method")
    func deltaMethod() throws {
        let corpus = corpus(500, seed: 2, rate: 15)
        var generator = TestGenerator(state: 6)
        let interval = try #require(Bootstrap(replicates: 2_000).interval(corpus, using: &generator))
        // The variance of a ratio of sums: Σ (errors − rate · words)² / (Σ words)².
        let words = Double(corpus.map(\.referenceCount).reduce(0, +))
        let squares = corpus.map { count in
            let residual = Double(count.errors) - interval.rate * Double(count.referenceCount)
            return residual * residual
        }
        let expected = squares.reduce(0, +).squareRoot() / words
        // The standard deviation of 2,000 replicates is known to 1.6 %.
        #expect(abs(interval.spread.standardDeviation / expected - 1) < 0.08)
        #expect(abs(interval.spread.percentile.lowerBound - interval.spread.normal.lowerBound) < expected / 4)
        #expect(abs(interval.spread.percentile.upperBound - interval.spread.normal.upperBound) < expected / 4)
        #expect(interval.spread.percentile.contains(interval.rate))
    }

    @Test("utterances without words count their errors, and alone they have no rate")
    func emptyReferences() throws {
        var generator = TestGenerator(state: 7)
        let empty = EditCounts(insertions: 1)
        #expect(Bootstrap(replicates: 10).interval([empty, empty], using: &generator) == nil)
        #expect(Bootstrap(replicates: 10).interval([], using: &generator) == nil)
        let interval = try #require(
            Bootstrap(replicates: 100).interval([empty, EditCounts(hits: 4)], using: &generator))
        #expect(interval.rate == 0.25)
        // One of each, or the one with words twice.
        #expect(interval.spread.percentile == 0...0.25)
    }

    @Test("speakers are drawn whole, their names compared by bytes")
    func clusters() {
        let counts = utterances([(1, 4), (2, 5), (3, 6), (4, 7)])
        let sums = Bootstrap.clusters(counts, by: ["b", "\u{e9}", "b", "e\u{301}"])
        #expect(sums == utterances([(4, 10), (2, 5), (4, 7)]))
        #expect(Bootstrap.clusters([], by: []) == [])
    }

    @Test("utterances that go with their speaker widen the interval")
    func clustersWiden() throws {
        let counts = utterances((0..<400).map { (errors: $0 < 200 ? 1 : 4, words: 10) })
        let speakers = (0..<400).map { String($0 / 40) }
        var generator = TestGenerator(state: 8)
        let bootstrap = Bootstrap(replicates: 500)
        let byUtterance = try #require(bootstrap.interval(counts, using: &generator)).spread
        let bySpeaker = try #require(
            bootstrap.interval(Bootstrap.clusters(counts, by: speakers), using: &generator)
        ).spread
        #expect(bySpeaker.standardDeviation > 4 * byUtterance.standardDeviation)
    }

    @Test("a recogniser does not differ from itself")
    func equalSystems() throws {
        let corpus = corpus(40, seed: 3, rate: 30)
        var generator = TestGenerator(state: 9)
        let difference = try #require(
            Bootstrap(replicates: 300).difference(corpus, corpus, using: &generator))
        #expect(difference.difference == 0)
        #expect(difference.equal == 300)
        #expect(difference.probabilityOfImprovement == 0)
        #expect(difference.pValue == 1)
        #expect(difference.spread.percentile == 0...0)
    }

    @Test("swapping two recognisers swaps the signs")
    func swap() throws {
        let first = corpus(80, seed: 4, rate: 30)
        let second = first.map { count in
            EditCounts(
                hits: count.hits + count.substitutions / 2, substitutions: count.substitutions - count.substitutions / 2
            )
        }
        let bootstrap = Bootstrap(replicates: 1_000)
        var generator = TestGenerator(state: 10)
        let forward = try #require(bootstrap.difference(first, second, using: &generator))
        generator = TestGenerator(state: 10)
        let backward = try #require(bootstrap.difference(second, first, using: &generator))
        #expect(forward.difference == -backward.difference)
        #expect(forward.difference > 0)
        #expect(forward.better == backward.worse)
        #expect(forward.equal == backward.equal)
        #expect(forward.pValue == backward.pValue)
        #expect(forward.pValue == 2.0 / 1_001)
        #expect(abs(forward.spread.mean + backward.spread.mean) < 1e-12)
        #expect(forward.probabilityOfImprovement == 1)
    }

    @Test("drawing the same units for both makes the difference surer than the rates are")
    func paired() throws {
        let first = corpus(300, seed: 5, rate: 40)
        let second = first.map { EditCounts(hits: $0.hits, substitutions: $0.substitutions, insertions: 1) }
        var generator = TestGenerator(state: 11)
        let bootstrap = Bootstrap(replicates: 500)
        let alone = try #require(bootstrap.interval(first, using: &generator)).spread.standardDeviation
        let together = try #require(bootstrap.difference(first, second, using: &generator)).spread.standardDeviation
        #expect(together < alone / 2)
    }

    @Test("every place is drawn equally often, whatever the number of places")
    func indices() {
        var generator = TestGenerator(state: 12)
        for count in [1, 2, 3, 7, 100] {
            var draw = IndexDraw(count: count)
            var seen = Array(repeating: 0, count: count)
            for _ in 0..<(1_000 * count) { seen[draw.next(using: &generator)] += 1 }
            // 1,000 expected, standard deviation at most 32.
            #expect(seen.allSatisfy { abs($0 - 1_000) < 190 }, "\(count)")
        }
        // Where half of all draws must be thrown away, the lower half would come twice as often without that.
        var draw = IndexDraw(count: 3 << 30)
        var low = 0
        for _ in 0..<3_000 where draw.next(using: &generator) < 1 << 30 { low += 1 }
        #expect(abs(low - 1_000) < 150)
    }
}

/// 64 repeatable bits at a time (SplitMix64).
struct TestGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
