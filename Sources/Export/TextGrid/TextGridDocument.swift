import Corpus

/// A TextGrid that tiers are added to; everything else keeps its bytes, whatever its form and encoding.
///
/// Tiers whose name begins with `emoscribe ` were made by this program and are replaced. The new ones stand at the end,
/// cut to the time of the grid.
struct TextGridDocument {
    /// What the names of this program's tiers begin with.
    static let prefix = "emoscribe "

    struct Tier: Equatable {
        let name: String
        let isIntervals: Bool
        /// Start, end and text; a point's end is its start.
        let spans: [Tiers.Span]
        /// Its lines.
        fileprivate(set) var range: Range<Int>
    }

    let start: Double
    let end: Double
    private(set) var tiers: [Tier] = []
    private let scanner: TextGridScanner
    /// Whether values have names in front of them, which Praat calls the long form.
    private let isLong: Bool
    private let countRange: Range<Int>

    /// - Throws: `ExportError.malformed`.
    init(bytes: [UInt8], path: String) throws(ExportError) {
        do throws(TextGridReader.Malformed) {
            var reader = try TextGridReader(bytes)
            try reader.header()
            start = try reader.number("the time at which the grid begins")
            end = try reader.number("the time at which the grid ends")
            guard end > start else { throw reader.malformed("it ends before it begins") }
            let count = try reader.tierCount()
            countRange = reader.lastRange
            scanner = reader.scanner
            isLong = scanner.hasNames(before: count == 0 ? countRange : reader.nextRange ?? countRange)
            for _ in 0..<count {
                let tier = try reader.tier()
                let begin = scanner.tierStart(tier.class)
                if !tiers.isEmpty { tiers[tiers.count - 1].range = tiers[tiers.count - 1].range.lowerBound..<begin }
                let range = begin..<scanner.lineEnd(after: reader.lastRange.upperBound)
                tiers.append(Tier(name: tier.name, isIntervals: tier.isIntervals, spans: tier.spans, range: range))
            }
        } catch {
            let line = error.position.map { place in
                (try? TextGridScanner(bytes))?.units.prefix(place).count { $0 == 10 }.advanced(by: 1) ?? 1
            }
            throw .malformed(path: path, format: "TextGrid", line: line, reason: error.reason)
        }
    }

    /// The file with the tiers in it.
    func adding(_ added: [Tiers.Tier]) -> [UInt8] {
        let kept = tiers.filter { !$0.name.hasPrefix(Self.prefix) }
        let units = scanner.units
        let firstTier = tiers.first?.range.lowerBound ?? scanner.lineEnd(after: countRange.upperBound)
        var output = Array(units[..<countRange.lowerBound])
        output += scanner.encoded(String(kept.count + added.count))
        output += units[countRange.upperBound..<firstTier]
        let lineEnd = scanner.usesCarriageReturns ? "\r\n" : "\n"
        if output.last != 10, output.last != 13 { output += scanner.encoded(lineEnd) }
        if isLong, tiers.isEmpty, !scanner.hasItemLine(after: countRange.upperBound) {
            output += scanner.encoded("item []: \(lineEnd)")
        }
        for (place, tier) in kept.enumerated() {
            output += scanner.renumbered(tier.range, place + 1)
            if output.last != 10, output.last != 13 { output += scanner.encoded(lineEnd) }
        }
        let text = TextGridText(start: start, end: end)
        for (place, tier) in added.uniquelyNamed(beside: kept.map(\.name)).enumerated() {
            output += scanner.encoded(
                isLong
                    ? text.long(tier, number: kept.count + place + 1, lineEnd: lineEnd)
                    : text.short(tier, lineEnd: lineEnd))
        }
        output += units[(tiers.last?.range.upperBound ?? firstTier)...]
        return scanner.bytes(output)
    }
}

extension TextGridScanner {
    /// Whether the line of a value begins with something else.
    fileprivate func hasNames(before range: Range<Int>) -> Bool {
        units[lineStart(of: range.lowerBound)..<range.lowerBound].contains { $0 > 0x20 }
    }

    /// Where the lines of a tier begin: that of its class, or the `item [1]:` above it.
    fileprivate func tierStart(_ classRange: Range<Int>) -> Int {
        let line = lineStart(of: classRange.lowerBound)
        guard line > 0 else { return line }
        let above = lineStart(of: line - 1)
        let word = units[above..<line].drop { $0 <= 0x20 }.prefix { $0 > 0x20 }
        return Array(word) == Array("item".utf16) ? above : line
    }

    fileprivate func hasItemLine(after place: Int) -> Bool {
        let word = units[place...].drop { $0 <= 0x20 }.prefix { $0 > 0x20 }
        return Array(word) == Array("item".utf16)
    }

    /// The place behind the end of the line.
    fileprivate func lineEnd(after place: Int) -> Int {
        guard let end = units[place...].firstIndex(where: { $0 == 10 || $0 == 13 }) else { return units.count }
        return units[end] == 13 && end + 1 < units.count && units[end + 1] == 10 ? end + 2 : end + 1
    }

    fileprivate var usesCarriageReturns: Bool { units.contains(13) }

    /// A tier's lines with another number behind `item`.
    fileprivate func renumbered(_ range: Range<Int>, _ number: Int) -> [UInt16] {
        let head = units[range].prefix { $0 != 10 && $0 != 13 }
        guard let open = head.firstIndex(of: 0x5b), let close = head.firstIndex(of: 0x5d), open < close,
            head[(open + 1)..<close].allSatisfy({ (0x30...0x39).contains($0) })
        else { return Array(units[range]) }
        return units[range.lowerBound...open] + encoded(String(number)) + units[close..<range.upperBound]
    }

    private func lineStart(of place: Int) -> Int {
        (units[..<place].lastIndex { $0 == 10 || $0 == 13 } ?? -1) + 1
    }
}
