import Testing

@testable import Experiments

@Suite struct DecimalsTests {
    @Test(
        "numbers have the decimals asked for",
        arguments: [
            (0.5555, 3, "0.556"), (0, 3, "0.000"), (1, 2, "1.00"), (-0.0001, 3, "0.000"), (-1.25, 1, "-1.3"),
            (0.05, 6, "0.050000"), (12.5, 0, "13"), (.nan, 3, "nan"),
        ] as [(Double, Int, String)])
    func decimals(value: Double, decimals: Int, text: String) { #expect(fixed(value, decimals: decimals) == text) }

    @Test(
        "probabilities keep three digits however small they are",
        arguments: [
            (1, "1.000000"), (0.023, "0.023000"), (0.001, "0.001000"), (0.000_999_9, "1.00e-03"), (0.0001, "1.00e-04"),
            (0.000_123_4, "1.23e-04"), (4.5e-8, "4.50e-08"), (2.5e-31, "2.50e-31"), (0, "0.000000"),
        ] as [(Double, String)])
    func probabilities(value: Double, text: String) throws {
        #expect(probability(value) == text)
        let read = try #require(Double(text))
        #expect(abs(read - value) <= 0.005 * value)
    }

    @Test("thousands are set apart", arguments: [(0, "0"), (999, "999"), (5531, "5,531"), (-1_234_567, "-1,234,567")])
    func thousands(value: Int, text: String) { #expect(grouped(value) == text) }
}
