import Testing

@testable import ErrorRate

@Suite("DecimalNumber")
struct DecimalNumberTests {
    @Test("is the integer of its digits")
    func integers() {
        var numbers = TestNumbers(state: 4)
        for _ in 0..<300 {
            let (left, right) = (numbers.below(2_000_000), numbers.below(3_000))
            let power = numbers.below(5)
            let scale = [1, 10, 100, 1_000, 10_000][power]
            #expect(DecimalNumber(left) + DecimalNumber(right) == DecimalNumber(left + right))
            #expect(DecimalNumber(left).shifted(by: power) == DecimalNumber(left * scale))
            #expect(DecimalNumber(left).isMultiple(ofPower: power) == (left % scale == 0))
            let parts = DecimalNumber(left).split(last: 3)
            #expect(parts.rest == DecimalNumber(left / 1_000 * 1_000))
            #expect(parts.last == DecimalNumber(left % 1_000))
            #expect(DecimalNumber(power: power) == DecimalNumber(scale))
        }
        #expect(DecimalNumber(0).isZero)
        #expect(DecimalNumber(digits: [0, 0, 7]) == DecimalNumber(7))
    }

    @Test(
        "a text is a number where the product is whole",
        arguments: [
            ("3.5", 1, 35), ("3.5", 0, nil), ("3.50", 1, 35), ("2.0", 0, 2), ("007", 0, 7), (".5", 2, 50),
            ("5.", 0, 5), (".", 3, nil), ("", 3, nil), ("1.2.3", 9, nil), ("$5", 0, nil), ("٣.٥", 1, 35),
        ] as [(String, Int, Int?)])
    func texts(_ text: String, _ power: Int, _ value: Int?) {
        #expect(DecimalNumber(Array(text.unicodeScalars), power: power) == value.map { DecimalNumber($0) })
    }
}
