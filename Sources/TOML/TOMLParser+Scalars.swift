extension TOMLParser {
    /// `true`, `12`, `1_000.5e3`, `0xff`, `2026-01-31 08:00:00`.
    mutating func scalar() throws(TOMLError) -> TOMLValue {
        let start = position
        while let byte = peek, Self.isWord(byte) { position += 1 }
        // A date may have a space before its time.
        if peek == 0x20, Self.isDate(bytes[start..<position]), let next = peek(1), Self.isDigit(next) {
            position += 1
            while let byte = peek, Self.isWord(byte) { position += 1 }
        }
        let word = String(decoding: bytes[start..<position], as: UTF8.self)
        switch word {
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        case "inf", "+inf": return .float(.infinity)
        case "-inf": return .float(-.infinity)
        case "nan", "+nan", "-nan": return .float(.nan)
        default: break
        }
        if let integer = Self.integer(word) {
            guard let value = integer else {
                position = start
                throw error("a number that does not fit into 64 bits")
            }
            return .integer(value)
        }
        if let float = Self.float(word) { return .float(float) }
        if Self.isMoment(word) { return .moment(word) }
        position = start
        throw error("expected a value: texts stand in quotes")
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x61...0x7a).contains(byte | 0x20) || "+-_.:".utf8.contains(byte)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// Nil where it is no integer; a nil inside where it is one that is too large.
    private static func integer(_ word: String) -> Int64?? {
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] where word.hasPrefix(prefix) {
            let rest = word.dropFirst(2)
            guard hasGoodUnderscores(rest), rest.allSatisfy({ $0 == "_" || Int(String($0), radix: radix) != nil })
            else { return nil }
            return .some(Int64(rest.filter { $0 != "_" }, radix: radix))
        }
        guard isDecimal(unsigned(word)) else { return nil }
        return .some(Int64(word.filter { $0 != "_" }))
    }

    private static func float(_ word: String) -> Double? {
        let parts = unsigned(word).split(omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
        guard parts.count <= 2 else { return nil }
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        guard mantissa.count <= 2, isDecimal(mantissa[0]), parts.count + mantissa.count > 2 else { return nil }
        if mantissa.count == 2 { guard isDigits(mantissa[1]) else { return nil } }
        if parts.count == 2 { guard isDigits(unsigned(parts[1])) else { return nil } }
        return Double(word.filter { $0 != "_" })
    }

    private static func unsigned(_ word: some StringProtocol) -> Substring {
        word.first == "+" || word.first == "-" ? Substring(word.dropFirst()) : Substring(word)
    }

    /// Digits without a zero in front.
    private static func isDecimal(_ word: Substring) -> Bool {
        isDigits(word) && (word.first != "0" || word.utf8.count == 1)
    }

    private static func isDigits(_ word: Substring) -> Bool {
        hasGoodUnderscores(word) && word.utf8.allSatisfy { isDigit($0) || $0 == UInt8(ascii: "_") }
    }

    /// An underscore stands between two digits.
    private static func hasGoodUnderscores(_ word: Substring) -> Bool {
        !word.isEmpty && word.first != "_" && word.last != "_" && !word.contains("__")
    }

    private static func isDate(_ bytes: ArraySlice<UInt8>) -> Bool {
        isDate(Substring(decoding: bytes, as: UTF8.self))
    }

    private static func isDate(_ text: Substring) -> Bool {
        guard let found = text.wholeMatch(of: /([0-9]{4})-([0-9]{2})-([0-9]{2})/), let year = Int(found.1),
            let month = Int(found.2), let day = Int(found.3), (1...12).contains(month)
        else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
        return (1...days).contains(day)
    }

    private static func isMoment(_ word: String) -> Bool {
        if isDate(Substring(word)) || isTime(Substring(word)) { return true }
        guard word.utf8.count > 11 else { return false }
        let separator = word.dropFirst(10).first
        guard separator == "T" || separator == "t" || separator == " ", isDate(word.prefix(10)) else { return false }
        var time = word.dropFirst(11)
        if time.last == "Z" || time.last == "z" {
            time = time.dropLast()
        } else if let sign = time.lastIndex(where: { $0 == "+" || $0 == "-" }) {
            guard let found = time[sign...].wholeMatch(of: /[+\-]([0-9]{2}):([0-9]{2})/), (Int(found.1) ?? 99) < 24,
                (Int(found.2) ?? 99) < 60
            else { return false }
            time = time[..<sign]
        }
        return isTime(time)
    }

    private static func isTime(_ text: Substring) -> Bool {
        guard let found = text.wholeMatch(of: /([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]+)?/),
            let hour = Int(found.1), let minute = Int(found.2), let second = Int(found.3)
        else { return false }
        return hour < 24 && minute < 60 && second < 60
    }
}
