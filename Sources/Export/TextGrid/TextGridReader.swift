import Corpus

/// Reads the values of a TextGrid in their order.
struct TextGridReader {
    struct Malformed: Error {
        /// The unit at which reading stopped.
        let position: Int?
        let reason: String
    }

    let scanner: TextGridScanner
    private let tokens: [TextGridScanner.Token]
    private var place = 0

    /// Where the value that was read last stands.
    var lastRange: Range<Int> { tokens.isEmpty ? 0..<0 : tokens[min(max(0, place - 1), tokens.count - 1)].range }
    /// Where the next value stands; nil at the end.
    var nextRange: Range<Int>? { place < tokens.count ? tokens[place].range : nil }

    init(_ bytes: [UInt8]) throws(Malformed) {
        do throws(TextGridScanner.Malformed) {
            if bytes.starts(with: "ooBinaryFile".utf8) {
                throw TextGridScanner.Malformed(
                    position: 0, reason: "it is binary: in Praat, choose \"Save as text file…\"")
            }
            var scanner = try TextGridScanner(bytes)
            self.scanner = scanner
            var tokens: [TextGridScanner.Token] = []
            while let token = try scanner.next() { tokens.append(token) }
            self.tokens = tokens
        } catch {
            throw Malformed(position: error.position, reason: error.reason)
        }
    }

    /// The kind of file and of object.
    mutating func header() throws(Malformed) {
        guard try text("the kind of file").hasPrefix("ooTextFile"), try text("the kind of object") == "TextGrid" else {
            throw malformed("it does not begin with \"ooTextFile\" and \"TextGrid\"")
        }
    }

    mutating func number(_ what: String) throws(Malformed) -> Double {
        guard let token = take(), case .number(let value) = token.value else { throw missing(what) }
        return value
    }

    mutating func text(_ what: String) throws(Malformed) -> String {
        guard let token = take(), case .text(let text) = token.value else { throw missing(what) }
        return text
    }

    /// The flag that there are tiers, and how many.
    mutating func tierCount() throws(Malformed) -> Int {
        guard let token = take(), case .flag(let flag) = token.value else { throw missing("<exists>") }
        guard flag == "<exists>" else { throw malformed("it has no list of tiers") }
        return try count("the number of tiers")
    }

    /// One tier, with the place of its class.
    mutating func tier() throws(Malformed) -> (
        class: Range<Int>, name: String, isIntervals: Bool, spans: [Tiers.Span]
    ) {
        let kind = try text("the class of a tier")
        let classRange = lastRange
        guard kind == "IntervalTier" || kind == "TextTier" else { throw malformed("a tier is of class \"\(kind)\"") }
        let name = try text("the name of a tier")
        _ = try number("the time at which tier \"\(name)\" begins")
        _ = try number("the time at which tier \"\(name)\" ends")
        var spans: [Tiers.Span] = []
        for _ in 0..<(try count("the number of entries of tier \"\(name)\"")) {
            let start = try number("a time of tier \"\(name)\"")
            let end = kind == "TextTier" ? start : try number("a time of tier \"\(name)\"")
            spans.append(Tiers.Span(start: start, end: end, text: try text("a text of tier \"\(name)\"")))
        }
        return (classRange, name, kind == "IntervalTier", spans)
    }

    func malformed(_ reason: String) -> Malformed {
        Malformed(position: tokens.isEmpty ? nil : lastRange.lowerBound, reason: reason)
    }

    private mutating func count(_ what: String) throws(Malformed) -> Int {
        let value = try number(what)
        guard value >= 0, value <= Double(tokens.count), value == value.rounded() else {
            throw malformed("\(what) is \(Utterance.text(seconds: value))")
        }
        return Int(value)
    }

    private func missing(_ what: String) -> Malformed {
        place > tokens.count
            ? Malformed(position: tokens.last?.range.upperBound, reason: "it ends where \(what) should stand")
            : malformed("\(what) should stand here")
    }

    private mutating func take() -> TextGridScanner.Token? {
        defer { place += 1 }
        return place < tokens.count ? tokens[place] : nil
    }
}
