/// A reader for the little JSON that safetensors headers consist of: objects, strings, lists of whole numbers.
///
/// It accepts nothing else and does not recurse on what it reads, so no header can exhaust the stack.
struct SafetensorsJSON {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Reads an object; `member` must read the value of each key.
    mutating func object(
        _ member: (inout SafetensorsJSON, String) throws(SafetensorsProblem) -> Void
    ) throws(SafetensorsProblem) {
        try expect("{")
        if skip("}") { return }
        repeat {
            let key = try string()
            try expect(":")
            try member(&self, key)
        } while skip(",")
        try expect("}")
    }

    /// Reads a list of at most `limit` whole numbers that are not negative.
    mutating func integers(limit: Int) throws(SafetensorsProblem) -> [Int] {
        var result: [Int] = []
        try expect("[")
        if skip("]") { return result }
        repeat {
            guard result.count < limit else { throw problem("a list has more than \(limit) numbers") }
            result.append(try integer())
        } while skip(",")
        try expect("]")
        return result
    }

    /// Reads a string with JSON's escapes.
    mutating func string() throws(SafetensorsProblem) -> String {
        try expect("\"")
        var content: [UInt8] = []
        while true {
            guard position < bytes.count else { throw problem("a string has no end") }
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: content, as: UTF8.self) else {
                    throw problem("a string is not UTF-8")
                }
                return text
            case UInt8(ascii: "\\"): try escape(into: &content)
            case 0..<0x20: throw problem("a string holds a control character")
            default: content.append(byte)
            }
        }
    }

    /// Checks that nothing but space follows.
    mutating func end() throws(SafetensorsProblem) {
        skipSpace()
        guard position == bytes.count else { throw problem("something follows the header's object") }
    }

    private mutating func integer() throws(SafetensorsProblem) -> Int {
        skipSpace()
        let start = position
        var value = 0
        while position < bytes.count, case let digit = bytes[position] &- UInt8(ascii: "0"), digit < 10 {
            let (tenfold, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, again) = tenfold.addingReportingOverflow(Int(digit))
            guard !overflow, !again else { throw problem("a number is too large") }
            value = sum
            position += 1
        }
        guard position > start else { throw problem("a whole number is expected") }
        return value
    }

    private mutating func escape(into content: inout [UInt8]) throws(SafetensorsProblem) {
        guard position < bytes.count else { throw problem("a string has no end") }
        let letter = bytes[position]
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(letter)
        case UInt8(ascii: "b"): content.append(8)
        case UInt8(ascii: "f"): content.append(12)
        case UInt8(ascii: "n"): content.append(10)
        case UInt8(ascii: "r"): content.append(13)
        case UInt8(ascii: "t"): content.append(9)
        case UInt8(ascii: "u"):
            var code = try hexadecimal()
            if (0xD800..<0xDC00).contains(code), position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
                bytes[position + 1] == UInt8(ascii: "u")
            {
                position += 2
                let low = try hexadecimal()
                guard (0xDC00..<0xE000).contains(low) else { throw problem("half a surrogate pair") }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw problem("half a surrogate pair") }
            content.append(contentsOf: UTF8.encode(scalar).map { Array($0) } ?? [])
        default: throw problem("an unknown escape in a string")
        }
    }

    private mutating func hexadecimal() throws(SafetensorsProblem) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard position < bytes.count, let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue,
                bytes[position] < 0x80
            else { throw problem("an unfinished escape in a string") }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(SafetensorsProblem) {
        guard skip(character) else { throw problem("\"\(character)\" is expected") }
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(truncatingIfNeeded: character.value) else {
            return false
        }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[position]) { position += 1 }
    }

    private func problem(_ what: String) -> SafetensorsProblem {
        SafetensorsProblem(reason: "its header is damaged at byte \(position + 8): \(what)")
    }
}
