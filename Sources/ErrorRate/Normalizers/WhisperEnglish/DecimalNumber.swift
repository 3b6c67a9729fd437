/// A whole number of any size as its decimal digits: spoken numbers go beyond 64 bits ("two decillion").
struct DecimalNumber: Equatable {
    /// The most significant first, without leading zeros; [0] for zero.
    private(set) var digits: [UInt8]

    init(_ value: Int) { digits = String(value).utf8.map { $0 - UInt8(ascii: "0") } }

    /// Leading zeros are dropped.
    init(digits: some Collection<UInt8>) {
        let significant = digits.drop { $0 == 0 }
        self.digits = significant.isEmpty ? [0] : Array(significant)
    }

    /// Ten to the `power`.
    init(power: Int) { digits = [1] + Array(repeating: 0, count: power) }

    var isZero: Bool { digits == [0] }

    /// Whether it is a multiple of ten to the `power`.
    func isMultiple(ofPower power: Int) -> Bool {
        isZero || digits.count > power && digits.suffix(power).allSatisfy { $0 == 0 }
    }

    /// The number times ten to the `power`.
    func shifted(by power: Int) -> DecimalNumber {
        DecimalNumber(digits: digits + Array(repeating: 0, count: power))
    }

    /// The last `count` digits as a number, and the rest with zeros in their place.
    func split(last count: Int) -> (rest: DecimalNumber, last: DecimalNumber) {
        let rest = digits.dropLast(count) + Array(repeating: 0, count: min(count, digits.count))
        return (DecimalNumber(digits: rest), DecimalNumber(digits: digits.suffix(count)))
    }

    static func + (left: DecimalNumber, right: DecimalNumber) -> DecimalNumber {
        var sum: [UInt8] = []
        var carry: UInt8 = 0
        for place in 1...max(left.digits.count, right.digits.count) {
            let first = place <= left.digits.count ? left.digits[left.digits.count - place] : 0
            let second = place <= right.digits.count ? right.digits[right.digits.count - place] : 0
            let value = first + second + carry
            sum.append(value % 10)
            carry = value / 10
        }
        sum.append(carry)
        return DecimalNumber(digits: sum.reversed())
    }

    /// The digits as text.
    var scalars: [Unicode.Scalar] { digits.map { Unicode.Scalar($0 + UInt8(ascii: "0")) } }

    /// The number that `text` times ten to the `power` is, nil where `text` is no plain number or the product not whole.
    ///
    /// A plain number has digits of any script, at most one point, and a digit at its start or right behind the point.
    init?(_ text: [Unicode.Scalar], power: Int) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        var whole: [UInt8] = []
        var fraction: [UInt8] = []
        for scalar in parts[0] {
            guard let digit = ScalarClass.digit(scalar) else { return nil }
            whole.append(digit)
        }
        for scalar in parts.dropFirst().joined() {
            guard let digit = ScalarClass.digit(scalar) else { return nil }
            fraction.append(digit)
        }
        guard !whole.isEmpty || !fraction.isEmpty else { return nil }
        while fraction.last == 0 { fraction.removeLast() }
        guard fraction.count <= power else { return nil }
        self.init(digits: whole + fraction + Array(repeating: 0, count: power - fraction.count))
    }
}
