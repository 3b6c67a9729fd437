import Corpus

/// Tiers as elements of an ELAN document.
///
/// ELAN counts in whole milliseconds; every annotation has two time slots of its own.
struct ELANTiers {
    struct Slot: Equatable {
        var id: String
        var milliseconds: Int
    }

    /// In the order of time.
    private(set) var slots: [Slot] = []
    /// `TIER` elements with what is in them, indented by one step, a line end behind each.
    private(set) var elements: [String] = []
    /// The highest number that an annotation has.
    private(set) var lastAnnotation: Int
    private let type: String

    /// The linguistic type of tiers in a document of somebody else, by which they are known again.
    static let type = "emoscribe"
    /// ELAN's own type, for new documents: what people correct there is theirs.
    static let plainType = "default-lt"

    /// The element of a type.
    static func typeElement(_ type: String) -> String {
        "<LINGUISTIC_TYPE GRAPHIC_REFERENCES=\"false\" LINGUISTIC_TYPE_ID=\"\(type)\" TIME_ALIGNABLE=\"true\"/>"
    }

    /// - Parameters:
    ///   - tiers: what to write.
    ///   - type: their linguistic type.
    ///   - usedSlots: the highest number that a time slot of the document has.
    ///   - usedAnnotations: the highest number that an annotation has.
    ///   - indent: one step.
    ///   - lineEnd: as the document has it.
    init(
        _ tiers: [Tiers.Tier], type: String, usedSlots: Int = 0, usedAnnotations: Int = 0,
        indent: String = "    ", lineEnd: String = "\n"
    ) {
        let times = tiers.map { Self.times($0.spans) }
        var ends: [(milliseconds: Int, tier: Int, place: Int)] = []
        for (tier, times) in times.enumerated() {
            for (place, time) in times.enumerated() {
                ends.append((time.start, tier, 2 * place))
                ends.append((time.end, tier, 2 * place + 1))
            }
        }
        ends.sort { ($0.milliseconds, $0.tier, $0.place) < ($1.milliseconds, $1.tier, $1.place) }
        var ids = times.map { Array(repeating: "", count: 2 * $0.count) }
        for (offset, end) in ends.enumerated() {
            let id = "ts\(usedSlots + offset + 1)"
            ids[end.tier][end.place] = id
            slots.append(Slot(id: id, milliseconds: end.milliseconds))
        }
        self.type = type
        lastAnnotation = usedAnnotations
        for (tier, ids) in zip(tiers, ids) {
            elements.append(element(tier, ids, indent, lineEnd))
        }
    }

    private mutating func element(_ tier: Tiers.Tier, _ slots: [String], _ step: String, _ lineEnd: String) -> String {
        var lines: [String] = []
        let participant = tier.speaker.isEmpty ? "" : " PARTICIPANT=\"\(XMLText.attribute(tier.speaker))\""
        let opening =
            "<TIER LINGUISTIC_TYPE_REF=\"\(type)\"\(participant) TIER_ID=\"\(XMLText.attribute(tier.name))\""
        guard !tier.spans.isEmpty else { return "\(step)\(opening)/>\(lineEnd)" }
        lines.append("\(step)\(opening)>")
        for (place, span) in tier.spans.enumerated() {
            lastAnnotation += 1
            lines += [
                "\(step)\(step)<ANNOTATION>",
                "\(step)\(step)\(step)<ALIGNABLE_ANNOTATION ANNOTATION_ID=\"a\(lastAnnotation)\" "
                    + "TIME_SLOT_REF1=\"\(slots[2 * place])\" TIME_SLOT_REF2=\"\(slots[2 * place + 1])\">",
                "\(step)\(step)\(step)\(step)<ANNOTATION_VALUE>\(XMLText.escaped(span.text))</ANNOTATION_VALUE>",
                "\(step)\(step)\(step)</ALIGNABLE_ANNOTATION>", "\(step)\(step)</ANNOTATION>",
            ]
        }
        lines.append("\(step)</TIER>")
        return lines.map { $0 + lineEnd }.joined()
    }

    /// Whole milliseconds, each span at least one long and none before the end of the last.
    private static func times(_ spans: [Tiers.Span]) -> [(start: Int, end: Int)] {
        var reached = 0
        return spans.map { span in
            let start = max(Milliseconds.rounded(span.start), reached)
            reached = max(Milliseconds.rounded(span.end), start + 1)
            return (start, reached)
        }
    }

    /// A `TIME_SLOT` element.
    static func element(_ slot: Slot) -> String {
        "<TIME_SLOT TIME_SLOT_ID=\"\(slot.id)\" TIME_VALUE=\"\(slot.milliseconds)\"/>"
    }
}
