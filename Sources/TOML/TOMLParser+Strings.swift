extension TOMLParser {
    /// After the opening quote of `"…"`.
    mutating func basicString() throws(TOMLError) -> String {
        var text: [UInt8] = []
        while true {
            if take("\"") { return String(decoding: text, as: UTF8.self) }
            if peek == UInt8(ascii: "\\") { try escape(into: &text) } else { text.append(try character()) }
        }
    }

    /// After the opening quote of `'…'`.
    mutating func literalString() throws(TOMLError) -> String {
        var text: [UInt8] = []
        while !take("'") { text.append(try character()) }
        return String(decoding: text, as: UTF8.self)
    }

    /// After `"""` and its line end.
    mutating func longBasicString() throws(TOMLError) -> String {
        var text: [UInt8] = []
        while true {
            if closes("\"", &text) { return String(decoding: text, as: UTF8.self) }
            if peek == UInt8(ascii: "\\") {
                if !skipLineContinuation() { try escape(into: &text) }
            } else {
                try longCharacter(into: &text)
            }
        }
    }

    /// After `'''` and its line end.
    mutating func longLiteralString() throws(TOMLError) -> String {
        var text: [UInt8] = []
        while !closes("'", &text) { try longCharacter(into: &text) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Takes the three quotes at the end; one or two more before them belong to the text.
    private mutating func closes(_ quote: Unicode.Scalar, _ text: inout [UInt8]) -> Bool {
        let byte = UInt8(ascii: quote)
        guard peek == byte, peek(1) == byte, peek(2) == byte else { return false }
        var extra = 0
        while extra < 2, peek(3 + extra) == byte { extra += 1 }
        text.append(contentsOf: repeatElement(byte, count: extra))
        position += 3 + extra
        return true
    }

    private mutating func character() throws(TOMLError) -> UInt8 {
        guard let byte = peek else { throw error("the text has no end") }
        guard byte != 0x0a, byte != 0x0d else { throw error("a text in single quotes ends on its line") }
        guard byte == 0x09 || (byte >= 0x20 && byte != 0x7f) else { throw error("a control character") }
        position += 1
        return byte
    }

    private mutating func longCharacter(into text: inout [UInt8]) throws(TOMLError) {
        if takeLineEnd() {
            text.append(0x0a)
        } else if peek == 0x0d {
            throw error("a control character")
        } else {
            text.append(try character())
        }
    }

    /// A backslash at a line's end takes away the blanks up to the next text.
    private mutating func skipLineContinuation() -> Bool {
        var offset = 1
        while peek(offset) == 0x20 || peek(offset) == 0x09 { offset += 1 }
        guard peek(offset) == 0x0a || (peek(offset) == 0x0d && peek(offset + 1) == 0x0a) else { return false }
        position += 1
        repeat { skipSpaces() } while takeLineEnd()
        return true
    }

    private mutating func escape(into text: inout [UInt8]) throws(TOMLError) {
        position += 1
        guard let byte = peek else { throw error("the text has no end") }
        let plain: UInt8
        switch byte {
        case UInt8(ascii: "b"): plain = 0x08
        case UInt8(ascii: "t"): plain = 0x09
        case UInt8(ascii: "n"): plain = 0x0a
        case UInt8(ascii: "f"): plain = 0x0c
        case UInt8(ascii: "r"): plain = 0x0d
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): plain = byte
        case UInt8(ascii: "u"): return try scalar(digits: 4, into: &text)
        case UInt8(ascii: "U"): return try scalar(digits: 8, into: &text)
        default: throw error("\\ must be followed by one of b t n f r \" \\ u U; in '…' it stands for itself")
        }
        position += 1
        text.append(plain)
    }

    private mutating func scalar(digits: Int, into text: inout [UInt8]) throws(TOMLError) {
        position += 1
        guard position + digits <= bytes.count else { throw error("the text has no end") }
        let written = String(decoding: bytes[position..<position + digits], as: UTF8.self)
        guard written.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let scalar = UInt32(written, radix: 16).flatMap(Unicode.Scalar.init)
        else { throw error("no character has this number") }
        position += digits
        text.append(contentsOf: String(Character(scalar)).utf8)
    }
}
