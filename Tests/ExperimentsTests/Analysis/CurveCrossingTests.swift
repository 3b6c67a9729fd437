import Testing

@testable import Experiments

@Suite struct CurveCrossingTests {
    @Test("the crossing lies on the straight line between the points around it")
    func interpolation() {
        #expect(CurveCrossing(rates: [0, 0.1, 0.2], differences: [0.3, 0.1, -0.1]) == .at(0.1 + 0.1 * 0.1 / 0.2))
        #expect(CurveCrossing(rates: [0, 0.5], differences: [0.1, -0.3]) == .at(0.5 * 0.1 / 0.4))
        // It touches at 0.2 and falls below from there.
        #expect(CurveCrossing(rates: [0, 0.2, 0.4], differences: [0.1, 0, -0.1]) == .at(0.2))
    }

    @Test("a curve that stays above is not crossed, one that begins below was never above, the first fall counts")
    func outcomes() {
        #expect(CurveCrossing(rates: [0, 1], differences: [0.2, 0]) == .notCrossed)
        #expect(CurveCrossing(rates: [0, 1], differences: [0, 0.2]) == .neverAbove)
        #expect(CurveCrossing(rates: [], differences: []) == .neverAbove)
        #expect(CurveCrossing(rates: [0, 1, 2, 3], differences: [1, -1, 1, -1]) == .at(0.5))
    }

    @Test("an interval's end among replicates that never cross is open")
    func interval() {
        let rates = (0..<50).map { CurveCrossing.at(Double($0) / 100) }
        let crossing = RobustnessCrossing(.at(0.25), replicates: rates)
        #expect(crossing.outcome == .crossed && crossing.rate == 0.25 && crossing.shareCrossed == 1)
        #expect(crossing.low == 0.01 && crossing.high == 0.48)
        let open = RobustnessCrossing(
            .notCrossed, replicates: rates + [CurveCrossing](repeating: .notCrossed, count: 50))
        #expect(open.outcome == .notCrossed && open.rate == nil)
        #expect(open.low == 0.02 && open.high == nil && open.shareCrossed == 0.5 && open.shareNotCrossed == 0.5)
        let none = RobustnessCrossing(.neverAbove, replicates: [])
        #expect(none.low == nil && none.high == nil && none.shareCrossed == 0)
    }
}
