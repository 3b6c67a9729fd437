import Corpus

/// The values of a TextGrid with their places: both of Praat's text forms are read the same way.
///
/// Praat reads numbers, texts in quotes and flags in angle brackets that stand free, and passes over everything else;
/// a text goes on to a quote that is not doubled; `!` begins a comment. The units are bytes in UTF-8 and 16-bit numbers in
/// UTF-16, which a byte order mark announces.
struct TextGridScanner {
    enum Encoding { case utf8, utf16Little, utf16Big }

    enum Value: Equatable {
        case number(Double)
        case text(String)
        case flag(String)
    }

    struct Token {
        let value: Value
        let range: Range<Int>
    }

    struct Malformed: Error {
        let position: Int
        let reason: String
    }

    let encoding: Encoding
    let units: [UInt16]
    private var position = 0

    init(_ bytes: [UInt8]) throws(Malformed) {
        if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) {
            encoding = bytes[0] == 0xff ? .utf16Little : .utf16Big
            guard bytes.count.isMultiple(of: 2) else {
                throw Malformed(position: 0, reason: "half of its last UTF-16 unit is missing")
            }
            let low = encoding == .utf16Little ? 0 : 1
            units = stride(from: 0, to: bytes.count, by: 2).map {
                UInt16(bytes[$0 + low]) | UInt16(bytes[$0 + 1 - low]) << 8
            }
        } else {
            encoding = .utf8
            guard String(validating: bytes, as: UTF8.self) != nil else {
                throw Malformed(
                    position: 0,
                    reason: "it is neither UTF-8 nor UTF-16: in Praat, choose \"Text writing preferences…\", UTF-8, "
                        + "and save it again")
            }
            units = bytes.map { UInt16($0) }
        }
    }

    /// Text in the file's encoding.
    func encoded(_ text: String) -> [UInt16] { encoding == .utf8 ? text.utf8.map { UInt16($0) } : Array(text.utf16) }

    /// Units as bytes.
    func bytes(_ units: some Collection<UInt16>) -> [UInt8] {
        switch encoding {
        case .utf8: units.map { UInt8(truncatingIfNeeded: $0) }
        case .utf16Little: units.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
        case .utf16Big: units.flatMap { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        }
    }

    /// The next value; nil at the end.
    mutating func next() throws(Malformed) -> Token? {
        while position < units.count {
            let start = position
            switch units[position] {
            case let unit where Self.isSpace(unit): position += 1
            case Self.mark("\""):
                let text = try self.text()
                return Token(value: .text(text), range: start..<position)
            case Self.mark("!"):
                while position < units.count, units[position] != 10, units[position] != 13 { position += 1 }
            case Self.mark("<"):
                guard let end = units[position...].firstIndex(of: Self.mark(">")) else { skipWord(); continue }
                position = end + 1
                return Token(value: .flag(Self.string(units[start...end], encoding)), range: start..<position)
            default:
                skipWord()
                let word = Self.string(units[start..<position], encoding)
                let isNumber = word.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
                if isNumber, let value = Double(word), value.isFinite {
                    return Token(value: .number(value), range: start..<position)
                }
            }
        }
        return nil
    }

    private mutating func text() throws(Malformed) -> String {
        let start = position
        var content: [UInt16] = []
        position += 1
        while position < units.count {
            let unit = units[position]
            position += 1
            guard unit == Self.mark("\"") else {
                content.append(unit)
                continue
            }
            guard position < units.count, units[position] == unit else { return Self.string(content[...], encoding) }
            content.append(unit)
            position += 1
        }
        throw Malformed(position: start, reason: "a text that begins here has no closing quote")
    }

    private mutating func skipWord() {
        while position < units.count, !Self.isSpace(units[position]) { position += 1 }
    }

    private static func mark(_ character: Unicode.Scalar) -> UInt16 { UInt16(truncatingIfNeeded: character.value) }

    private static func isSpace(_ unit: UInt16) -> Bool { unit <= 0x20 || unit == 0xfeff }

    private static func string(_ units: ArraySlice<UInt16>, _ encoding: Encoding) -> String {
        encoding == .utf8
            ? String(decoding: units.map { UInt8(truncatingIfNeeded: $0) }, as: UTF8.self)
            : String(decoding: units, as: UTF16.self)
    }
}
