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

    @Test("thousands are set apart", arguments: [(0, "0"), (999, "999"), (5531, "5,531"), (-1_234_567, "-1,234,567")])
    func thousands(value: Int, text: String) { #expect(grouped(value) == text) }
}
