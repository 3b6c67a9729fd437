import Foundation

/// A number with a fixed number of decimals and a point, whatever the locale; rounded half away from zero.
///
/// For |value| · 10^decimals below 2⁵³; NaN and infinities are written as such.
func fixed(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return "\(value)" }
    var power = 1
    for _ in 0..<decimals { power *= 10 }
    let scaled = Int((abs(value) * Double(power)).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard decimals > 0 else { return "\(sign)\(scaled)" }
    let fraction = "\(scaled % power)"
    return sign + "\(scaled / power)." + String(repeating: "0", count: decimals - fraction.utf8.count) + fraction
}

/// A probability as small as it is: six decimals, and three digits times a power of ten where those would leave fewer than
/// three (`0.023000`, `4.50e-08`).
func probability(_ value: Double) -> String {
    guard value > 0, value < 1e-3 else { return fixed(value, decimals: 6) }
    var exponent = Int(log10(value).rounded(.down))
    var digits = fixed(value / pow(10, Double(exponent)), decimals: 2)
    if digits == "10.00" {
        exponent += 1
        digits = "1.00"
    }
    return "\(digits)e-\(exponent > -10 ? "0" : "")\(-exponent)"
}

/// A whole number with its thousands set apart: `5,531`.
func grouped(_ value: Int) -> String {
    let digits = "\(abs(value))".utf8
    var text = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index) % 3 == 0 { text += "," }
        text.unicodeScalars.append(Unicode.Scalar(digit))
    }
    return text
}
