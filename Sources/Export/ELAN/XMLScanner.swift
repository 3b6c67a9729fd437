/// The tags of an XML document with their places, so that a document can be changed at one place and stay as it is
/// everywhere else.
///
/// Only UTF-8, and no document type: entities are where XML gets dangerous, and ELAN writes none. Tags must match.
struct XMLScanner {
    struct Attribute {
        let name: String
        let value: String
        /// The value between its quotes.
        let range: Range<Int>
    }

    enum Tag {
        case start(name: String, attributes: [Attribute], isEmpty: Bool)
        case end(name: String)
    }

    struct Malformed: Error {
        let position: Int
        let reason: String
    }

    let bytes: [UInt8]
    private var position = 0
    private var open: [String] = []
    private var hasRoot = false

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
    }

    /// The next tag and its place; what lies between tags is passed over.
    ///
    /// - Returns: nil at the end of the document.
    mutating func next() throws(Malformed) -> (tag: Tag, range: Range<Int>)? {
        while position < bytes.count {
            guard let mark = bytes[position...].firstIndex(of: UInt8(ascii: "<")) else {
                position = bytes.count
                break
            }
            position = mark
            if try skip("<?", "?>") { continue }
            if try skip("<!--", "-->") { continue }
            if try skip("<![CDATA[", "]]>") { continue }
            if bytes[mark...].starts(with: "<!".utf8) {
                throw malformed("it has a document type (<!…), which is not read")
            }
            return try bytes[mark...].dropFirst().first == UInt8(ascii: "/") ? endTag(mark) : startTag(mark)
        }
        if let last = open.last { throw malformed("<\(last)> is never closed") }
        guard hasRoot else { throw malformed("there is no element in it") }
        return nil
    }

    private mutating func skip(_ begin: String, _ end: String) throws(Malformed) -> Bool {
        guard bytes[position...].starts(with: begin.utf8) else { return false }
        let text = position + begin.utf8.count
        let closing = Array(end.utf8)
        var place = text
        while place + closing.count <= bytes.count {
            if bytes[place] == closing[0], bytes[place...].starts(with: closing) {
                if begin == "<?" { try checkEncoding(bytes[text..<place]) }
                position = place + closing.count
                return true
            }
            place += 1
        }
        throw malformed("\(begin) is never closed")
    }

    /// Refuses `encoding="ISO-8859-1"` and whatever else is not UTF-8.
    private func checkEncoding(_ instruction: ArraySlice<UInt8>) throws(Malformed) {
        let text = String(decoding: instruction, as: UTF8.self)
        guard text.hasPrefix("xml"), let name = text.firstRange(of: "encoding") else { return }
        let value = text[name.upperBound...].drop { $0 == "=" || $0 == " " || $0 == "\"" || $0 == "'" }
            .prefix { $0 != "\"" && $0 != "'" }.lowercased()
        guard value == "utf-8" || value == "us-ascii" else {
            throw malformed("it is encoded as \(value), and only UTF-8 is read")
        }
    }

    private mutating func endTag(_ mark: Int) throws(Malformed) -> (tag: Tag, range: Range<Int>) {
        position = mark + 2
        let name = try self.name()
        skipSpace()
        try expect(">")
        guard open.popLast() == name else { throw malformed("</\(name)> closes what is not open") }
        return (.end(name: name), mark..<position)
    }

    private mutating func startTag(_ mark: Int) throws(Malformed) -> (tag: Tag, range: Range<Int>) {
        position = mark + 1
        let name = try self.name()
        guard !hasRoot || !open.isEmpty else { throw malformed("<\(name)> stands behind the document's end") }
        hasRoot = true
        var attributes: [Attribute] = []
        while true {
            skipSpace()
            switch current {
            case UInt8(ascii: ">"):
                position += 1
                open.append(name)
                return (.start(name: name, attributes: attributes, isEmpty: false), mark..<position)
            case UInt8(ascii: "/"):
                position += 1
                try expect(">")
                return (.start(name: name, attributes: attributes, isEmpty: true), mark..<position)
            default: attributes.append(try attribute())
            }
        }
    }

    private mutating func attribute() throws(Malformed) -> Attribute {
        let name = try self.name()
        skipSpace()
        try expect("=")
        skipSpace()
        guard let quote = current, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            throw malformed("the value of \(name) has no quotes")
        }
        position += 1
        guard let end = bytes[position...].firstIndex(of: quote) else { throw malformed("a quote is never closed") }
        guard let value = XMLText.unescaped(bytes[position..<end]) else {
            throw malformed("the value of \(name) is not UTF-8, or refers to an entity")
        }
        defer { position = end + 1 }
        return Attribute(name: name, value: value, range: position..<end)
    }

    private mutating func name() throws(Malformed) -> String {
        let bytes = self.bytes[position...].prefix { !" \t\r\n=/><\"'".utf8.contains($0) }
        guard !bytes.isEmpty, let name = String(validating: bytes, as: UTF8.self) else {
            throw malformed("a name is missing")
        }
        position += bytes.count
        return name
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d { position += 1 }
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(Malformed) {
        guard let byte = current, UInt32(byte) == character.value else {
            throw malformed("\"\(character)\" is missing")
        }
        position += 1
    }

    private func malformed(_ reason: String) -> Malformed { Malformed(position: position, reason: reason) }
}
