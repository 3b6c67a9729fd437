import Foundation

/// Moments as the cache and its exports write them: UTC to the millisecond, the same text for the same moment always.
enum StoredTime {
    /// `2023-11-14 22:13:20.000`, the layout SQLite's date functions read.
    static func text(_ date: Date) -> String { text(date, separator: " ", end: "") }

    /// `2023-11-14T22:13:20.000Z`, ISO 8601.
    static func exported(_ date: Date) -> String { text(date, separator: "T", end: "Z") }

    /// Reads either layout; fractions of a second and the `Z` may be missing.
    ///
    /// - Returns: nil for anything else, an impossible day included.
    static func date(_ text: String) -> Date? {
        var bytes = Array(text.utf8)
        if bytes.last == UInt8(ascii: "Z") { bytes.removeLast() }
        guard bytes.count >= 19, bytes.count == 19 || (bytes.count >= 21 && bytes.count <= 29),
            bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            bytes[10] == UInt8(ascii: " ") || bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"),
            bytes[16] == UInt8(ascii: ":"), bytes.count == 19 || bytes[19] == UInt8(ascii: "."),
            let year = number(bytes[0..<4]), let month = number(bytes[5..<7]), let day = number(bytes[8..<10]),
            let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]), let second = number(bytes[17..<19]),
            let fraction = number(bytes.dropFirst(20)), (1...12).contains(month), hour < 24, minute < 60, second < 61
        else { return nil }
        let days = days(year, month, day)
        let (y, m, d) = civil(days)
        guard (y, m, d) == (year, month, day) else { return nil }
        // Digits beyond the third are cut off.
        var milliseconds = fraction
        for _ in 0..<abs(bytes.count - 23) where bytes.count > 20 {
            milliseconds = bytes.count < 23 ? milliseconds * 10 : milliseconds / 10
        }
        let seconds = (days * 24 + hour) * 3600 + minute * 60 + second
        return Date(timeIntervalSince1970: Double(seconds * 1000 + milliseconds) / 1000)
    }

    private static func text(_ date: Date, separator: String, end: String) -> String {
        // The years 0 to 9999, which four digits can tell.
        let seconds = min(max(date.timeIntervalSince1970, -62_167_219_200), 253_402_300_799)
        let total = Int((seconds * 1000).rounded())
        let days = Int((Double(total) / 86_400_000).rounded(.down))
        let rest = total - days * 86_400_000
        let (year, month, day) = civil(days)
        return pad(year, 4) + "-" + pad(month, 2) + "-" + pad(day, 2) + separator + pad(rest / 3_600_000, 2) + ":"
            + pad(rest / 60_000 % 60, 2) + ":" + pad(rest / 1000 % 60, 2) + "." + pad(rest % 1000, 3) + end
    }

    private static func pad(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// Nil unless all bytes are digits; 0 for none.
    private static func number(_ digits: some Sequence<UInt8>) -> Int? {
        var result = 0
        for byte in digits {
            guard (48...57).contains(byte) else { return nil }
            result = result * 10 + Int(byte - 48)
        }
        return result
    }

    /// Days since 1970-01-01 in the Gregorian calendar, counted in years that begin in March so that the leap day is the
    /// last one.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month > 2 ? year : year - 1
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The inverse of `days`.
    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
