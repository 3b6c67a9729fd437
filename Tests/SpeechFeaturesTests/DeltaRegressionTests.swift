import Testing

@testable import SpeechFeatures

@Suite("Delta regression")
struct DeltaRegressionTests {
    private func row(_ row: Int, _ values: [Float], _ border: DeltaRegression.Border = .lastRow) -> Float {
        var slopes: [Float] = [0]
        DeltaRegression.row(
            row, of: values, rows: values.count, columns: 1, border: border, into: &slopes)
        return slopes[0]
    }

    @Test("a ramp has its slope inside and less at the borders, whose rows are repeated")
    func ramp() {
        let values: [Float] = [0, 1, 2, 3, 4, 5]
        #expect(row(2, values) == 1)
        #expect(row(0, values) == 0.5)  // (1 - 0 + 2 (2 - 0)) / 10
        #expect(row(5, values) == 0.5)  // (5 - 4 + 2 (5 - 3)) / 10
        #expect(row(6, values) == 0.2)  // (5 - 5 + 2 (5 - 4)) / 10: a row past the end
        #expect(row(7, values) == 0)
    }

    @Test("with the zero border rows past the end count as 0")
    func zeroBorder() {
        #expect(row(0, [3, 5], .zero) == -0.4)  // (5 - 3 + 2 (0 - 3)) / 10
        #expect(row(1, [3, 5], .zero) == -0.9)  // (0 - 3 + 2 (0 - 3)) / 10
    }
}
