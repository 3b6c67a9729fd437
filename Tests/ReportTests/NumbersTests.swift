import Report
import Testing

@Suite("Numbers")
struct NumbersTests {
    @Test("fixed decimals, and a dash where there is no number")
    func fixed() {
        #expect(Numbers.fixed(0.7184, 3) == "0.718")
        #expect(Numbers.fixed(-0.0001, 2) == "0.00")
        #expect(Numbers.fixed(-1.5, 1) == "-1.5")
        #expect(Numbers.fixed(0.5625, 3) == "0.563" && Numbers.fixed(-0.5625, 3) == "-0.563")
        #expect(Numbers.fixed(nil, 1) == "–")
        #expect(Numbers.fixed(.nan, 1) == "–")
        #expect(Numbers.fixed(.infinity, 1) == "–")
    }

    @Test("thousands are grouped from five digits on")
    func count() {
        #expect(Numbers.count(0) == "0")
        #expect(Numbers.count(5531) == "5531")
        #expect(Numbers.count(10039) == "10\u{2009}039")
        #expect(Numbers.count(-1_234_567) == "-1\u{2009}234\u{2009}567")
    }

    @Test("coordinates lose the zeros that say nothing")
    func coordinate() {
        #expect(Numbers.coordinate(12) == "12")
        #expect(Numbers.coordinate(12.5) == "12.5")
        #expect(Numbers.coordinate(0.004) == "0")
        #expect(Numbers.coordinate(100) == "100")
    }

    @Test("the spread of runs is the sample standard deviation")
    func spread() {
        let spread = ResultsTable.Spread(of: [1, 2, 3, 4])
        #expect(spread?.mean == 2.5)
        #expect(abs((spread?.standardDeviation ?? 0) - (5.0 / 3).squareRoot()) < 1e-12)
        #expect(ResultsTable.Spread(of: [1])?.standardDeviation == nil)
        #expect(ResultsTable.Spread(of: []) == nil)
    }
}
