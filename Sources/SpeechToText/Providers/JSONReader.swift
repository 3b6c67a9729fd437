import Foundation

/// Reads JSON in one pass over its bytes.
///
/// It takes a little more than RFC 8259 allows, where real services send it and nothing else can be meant: a byte order
/// mark, bytes that are no UTF-8 (read as U+FFFD; whisper.cpp cuts characters in two), control characters within texts,
/// `NaN` and `Infinity` (as Python writes them; read as null), a comma after the last element. Of members of one name the last counts. What follows the
/// value, or ends early, or is nested deeper than 512 is not JSON.
///
/// - Complexity: O(bytes).
struct JSONReader {
    private static let maximumDepth = 512

    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0
    private var depth = 0

    static func read(_ data: Data) -> JSONValue? {
        data.withUnsafeBytes { raw in
            var reader = JSONReader(bytes: raw.bindMemory(to: UInt8.self))
            if reader.bytes.starts(with: [0xef, 0xbb, 0xbf]) { reader.position = 3 }
            guard let value = reader.value() else { return nil }
            reader.skipSpace()
            return reader.position == reader.bytes.count ? value : nil
        }
    }

    private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// The byte at the position; 0 at the end, which begins nothing.
    private var next: UInt8 { position < bytes.count ? bytes[position] : 0 }

    private mutating func skipSpace() {
        while case let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { position += 1 }
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        skipSpace()
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func value() -> JSONValue? {
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return object()
        case UInt8(ascii: "["): return array()
        case UInt8(ascii: "\""): return string().map(JSONValue.string)
        case UInt8(ascii: "t"): return word("true", .bool(true))
        case UInt8(ascii: "f"): return word("false", .bool(false))
        case UInt8(ascii: "n"): return word("null", .null)
        case UInt8(ascii: "N"): return word("NaN", .null)
        case UInt8(ascii: "I"): return word("Infinity", .null)
        default: return number()
        }
    }

    private mutating func word(_ text: StaticString, _ value: JSONValue) -> JSONValue? {
        let expected = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        guard bytes.dropFirst(position).starts(with: expected) else { return nil }
        position += expected.count
        return value
    }

    private mutating func object() -> JSONValue? {
        guard enter() else { return nil }
        var members: [String: JSONValue] = [:]
        repeat {
            if skip(UInt8(ascii: "}")) { return leave(.object(members)) }
            guard next == UInt8(ascii: "\""), let name = string(), skip(UInt8(ascii: ":")), let value = value() else {
                return nil
            }
            members[name] = value
        } while skip(UInt8(ascii: ","))
        return skip(UInt8(ascii: "}")) ? leave(.object(members)) : nil
    }

    private mutating func array() -> JSONValue? {
        guard enter() else { return nil }
        var elements: [JSONValue] = []
        repeat {
            if skip(UInt8(ascii: "]")) { return leave(.array(elements)) }
            guard let element = value() else { return nil }
            elements.append(element)
        } while skip(UInt8(ascii: ","))
        return skip(UInt8(ascii: "]")) ? leave(.array(elements)) : nil
    }

    private mutating func enter() -> Bool {
        position += 1
        depth += 1
        return depth <= Self.maximumDepth
    }

    private mutating func leave(_ value: JSONValue) -> JSONValue {
        depth -= 1
        return value
    }
}

extension JSONReader {
    private mutating func string() -> String? {
        position += 1
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                defer { position += 1 }
                return text(start..<position)
            case UInt8(ascii: "\\"): return escapedString(from: start)
            default: position += 1
            }
        }
        return nil
    }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
    }

    /// A text with escapes, the first of them at the position.
    private mutating func escapedString(from start: Int) -> String? {
        var units = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: units, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let scalar = escape() else { return nil }
                units.append(contentsOf: Array(String(Character(scalar)).utf8))
            default: units.append(byte)
            }
        }
        return nil
    }

    /// What follows a backslash.
    private mutating func escape() -> Unicode.Scalar? {
        defer { position += 1 }
        switch next {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return unicodeEscape()
        default: return nil
        }
    }

    /// `uXXXX`, or two of them for what lies beyond 16 bits; half of such a pair is U+FFFD.
    ///
    /// Leaves the position at the last digit.
    private mutating func unicodeEscape() -> Unicode.Scalar? {
        guard let first = hexDigits(position + 1) else { return nil }
        position += 4
        if let scalar = Unicode.Scalar(first) { return scalar }
        let follows =
            position + 2 < bytes.count && bytes[position + 1] == UInt8(ascii: "\\")
            && bytes[position + 2] == UInt8(ascii: "u")
        guard first < 0xdc00, follows, let second = hexDigits(position + 3), (0xdc00...0xdfff).contains(second) else {
            return "\u{fffd}"
        }
        position += 6
        return Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
    }

    private func hexDigits(_ start: Int) -> UInt32? {
        guard start + 4 <= bytes.count else { return nil }
        var value: UInt32 = 0
        for byte in bytes[start..<start + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    private mutating func number() -> JSONValue? {
        let start = position
        if next == UInt8(ascii: "-") { position += 1 }
        if next == UInt8(ascii: "I") { return word("Infinity", .null) }
        let whole = digits()
        guard whole.count > 0, whole.count == 1 || bytes[whole.start] != UInt8(ascii: "0") else { return nil }
        if next == UInt8(ascii: ".") {
            position += 1
            guard digits().count > 0 else { return nil }
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            guard digits().count > 0 else { return nil }
        }
        // Beyond the range of numbers, 1e999, it is infinite; no service means that.
        guard let value = Double(text(start..<position)), value.isFinite else { return .null }
        return .number(value)
    }

    private mutating func digits() -> (start: Int, count: Int) {
        let start = position
        while case let byte = next, byte >= 0x30, byte <= 0x39 { position += 1 }
        return (start, position - start)
    }
}
