import ErrorRate
import Testing

@Suite("McNemarTest")
struct McNemarTestTests {
    /// From SciPy 1.17, `binomtest(min(b, c), b + c)`.
    @Test(
        "the p-value is the binomial one",
        arguments: [
            (0, 0, 1), (1, 0, 1), (5, 1, 0.21875), (10, 10, 1), (9, 11, 0.8238029479980469),
            (30, 12, 0.007915897334896727), (300, 250, 0.036578745549102676), (0, 20, 1.9073486328125e-06),
        ])
    func pValue(_ onlyFirst: Int, _ onlySecond: Int, _ expected: Double) {
        var test = McNemarTest()
        for _ in 0..<onlyFirst { test.add(firstIsRight: true, secondIsRight: false) }
        for _ in 0..<onlySecond { test.add(firstIsRight: false, secondIsRight: true) }
        for right in [true, true, false] { test.add(firstIsRight: right, secondIsRight: right) }
        #expect(test.discordant == onlyFirst + onlySecond)
        #expect(test.bothRight == 2)
        #expect(test.bothWrong == 1)
        #expect(abs(test.pValue - expected) < 1e-9 * max(1, expected))
    }
}
