import Testing

@testable import SpeechFeatures

@Suite("Cubic spline")
struct CubicSplineTests {
    private func evaluate(_ knots: [Double], _ values: [Double], at targets: [Double]) -> [Float] {
        let spline = CubicSpline(knots: knots, targets: targets)
        var result = [Lanes](repeating: .zero, count: targets.count)
        var curvatures = [WideLanes](repeating: .zero, count: knots.count)
        var rows = values.enumerated().map { WideLanes(repeating: Double($0.offset)) }
        for (row, value) in values.enumerated() { rows[row][5] = value }
        spline.evaluate(rows, into: &result, curvatures: &curvatures)
        return column(result)
    }

    @Test("goes through its knots, uneven ones too")
    func knots() {
        let knots = [0.0, 1, 1.5, 4, 4.25]
        #expect(evaluate(knots, [3, -1, 2, 8, 0], at: knots) == [3, -1, 2, 8, 0])
    }

    @Test("a straight line stays one")
    func line() {
        let result = evaluate([0, 1, 3, 4], [1, 3, 7, 9], at: [0.5, 2, 2.5, 3.75])
        for (value, expected) in zip(result, [2, 5, 6, 8.5] as [Float]) { #expect(abs(value - expected) < 1e-6) }
    }

    @Test("three knots by hand: curvature 0 at both ends")
    func byHand() {
        // y = 0, 1, 0 at 0, 1, 2: 2 y'' = 6 (-1 - 1) / 2, so y''[1] = -3;
        // at 0.5: (0 + 1) / 2 + (0.125 - 0.5) / 6 · -3.
        #expect(evaluate([0, 1, 2], [0, 1, 0], at: [0.5, 1.5]) == [0.6875, 0.6875])
    }

    @Test("solves the tridiagonal system: first and second derivative are continuous")
    func smoothness() {
        var generator = TestGenerator(seed: 3)
        var knots = [0.0]
        for _ in 0..<9 { knots.append(knots[knots.count - 1] + 0.2 + generator.uniform()) }
        let values = knots.map { _ in generator.uniform() }
        let step = 1e-2
        for knot in knots[1...8] {
            let targets = (-3...3).map { knot + Double($0) * step }
            let y = evaluate(knots, values, at: targets).map(Double.init)
            let (left, right) = (y[0] - 2 * y[1] + y[2], y[4] - 2 * y[5] + y[6])
            let across = y[2] - 2 * y[3] + y[4]
            // Second differences on both sides and across the knot agree but for the third derivative.
            #expect(abs(across - (left + right) / 2) / (step * step) < 0.5)
        }
    }
}
