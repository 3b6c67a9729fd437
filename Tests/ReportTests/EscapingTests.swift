import Report
import Testing

@Suite("Escaping")
struct EscapingTests {
    static let hostile = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='x", "a & b &amp; c", "]]>",
        "\u{0}\u{8}\u{1F}", "line\nfeed\r\ttab", "\"\u{301} autofocus onfocus=\"\u{301}x", "<\u{338}b>",
        "e\u{301}\u{FFFF}",
        "</style></title>", "\u{202E}abc", "👩‍👩‍👧 {{name}} {{{name}}}",
    ]

    @Test("nothing special is left in escaped text", arguments: hostile)
    func noSpecials(text: String) {
        let specials: Set<Unicode.Scalar> = ["<", ">", "\"", "'"]
        #expect(Escaping.escape(text).unicodeScalars.allSatisfy { !specials.contains($0) })
    }

    @Test("a quotation mark under a combining accent is escaped as well")
    func combining() {
        #expect(Escaping.escape("\"\u{301}") == "&quot;\u{301}")
    }

    @Test("characters that XML forbids become replacement characters")
    func forbidden() {
        #expect(Escaping.escape("a\u{0}b\u{FFFE}c\u{1B}") == "a\u{FFFD}b\u{FFFD}c\u{FFFD}")
    }

    @Test("labels, titles and names of any content keep the page well-formed and add no element", arguments: hostile)
    func hostilePage(text: String) throws {
        let page = try ParsedPage(Self.document(text).html())
        let plain = try ParsedPage(Self.document("x").html())
        #expect(page.elements == plain.elements)
        #expect(page.attributes.keys.sorted() == plain.attributes.keys.sorted())
    }

    @Test("text comes back as it went in")
    func roundTrip() throws {
        let text = "<b>\"Tom\" & 'Jerry'</b>"
        let page = try ParsedPage(ReportDocument(title: text, sections: []).html())
        #expect(page.text.contains(text))
    }

    @Test("a figure written as a file of its own is well-formed", arguments: hostile)
    func figureFile(text: String) throws {
        let matrix = ConfusionMatrices.Matrix(title: text, labels: [text, "b"], counts: [[1, 2], [3, 4]])
        let page = try ParsedPage(matrix.figure().file())
        #expect(page.elements.first == "svg")
    }

    /// A report in which `text` stands wherever data can stand.
    static func document(_ text: String) -> ReportDocument {
        let counts = WordErrorSummary.Counts(utterances: 1, hits: 1, substitutions: 1, deletions: 1, insertions: 1)
        let run = LearningCurves.Run(
            name: text,
            checks: [.init(step: 1, trainingLoss: 1, devLoss: 1), .init(step: 2, trainingLoss: 1, devLoss: 1)],
            keptStep: 1)
        return ReportDocument(
            title: text, subtitle: "s" + text,
            sections: [
                ResultsTable(
                    title: text,
                    rows: [
                        .init(
                            model: text, condition: text, runs: 1, weightedAveragePrecision: nil, weightedAccuracy: nil,
                            unweightedAverageRecall: nil)
                    ], notes: [text]),
                ConfusionMatrices(
                    title: text, matrices: [.init(title: text, labels: [text, text], counts: [[1, 2], [0, 0]])]),
                LearningCurves(title: text, panels: [.init(title: text, runs: [run])]),
                WordErrorSummary(
                    title: text, recogniser: text, normalizer: text, overall: counts,
                    groups: [.init(title: text, rows: [(text, counts)])]),
                LabelSummary(title: text, labels: [(text, 1)], abstained: 0, failed: 0, confidences: [0.5]),
                RunFacts(title: text, groups: [.init(title: text, facts: [.init(text, text)])]),
                Prose(title: text, paragraphs: [text]),
            ], language: "en")
    }
}
