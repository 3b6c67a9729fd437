/// One line of sclite's `trn` format: `the cat sat (s1-001)`.
///
/// In a reference `{ a b / c / @ }` gives alternatives, `@` being no word at all; they may stand inside each other. Other
/// markup that sclite knows behind options, `(uh)` and `frag-`, is words here, as it is there without them.
struct TRNLine {
    let id: String
    let content: TranscriptRow.Content

    /// What the alternatives of one line may multiply to.
    static let maximumAlternatives = 1000

    /// Reads a line; nil for comments (`;;`) and lines without a character.
    init?(_ bytes: [UInt8], allowsAlternatives: Bool) {
        var line = bytes[...]
        while let last = line.last, Self.isSpace(last) { line.removeLast() }
        guard !line.isEmpty, !line.starts(with: [UInt8(ascii: ";"), UInt8(ascii: ";")]) else { return nil }
        guard line.last == UInt8(ascii: ")"), let open = line.lastIndex(of: UInt8(ascii: "(")) else {
            id = ""
            content = .unusable("the line does not end with an id in parentheses, as in \"the cat sat (s1-001)\"")
            return
        }
        let inside = line[(open + 1)...].dropLast()
        id = String(decoding: inside, as: UTF8.self)
        guard String(validating: inside, as: UTF8.self) != nil else {
            content = .unusable("the id is not UTF-8: convert the file, for instance with iconv -f LATIN1 -t UTF-8")
            return
        }
        guard !inside.isEmpty else {
            content = .unusable("the parentheses at the end of the line hold no id")
            return
        }
        content = Self.content(line[..<open], allowsAlternatives: allowsAlternatives)
    }

    private static func content(_ bytes: ArraySlice<UInt8>, allowsAlternatives: Bool) -> TranscriptRow.Content {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return .unusable("the text is not UTF-8: convert the file, for instance with iconv -f LATIN1 -t UTF-8")
        }
        guard bytes.contains(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "}") }) else { return .text(text) }
        guard allowsAlternatives else {
            return .unusable(
                "a hypothesis says one thing: write one of the alternatives in place of the braces { / }")
        }
        do {
            var alternatives = Alternatives(bytes: bytes)
            let texts = try alternatives.parse()
            return texts.count == 1 ? .text(texts[0]) : .alternatives(texts)
        } catch {
            return .unusable(error.reason)
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }
}

/// Writes the alternatives of a line out: `a { b / c }` is `a b` and `a c`.
private struct Alternatives {
    struct Malformed: Error {
        let reason: String
    }

    let bytes: ArraySlice<UInt8>
    private var position: Int

    init(bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    mutating func parse() throws(Malformed) -> [String] {
        let texts = try sequence(depth: 0)
        guard position == bytes.endIndex else { throw Malformed(reason: "a } has no { before it") }
        return texts.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Text and braces up to the end, or inside braces up to `/` or `}`.
    private mutating func sequence(depth: Int) throws(Malformed) -> [[UInt8]] {
        guard depth < 20 else { throw Malformed(reason: "braces are nested more than 20 deep") }
        var texts: [[UInt8]] = [[]]
        while position < bytes.endIndex {
            let byte = bytes[position]
            if byte == UInt8(ascii: "}") || depth > 0 && byte == UInt8(ascii: "/") { break }
            if byte == UInt8(ascii: "{") {
                position += 1
                texts = try Self.product(texts, choice(depth: depth))
            } else {
                position += 1
                for index in texts.indices { texts[index].append(byte) }
            }
        }
        return depth == 0 ? texts : texts.map { Self.isNothing($0) ? [] : $0 }
    }

    /// What stands after a `{`, its `}` included.
    private mutating func choice(depth: Int) throws(Malformed) -> [[UInt8]] {
        var texts = try sequence(depth: depth + 1)
        while position < bytes.endIndex, bytes[position] == UInt8(ascii: "/") {
            position += 1
            texts += try sequence(depth: depth + 1)
        }
        guard position < bytes.endIndex else { throw Malformed(reason: "a { has no } after it") }
        position += 1
        return texts
    }

    private static func product(_ texts: [[UInt8]], _ choices: [[UInt8]]) throws(Malformed) -> [[UInt8]] {
        guard texts.count * choices.count <= TRNLine.maximumAlternatives else {
            throw Malformed(
                reason: "the alternatives multiply to more than \(TRNLine.maximumAlternatives) texts: write fewer")
        }
        return texts.flatMap { text in choices.map { text + [0x20] + $0 + [0x20] } }
    }

    /// Whether an alternative is the mark for no word.
    private static func isNothing(_ text: [UInt8]) -> Bool {
        text.filter { $0 != 0x20 && !(0x09...0x0d).contains($0) } == [UInt8(ascii: "@")]
    }
}
