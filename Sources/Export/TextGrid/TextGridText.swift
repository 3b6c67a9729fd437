import Corpus

/// Tiers as the text of a TextGrid, Praat's long form.
///
/// Interval tiers must cover the whole recording: what lies between and around the spans is an interval without text.
struct TextGridText {
    let start: Double
    let end: Double

    /// A whole TextGrid.
    func file(_ tiers: [Tiers.Tier]) -> [UInt8] {
        var text = "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\n"
        text +=
            "xmin = \(number(start)) \nxmax = \(number(end)) \ntiers? <exists> \nsize = \(tiers.count) \nitem []: \n"
        var bytes = Array(text.utf8)
        for (index, tier) in tiers.enumerated() { bytes += long(tier, number: index + 1).utf8 }
        return bytes
    }

    /// One tier in the long form, with its number in the list.
    func long(_ tier: Tiers.Tier, number place: Int, lineEnd: String = "\n") -> String {
        let spans = tiled(tier.spans)
        var lines = [
            "    item [\(place)]:", "        class = \"IntervalTier\" ", "        name = \(quoted(tier.name)) ",
            "        xmin = \(number(start)) ", "        xmax = \(number(end)) ",
            "        intervals: size = \(spans.count) ",
        ]
        for (index, span) in spans.enumerated() {
            lines.append("        intervals [\(index + 1)]:")
            lines.append("            xmin = \(number(span.start)) ")
            lines.append("            xmax = \(number(span.end)) ")
            lines.append("            text = \(quoted(span.text)) ")
        }
        return lines.map { $0 + lineEnd }.joined()
    }

    /// One tier in the short form.
    func short(_ tier: Tiers.Tier, lineEnd: String) -> String {
        let spans = tiled(tier.spans)
        var lines = ["\"IntervalTier\"", quoted(tier.name), number(start), number(end), String(spans.count)]
        for span in spans { lines += [number(span.start), number(span.end), quoted(span.text)] }
        return lines.map { $0 + lineEnd }.joined()
    }

    /// The spans cut to the time of the grid, with intervals without text in the gaps.
    private func tiled(_ spans: [Tiers.Span]) -> [Tiers.Span] {
        var result: [Tiers.Span] = []
        var reached = start
        for span in spans {
            let (from, to) = (max(span.start, reached), min(span.end, end))
            guard to > from else { continue }
            if from > reached { result.append(Tiers.Span(start: reached, end: from, text: "")) }
            result.append(Tiers.Span(start: from, end: to, text: span.text))
            reached = to
        }
        if reached < end || result.isEmpty { result.append(Tiers.Span(start: reached, end: end, text: "")) }
        return result
    }

    private func number(_ value: Double) -> String { Utterance.text(seconds: value) }

    private func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" { result.unicodeScalars.append(scalar) }
            result.unicodeScalars.append(scalar)
        }
        return result + "\""
    }
}
