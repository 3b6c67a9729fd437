import Testing

@testable import SpeechToText

@Suite struct SpendingLedgerTests {
    private func ledger(
        _ limits: SpendingLimits = SpendingLimits(), billing: BillingRule? = BillingRule(incrementSeconds: 1),
        perMinute: Double? = 0.6
    ) -> SpendingLedger {
        SpendingLedger(limits: limits, billing: billing, price: perMinute.map { ServicePrice(perMinute: $0) })
    }

    private func reserve(
        _ ledger: SpendingLedger, _ seconds: Double, _ ticket: SpendingLedger.Ticket = .init()
    ) -> SpendingLedger.Reservation? { try? ledger.reserve(audioSeconds: seconds, ticket).get() }

    @Test("what is in flight counts, so that requests at the same time cannot pass a limit together")
    func reserved() throws {
        let ledger = ledger(SpendingLimits(audioSeconds: 10))
        let first = try #require(reserve(ledger, 6))
        #expect(reserve(ledger, 6) == nil)
        #expect(reserve(ledger, 4) != nil)
        ledger.refused(first)
        #expect(reserve(ledger, 6) != nil)
        #expect(reserve(ledger, 0.1) == nil)
        #expect(ledger.spending.sentSeconds == 0)
    }

    @Test("cost is counted as billed, rounded per request")
    func cost() throws {
        let ledger = ledger(SpendingLimits(cost: 0.05))
        for _ in 0..<2 { ledger.answered(try #require(reserve(ledger, 1.2)), billedSeconds: nil) }
        #expect(ledger.spending.sentSeconds == 2.4 && ledger.spending.billedSeconds == 4)
        #expect(abs((ledger.spending.cost ?? 0) - 0.04) < 1e-12)
        #expect(reserve(ledger, 1.2) == nil)
        #expect(reserve(ledger, 1) != nil)
    }

    @Test("what the service says it billed replaces the estimate")
    func stated() throws {
        let ledger = ledger(SpendingLimits(cost: 0.2))
        ledger.answered(try #require(reserve(ledger, 1.2)), billedSeconds: 15)
        #expect(ledger.spending.billedSeconds == 15)
        #expect(reserve(ledger, 6) == nil)
    }

    @Test("an answer lost on the way may be on the bill: it counts towards the limit, and apart")
    func lost() throws {
        let ledger = ledger(SpendingLimits(audioSeconds: 10))
        ledger.lost(try #require(reserve(ledger, 6)))
        #expect(reserve(ledger, 5) == nil)
        #expect(ledger.spending.uncertainSeconds == 6 && ledger.spending.billedSeconds == 0)
    }

    @Test("an utterance counts once, however many requests it takes")
    func utterances() {
        let ledger = ledger(SpendingLimits(utterances: 2))
        let ticket = SpendingLedger.Ticket()
        for _ in 0..<5 { #expect(reserve(ledger, 1, ticket) != nil) }
        #expect(reserve(ledger, 1) != nil)
        #expect(reserve(ledger, 1) == nil)
        #expect(reserve(ledger, 1, ticket) != nil)
        #expect(ledger.spending.utterances == 2)
    }

    @Test("one's own recogniser bills nothing, and without a price a cost limits nothing")
    func free() throws {
        let free = ledger(SpendingLimits(cost: 0), billing: nil)
        free.answered(try #require(reserve(free, 100)), billedSeconds: 100)
        #expect(free.spending.billedSeconds == 0 && free.spending.sentSeconds == 100)
        #expect(reserve(ledger(SpendingLimits(cost: 0), perMinute: nil), 5) != nil)
    }

    @Test("the sums do not depend on the order")
    func order() throws {
        let lengths = (1...200).map { Double($0 * 7919 % 1000) / 16_000 + 0.1 }
        func sum(_ lengths: [Double]) throws -> Double {
            let ledger = ledger(billing: BillingRule())
            for seconds in lengths { ledger.answered(try #require(reserve(ledger, seconds)), billedSeconds: nil) }
            return ledger.spending.billedSeconds
        }
        #expect(try sum(lengths) == sum(lengths.reversed()))
    }
}
