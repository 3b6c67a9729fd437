public import Foundation

/// What a server says about asking again.
public struct RetryHint: Sendable, Equatable {
    /// From `retry-after-ms`, or `retry-after` as seconds or as a date; never negative.
    public var delaySeconds: Double?
    /// From `x-should-retry`.
    public var shouldRetry: Bool?

    /// See the properties of the same names.
    public init(delaySeconds: Double? = nil, shouldRetry: Bool? = nil) {
        self.delaySeconds = delaySeconds
        self.shouldRetry = shouldRetry
    }

    /// Reads the headers of a refusal.
    ///
    /// - Parameters:
    ///   - headers: names in lower case.
    ///   - now: for pauses that are given as a date.
    public init(headers: [String: String], now: Date) {
        if let milliseconds = headers["retry-after-ms"].flatMap(Self.number) {
            delaySeconds = max(0, milliseconds / 1000)
        } else if let value = headers["retry-after"] {
            if let seconds = Self.number(value) {
                delaySeconds = max(0, seconds)
            } else if let date = HTTPDate.parse(value) {
                delaySeconds = max(0, date - now.timeIntervalSince1970)
            }
        }
        switch headers["x-should-retry"]?.lowercased() {
        case "true": shouldRetry = true
        case "false": shouldRetry = false
        default: shouldRetry = nil
        }
    }

    private static func number(_ text: String) -> Double? {
        guard let value = Double(text.trimmingCharacters(in: .whitespaces)), value.isFinite else { return nil }
        return value
    }
}

/// Dates as HTTP writes them: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7; the two obsolete forms are not read).
enum HTTPDate {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Seconds since 1970, or nil.
    static func parse(_ text: String) -> Double? {
        let fields = text.split(separator: " ")
        guard fields.count == 6, fields[5] == "GMT", let day = Int(fields[1]), (1...31).contains(day),
            let month = months.firstIndex(of: String(fields[2])), let year = Int(fields[3]),
            (1601...9999).contains(year)
        else { return nil }
        let time = fields[4].split(separator: ":").compactMap { Int($0) }
        guard time.count == 3, (0...23).contains(time[0]), (0...59).contains(time[1]), (0...60).contains(time[2]) else {
            return nil
        }
        let days = daysSince1970(year: year, month: month + 1, day: day)
        return Double(days * 86400 + time[0] * 3600 + time[1] * 60 + time[2])
    }

    /// Days of the Gregorian calendar, counted in years that begin in March (Howard Hinnant, "chrono-Compatible
    /// Low-Level Date Algorithms", `days_from_civil`).
    private static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}
