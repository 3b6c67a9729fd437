/// The members of one JSON object, in the order of its text.
///
/// A value that is not a string keeps the very bytes it was written with, so that it goes out unchanged: 1.0 stays 1.0.
package struct JSONLine {
    enum Value: Equatable {
        case text(String)
        case null
        /// A number, a truth value, an array or an object, as written.
        case raw(String)
    }

    struct Malformed: Error {
        /// The byte, from 1, at which reading stopped.
        let column: Int
        let reason: String
    }

    let members: [(name: String, value: Value)]

    /// Reads `bytes`, which must hold one object and nothing else.
    init(_ bytes: [UInt8]) throws(Malformed) {
        var scanner = JSONScanner(bytes: bytes)
        members = try scanner.object()
    }

    /// Appends `text` as a JSON string; the control characters are escaped, all else stands as it is.
    package static func append(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "\n"): output += "\\n".utf8
            case UInt8(ascii: "\r"): output += "\\r".utf8
            case UInt8(ascii: "\t"): output += "\\t".utf8
            case 0..<0x20: output += ((byte < 16 ? "\\u000" : "\\u00") + String(byte, radix: 16)).utf8
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}

private struct JSONScanner {
    let bytes: [UInt8]
    var position = 0
    var names: Set<ByteKey> = []

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func object() throws(JSONLine.Malformed) -> [(name: String, value: JSONLine.Value)] {
        var members: [(name: String, value: JSONLine.Value)] = []
        try expect("{", "a line must be one JSON object")
        if !take("}") {
            repeat {
                skipSpace()
                let name = try string()
                guard names.insert(ByteKey(name)).inserted else { throw malformed("\"\(name)\" is there twice") }
                try expect(":", "\":\" is missing after \"\(name)\"")
                members.append((name, try value()))
            } while take(",")
            try expect("}", "\",\" or \"}\" is missing")
        }
        skipSpace()
        guard position == bytes.count else { throw malformed("text follows the object") }
        return members
    }

    private mutating func value() throws(JSONLine.Malformed) -> JSONLine.Value {
        skipSpace()
        if current == UInt8(ascii: "\"") { return .text(try string()) }
        let start = position
        try skipValue(depth: 0)
        guard let text = String(validating: bytes[start..<position], as: UTF8.self) else {
            throw malformed("the value is not UTF-8")
        }
        return text == "null" ? .null : .raw(text)
    }

    private mutating func skipValue(depth: Int) throws(JSONLine.Malformed) {
        guard depth < 100 else { throw malformed("the value is nested too deeply") }
        skipSpace()
        switch current {
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "{"): try skipList(close: "}", named: true, depth: depth)
        case UInt8(ascii: "["): try skipList(close: "]", named: false, depth: depth)
        default:
            let word = bytes[position...].prefix { !Self.endsWord($0) }
            let text = String(decoding: word, as: UTF8.self)
            guard ["true", "false", "null"].contains(text) || Self.isNumber(word) else {
                throw malformed("\"\(EscapedText.oneLine(text))\" is no JSON value")
            }
            position += word.count
        }
    }

    private mutating func skipList(
        close: Unicode.Scalar, named: Bool, depth: Int
    ) throws(JSONLine.Malformed) {
        position += 1
        if take(close) { return }
        repeat {
            skipSpace()
            if named {
                _ = try string()
                try expect(":", "\":\" is missing")
            }
            try skipValue(depth: depth + 1)
        } while take(",")
        try expect(close, "\",\" or \"\(close)\" is missing")
    }

    private mutating func string() throws(JSONLine.Malformed) -> String {
        guard current == UInt8(ascii: "\"") else { throw malformed("a string in double quotes is missing") }
        position += 1
        var text: [UInt8] = []
        while let byte = current {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: text, as: UTF8.self) else {
                    throw malformed("the text is not UTF-8")
                }
                return text
            case UInt8(ascii: "\\"): try escape(into: &text)
            case 0..<0x20: throw malformed("a control character stands bare in a string")
            default: text.append(byte)
            }
        }
        throw malformed("a string never ends")
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONLine.Malformed) {
        guard let byte = current else { throw malformed("a string never ends") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0c)
        case UInt8(ascii: "n"): text.append(0x0a)
        case UInt8(ascii: "r"): text.append(0x0d)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            var code = try hexadecimal()
            if (0xd800..<0xdc00).contains(code) {
                guard bytes[position...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) else {
                    throw malformed("half a surrogate pair")
                }
                position += 2
                let low = try hexadecimal()
                guard (0xdc00..<0xe000).contains(low) else { throw malformed("half a surrogate pair") }
                code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw malformed("half a surrogate pair") }
            text += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
        default: throw malformed("an unknown escape in a string")
        }
    }

    private mutating func hexadecimal() throws(JSONLine.Malformed) -> UInt32 {
        let digits = bytes[position...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }),
            let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw malformed("\\u needs four hexadecimal digits") }
        position += 4
        return value
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d { position += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard let byte = current, UInt32(byte) == character.value else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar, _ reason: String) throws(JSONLine.Malformed) {
        guard take(character) else { throw malformed(reason) }
    }

    private func malformed(_ reason: String) -> JSONLine.Malformed {
        JSONLine.Malformed(column: position + 1, reason: reason)
    }

    private static func endsWord(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
    }

    private static func isNumber(_ word: ArraySlice<UInt8>) -> Bool {
        guard let last = word.last, word.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }),
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(last), word.first != UInt8(ascii: "+")
        else { return false }
        return Double(String(decoding: word, as: UTF8.self)) != nil
    }
}
