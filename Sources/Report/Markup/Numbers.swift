import Foundation

/// How numbers are written in a report: a full stop, no grouping, whatever the machine's locale.
package enum Numbers {
    /// What stands where there is no number: an average of nothing, a rate of no words.
    package static let absent = "–"

    /// `value` with a fixed count of decimals, half rounded away from zero; `absent` for nil, NaN and infinities.
    ///
    /// The tables of comparisons round the same way, so that page and table show the same digits.
    package static func fixed(_ value: Double?, _ decimals: Int) -> String {
        guard let value, value.isFinite else { return absent }
        let power = pow(10, Double(decimals))
        let rounded = abs(value) < 1e12 ? (value * power).rounded() / power : value
        let text = String(format: "%.\(decimals)f", rounded)
        return text.allSatisfy { "-0.".contains($0) } && text.hasPrefix("-") ? String(text.dropFirst()) : text
    }

    /// A share in 0...1 as percent, without the sign.
    package static func percent(_ share: Double?, _ decimals: Int = 1) -> String {
        fixed(share.map { $0 * 100 }, decimals)
    }

    /// A difference with its sign: `+3.2`, `−4.1`, `0.0`.
    package static func signed(_ value: Double?, _ decimals: Int) -> String {
        let text = fixed(value, decimals)
        if text.hasPrefix("-") { return "−" + text.dropFirst() }
        return text == absent || text.allSatisfy { "0.".contains($0) } ? text : "+" + text
    }

    /// A coordinate: at most two decimals, none that are zero, so that files stay small and stable.
    package static func coordinate(_ value: Double) -> String {
        var text = fixed(value, 2)
        guard text.contains(".") else { return text }
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }

    /// A whole number with thin spaces between thousands from 10 000 on.
    package static func count(_ value: Int) -> String {
        let digits = String(value.magnitude)
        guard digits.count > 4 else { return String(value) }
        var groups: [Substring] = []
        var rest = digits[...]
        while !rest.isEmpty {
            groups.insert(rest.suffix(3), at: 0)
            rest = rest.dropLast(3)
        }
        return (value < 0 ? "-" : "") + groups.joined(separator: "\u{2009}")
    }
}
