import Corpus

/// An ELAN document that tiers are added to; everything else keeps its bytes.
///
/// Tiers whose linguistic type is `emoscribe` were made by this program and are replaced, with the time slots that only
/// they use. New slots go where their times belong among the old ones; their ids, and those of annotations, go on from the
/// highest numbers there are, and ELAN's note of the last one is brought up to date.
struct ELANDocument {
    private struct Slot {
        var id: String
        var milliseconds: Int?
        var range: Range<Int>
    }

    private struct Tier {
        var name: String
        var parent: String?
        var isOurs: Bool
        var range: Range<Int>
        var slots: Set<String> = []
        var annotations: [Int] = []
    }

    private let path: String
    private let bytes: [UInt8]
    private var slots: [Slot] = []
    private var tiers: [Tier] = []
    /// Where the children of `TIME_ORDER` end, and its tag where it has none.
    private var timeOrder: (end: Int, emptyTag: Range<Int>?)?
    private var lastType: Int?
    private var hasType = false
    private var rootEnd = 0
    private var lastUsedAnnotation: Range<Int>?
    /// The number that ELAN notes.
    private var notedAnnotation = 0
    private var usesTabs = false

    /// - Throws: `ExportError.malformed`.
    init(bytes: [UInt8], path: String) throws(ExportError) {
        self.bytes = bytes
        self.path = path
        do throws(XMLScanner.Malformed) {
            try read()
        } catch {
            throw malformed(error.reason, at: error.position)
        }
        guard timeOrder != nil else { throw malformed("it has no TIME_ORDER", at: nil) }
    }

    /// The names of tiers that are not this program's.
    var otherTiers: [String] { tiers.filter { !$0.isOurs }.map(\.name) }

    /// The document with the tiers in it.
    ///
    /// - Throws: `ExportError.malformed` where somebody's tier depends on one of ours.
    func adding(_ added: [Tiers.Tier]) throws(ExportError) -> [UInt8] {
        let ours = tiers.filter(\.isOurs)
        let ourNames = Set(ours.map { ByteKey($0.name) })
        if let child = tiers.first(where: { !$0.isOurs && ourNames.contains(ByteKey($0.parent ?? "")) }) {
            throw malformed(
                "its tier \(child.name) depends on \(child.parent ?? ""), which would be replaced: give it another "
                    + "linguistic type than \(ELANTiers.type)", at: child.range.lowerBound)
        }
        let kept = Set(tiers.filter { !$0.isOurs }.flatMap(\.slots))
        let freed = Set(ours.flatMap(\.slots)).subtracting(kept)
        let (freedSlots, keptSlots) = (
            slots.filter { freed.contains($0.id) }, slots.filter { !freed.contains($0.id) }
        )
        let annotations = tiers.filter { !$0.isOurs }.flatMap(\.annotations)
        let written = ELANTiers(
            added.uniquelyNamed(beside: otherTiers), type: ELANTiers.type,
            usedSlots: Self.used(
                keptSlots.map { Self.number($0.id.utf8) }, freedSlots.map { Self.number($0.id.utf8) }, 0),
            usedAnnotations: Self.used(annotations, ours.flatMap(\.annotations), notedAnnotation), indent: step,
            lineEnd: lineEnd)
        var edits: [(range: Range<Int>, bytes: [UInt8])] = []
        for tier in ours { edits.append((withIndent(tier.range), [])) }
        for slot in freedSlots { edits.append((withIndent(slot.range), [])) }
        edits += slotEdits(written.slots, among: keptSlots)
        if let range = lastUsedAnnotation, written.lastAnnotation > notedAnnotation {
            edits.append((range, Array(String(written.lastAnnotation).utf8)))
        }
        let place = tiers.last?.range.upperBound ?? timeOrder?.end ?? rootEnd
        edits.append((place..<place, inserted(written.elements)))
        if !hasType {
            let place = lastType ?? place
            edits.append((place..<place, inserted(["\(step)\(ELANTiers.typeElement(ELANTiers.type))\(lineEnd)"])))
        }
        return applying(edits)
    }

    /// The highest number that stays in use.
    ///
    /// Where the numbers of what is replaced were the last ones, they are used again, so that replacing by the same changes
    /// nothing.
    private static func used(_ kept: [Int], _ replaced: [Int], _ noted: Int) -> Int {
        let highest = kept.max() ?? 0
        if let first = replaced.min(), let last = replaced.max(), first > highest, last >= noted { return first - 1 }
        return max(highest, replaced.max() ?? 0, noted)
    }

    /// The new slots, each before the first old one with a later time.
    private func slotEdits(_ new: [ELANTiers.Slot], among old: [Slot]) -> [(range: Range<Int>, bytes: [UInt8])] {
        guard let timeOrder, !new.isEmpty else { return [] }
        func lines(_ slots: [ELANTiers.Slot]) -> [UInt8] {
            Array(slots.map { lineEnd + step + step + ELANTiers.element($0) }.joined().utf8)
        }
        if let tag = timeOrder.emptyTag {
            let text = "<TIME_ORDER>" + String(decoding: lines(new), as: UTF8.self) + "\(lineEnd)\(step)</TIME_ORDER>"
            return [(tag, Array(text.utf8))]
        }
        var edits: [(range: Range<Int>, bytes: [UInt8])] = []
        var waiting = new[...]
        var place = timeOrder.end
        if let first = old.first {
            // Behind the one before, so that every line stays whole.
            place = withIndent(first.range).lowerBound
        } else {
            place = withIndent(place..<place).lowerBound
        }
        for slot in old {
            if let time = slot.milliseconds {
                let earlier = waiting.prefix { $0.milliseconds < time }
                if !earlier.isEmpty { edits.append((place..<place, lines(Array(earlier)))) }
                waiting = waiting.dropFirst(earlier.count)
            }
            place = slot.range.upperBound
        }
        if !waiting.isEmpty { edits.append((place..<place, lines(Array(waiting)))) }
        return edits
    }

