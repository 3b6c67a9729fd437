import Testing

@testable import ErrorRate

@Suite("NormalDistribution")
struct NormalDistributionTests {
    /// From SciPy 1.17, `norm.sf` and `norm.ppf`.
    @Test("tails and widths are SciPy's")
    func values() {
        for (z, probability) in [(0, 1), (0.5, 0.6170750774519738), (-2.943, 0.003250484182625214)] {
            #expect(abs(NormalDistribution.twoSided(z) - probability) < 1e-14)
        }
        #expect(abs(NormalDistribution.twoSided(9.467) / 2.879960749025004e-21 - 1) < 1e-10)
        for (confidence, width) in [
            (0.5, 0.6744897501960817), (0.95, 1.959963984540054), (0.99, 2.5758293035489004),
        ] {
            #expect(abs(NormalDistribution.halfWidth(confidence: confidence) - width) < 1e-10)
        }
    }
}
