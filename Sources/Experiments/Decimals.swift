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
