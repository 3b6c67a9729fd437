import ErrorRate
import Testing

@Suite("EditCounts")
struct EditCountsTests {
    struct Rates: Sendable, CustomStringConvertible {
        let counts: EditCounts
        let errorRate, matchErrorRate, preserved: Double
        let description: String
    }

    @Test(
        "rates follow jiwer's definitions and edge rules",
        arguments: [
            Rates(
                counts: EditCounts(), errorRate: 0, matchErrorRate: 0, preserved: 1, description: "both sides empty"),
            Rates(
                counts: EditCounts(insertions: 3), errorRate: 3, matchErrorRate: 1, preserved: 0,
                description: "an empty reference counts every word as an insertion"),
            Rates(
                counts: EditCounts(deletions: 4), errorRate: 1, matchErrorRate: 1, preserved: 0,
                description: "an empty hypothesis"),
            Rates(
                counts: EditCounts(hits: 2, substitutions: 1, deletions: 1, insertions: 2), errorRate: 1,
                matchErrorRate: 4.0 / 6, preserved: (2.0 / 4) * (2.0 / 5), description: "a mixture"),
        ])
    func rates(_ expected: Rates) {
        #expect(expected.counts.errorRate == expected.errorRate)
        #expect(expected.counts.matchErrorRate == expected.matchErrorRate)
        #expect(expected.counts.informationPreserved == expected.preserved)
        #expect(expected.counts.informationLost == 1 - expected.preserved)
    }

    @Test("a rate may exceed one")
    func aboveOne() {
        #expect(EditCounts(substitutions: 1, insertions: 4).errorRate == 5)
    }
}
