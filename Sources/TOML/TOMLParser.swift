/// Reads a document from its bytes: lines, headers, keys and values.
///
/// Strings are in `TOMLParser+Strings.swift`, numbers and dates in `TOMLParser+Scalars.swift`, what a key may add to a
/// table in `TOMLTree.swift`.
struct TOMLParser {
    let bytes: [UInt8]
    var position = 0
    var line = 1
    private var lineStart = 0
    private var depth = 0

    /// Deeper nesting of lists and tables is refused: nobody writes it, and reading it takes stack.
    private static let deepest = 64

    init(_ text: String) {
        bytes = Array(text.utf8)
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) {
            position = 3
            lineStart = 3
        }
    }

    mutating func document() throws(TOMLError) -> TOMLTable {
        let root = TOMLTree(line: 1)
        var current = root
        while true {
            skipSpaces()
            guard let byte = peek else { break }
            switch byte {
            case UInt8(ascii: "#"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): break
            case UInt8(ascii: "["): current = try header(in: root)
            default: try keyValue(into: current)
            }
            try endOfLine()
        }
        return root.table
    }

    // MARK: - Bytes

    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    func peek(_ offset: Int) -> UInt8? { position + offset < bytes.count ? bytes[position + offset] : nil }

    /// Takes the next byte if it is this character.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// Takes a line end: `\n` or `\r\n`.
    mutating func takeLineEnd() -> Bool {
        if peek == UInt8(ascii: "\r"), peek(1) == UInt8(ascii: "\n") { position += 1 }
        guard take("\n") else { return false }
        line += 1
        lineStart = position
        return true
    }

    mutating func skipSpaces() { while peek == 0x20 || peek == 0x09 { position += 1 } }

    func error(_ reason: String) -> TOMLError {
        let before = String(decoding: bytes[lineStart..<min(position, bytes.count)], as: UTF8.self)
        return TOMLError(line: line, column: before.unicodeScalars.count + 1, reason: reason)
    }

    // MARK: - Lines

    private mutating func endOfLine() throws(TOMLError) {
        skipSpaces()
        try skipComment()
        guard peek == nil || takeLineEnd() else { throw error("one key and value a line, and nothing after it") }
    }

    private mutating func skipComment() throws(TOMLError) {
        guard take("#") else { return }
        while let byte = peek, byte != 0x0a, !(byte == 0x0d && peek(1) == 0x0a) {
            guard byte == 0x09 || (byte >= 0x20 && byte != 0x7f) else { throw error("a control character") }
            position += 1
        }
    }

    /// Spaces, comments and line ends, as they may stand inside a list.
    private mutating func skipBlanks() throws(TOMLError) {
        repeat {
            skipSpaces()
            try skipComment()
        } while takeLineEnd()
    }

    /// `[a.b]` or `[[a.b]]`; returns the table that the lines below it fill.
    private mutating func header(in root: TOMLTree) throws(TOMLError) -> TOMLTree {
        position += 1
        let isList = take("[")
        skipSpaces()
        let path = try keyPath()
        guard take("]") else { throw error("expected ] after the table's name") }
        if isList { guard take("]") else { throw error("expected ]] after the list's name") } }
        guard let (key, line) = path.last else { throw error("a table needs a name") }
        do {
            var tree = root
            for (key, line) in path.dropLast() { tree = try tree.descend(key, line: line) }
            return isList ? try tree.append(key, line: line) : try tree.define(key, line: line)
        } catch {
            throw self.error(error.reason)
        }
    }

    private mutating func keyValue(into table: TOMLTree) throws(TOMLError) {
        let path = try keyPath()
        guard take("=") else { throw error("expected = after the key") }
        skipSpaces()
        let start = line
        let value = try self.value()
        guard let (key, line) = path.last else { throw error("a value needs a key") }
        do {
            var tree = table
            for (key, line) in path.dropLast() { tree = try tree.dotted(key, line: line) }
            try tree.set(key, line: line, TOMLItem(value, line: start))
        } catch {
            throw self.error(error.reason)
        }
    }

    /// `a.b."c d"` with its lines; spaces around the points and at the end are taken too.
    private mutating func keyPath() throws(TOMLError) -> [(key: String, line: Int)] {
        var path: [(key: String, line: Int)] = []
        repeat {
            skipSpaces()
            path.append((try key(), line))
            skipSpaces()
        } while take(".")
        return path
    }

    private mutating func key() throws(TOMLError) -> String {
        if take("\"") { return try basicString() }
        if take("'") { return try literalString() }
        let start = position
        while let byte = peek, Self.isBare(byte) { position += 1 }
        guard position > start else { throw error("expected a key") }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private static func isBare(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    // MARK: - Values

    private mutating func value() throws(TOMLError) -> TOMLValue {
        switch peek {
        case nil, 0x0a, 0x0d, UInt8(ascii: "#"): throw error("expected a value")
        case UInt8(ascii: "\""):
            position += 1
            return .string(try isThree("\"") ? longBasicString() : basicString())
        case UInt8(ascii: "'"):
            position += 1
            return .string(try isThree("'") ? longLiteralString() : literalString())
        case UInt8(ascii: "["): return try nested { (parser) throws(TOMLError) in .array(try parser.array()) }
        case UInt8(ascii: "{"): return try nested { (parser) throws(TOMLError) in .table(try parser.inlineTable()) }
        default: return try scalar()
        }
    }

    /// Whether two more quotes follow the first; takes them, and the line end after them.
    private mutating func isThree(_ quote: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: quote), peek(1) == UInt8(ascii: quote) else { return false }
        position += 2
        _ = takeLineEnd()
        return true
    }

    private mutating func nested(
        _ body: (inout TOMLParser) throws(TOMLError) -> TOMLValue
    ) throws(TOMLError) -> TOMLValue {
        guard depth < Self.deepest else { throw error("nested too deeply") }
        depth += 1
        defer { depth -= 1 }
        position += 1
        return try body(&self)
    }

    private mutating func array() throws(TOMLError) -> [TOMLItem] {
        var items: [TOMLItem] = []
        while true {
            try skipBlanks()
            if take("]") { return items }
            let start = line
            items.append(TOMLItem(try value(), line: start))
            try skipBlanks()
            if take("]") { return items }
            guard take(",") else { throw error("expected , or ] in the list") }
        }
    }

    private mutating func inlineTable() throws(TOMLError) -> TOMLTable {
        let tree = TOMLTree(line: line)
        skipSpaces()
        if take("}") { return tree.table }
        while true {
            try keyValue(into: tree)
            skipSpaces()
            if take("}") { return tree.table }
            guard take(",") else { throw error("expected , or } in the table, which ends on the line it begins on") }
        }
    }
}