    private func inserted(_ elements: [String]) -> [UInt8] {
        var text = lineEnd + elements.joined()
        text.removeLast(1)
        return Array(text.utf8)
    }

    private func applying(_ edits: [(range: Range<Int>, bytes: [UInt8])]) -> [UInt8] {
        var result: [UInt8] = []
        var place = 0
        // At one place the edits stay in the order in which they were made.
        for edit in edits.enumerated().sorted(by: {
            ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
        }).map(\.element) {
            result += bytes[place..<max(place, edit.range.lowerBound)]
            result += edit.bytes
            place = max(place, edit.range.upperBound)
        }
        return result + bytes[place...]
    }

    /// A range with the white space before it, from the end of the line before.
    private func withIndent(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        while start > 0, " \t\r\n".utf8.contains(bytes[start - 1]) {
            start -= 1
            if bytes[start] == UInt8(ascii: "\n") {
                if start > 0, bytes[start - 1] == UInt8(ascii: "\r") { start -= 1 }
                return start..<range.upperBound
            }
        }
        return range
    }

    private var lineEnd: String { bytes.contains(UInt8(ascii: "\r")) ? "\r\n" : "\n" }

    private var step: String { usesTabs ? "\t" : "    " }

    private func malformed(_ reason: String, at position: Int?) -> ExportError {
        let line = position.map { place in bytes[..<min(place, bytes.count)].count { $0 == UInt8(ascii: "\n") } + 1 }
        return .malformed(path: path, format: "ELAN document", line: line, reason: reason)
    }
}

extension ELANDocument {
    private mutating func read() throws(XMLScanner.Malformed) {
        var scanner = XMLScanner(bytes)
        var stack: [(name: String, start: Int)] = []
        var property: Int?
        while let (tag, range) = try scanner.next() {
            switch tag {
            case .start(let name, let attributes, let isEmpty):
                let values = Dictionary(attributes.map { ($0.name, $0.value) }) { first, _ in first }
                if stack.isEmpty, name != "ANNOTATION_DOCUMENT" {
                    throw XMLScanner.Malformed(position: range.lowerBound, reason: "it begins with <\(name)>")
                }
                if name == "HEADER", let unit = values["TIME_UNITS"], unit != "milliseconds" {
                    throw XMLScanner.Malformed(position: range.lowerBound, reason: "its times are in \(unit)")
                }
                if name == "PROPERTY", values["NAME"] == "lastUsedAnnotationId", !isEmpty {
                    property = range.upperBound
                }
                begin(name, values, range, isEmpty: isEmpty)
                if isEmpty {
                    end(name, start: range.lowerBound, tag: range)
                } else {
                    stack.append((name, range.lowerBound))
                }
            case .end(let name):
                if name == "PROPERTY", let start = property {
                    lastUsedAnnotation = start..<range.lowerBound
                    notedAnnotation = Self.number(bytes[start..<range.lowerBound])
                    property = nil
                }
                end(name, start: stack.popLast()?.start ?? range.lowerBound, tag: range)
            }
        }
    }

    private mutating func begin(_ name: String, _ values: [String: String], _ range: Range<Int>, isEmpty: Bool) {
        if name == "TIME_ORDER" { usesTabs = bytes[..<range.lowerBound].last == UInt8(ascii: "\t") }
        switch name {
        case "TIME_ORDER" where isEmpty: timeOrder = (range.upperBound, range)
        case "TIME_SLOT":
            let id = values["TIME_SLOT_ID"] ?? ""
            slots.append(Slot(id: id, milliseconds: values["TIME_VALUE"].flatMap { Int($0) }, range: range))
        case "TIER":
            tiers.append(
                Tier(
                    name: values["TIER_ID"] ?? "", parent: values["PARENT_REF"],
                    isOurs: values["LINGUISTIC_TYPE_REF"] == ELANTiers.type, range: range))
        case "ALIGNABLE_ANNOTATION", "REF_ANNOTATION", "SVG_ANNOTATION":
            guard !tiers.isEmpty else { return }
            tiers[tiers.count - 1].annotations.append(Self.number((values["ANNOTATION_ID"] ?? "").utf8))
            for key in ["TIME_SLOT_REF1", "TIME_SLOT_REF2"] {
                if let slot = values[key] { tiers[tiers.count - 1].slots.insert(slot) }
            }
        case "LINGUISTIC_TYPE" where values["LINGUISTIC_TYPE_ID"] == ELANTiers.type: hasType = true
        default: break
        }
    }

    private mutating func end(_ name: String, start: Int, tag: Range<Int>) {
        switch name {
        case "TIME_ORDER" where timeOrder?.emptyTag != tag: timeOrder = (tag.lowerBound, nil)
        case "TIME_SLOT": slots[slots.count - 1].range = start..<tag.upperBound
        case "TIER": tiers[tiers.count - 1].range = start..<tag.upperBound
        case "LINGUISTIC_TYPE": lastType = tag.upperBound
        case "ANNOTATION_DOCUMENT": rootEnd = tag.lowerBound
        default: break
        }
    }

    /// The digits at the end of an id: 12 of `ts12`; 0 without any, and where they are too many to count on from.
    private static func number(_ id: some BidirectionalCollection<UInt8>) -> Int {
        let digits = id.reversed().drop { $0 <= 0x20 }.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard digits.count <= 15 else { return 0 }
        return Int(String(decoding: digits.reversed(), as: UTF8.self)) ?? 0
    }
}
