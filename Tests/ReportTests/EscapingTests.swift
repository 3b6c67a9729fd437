import Report
import Testing

@Suite("Escaping")
struct EscapingTests {
    static let hostile = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='x", "a & b &amp; c", "]]>",
        "\u{0}\u{8}\u{1F}", "line\nfeed\r\ttab", "\"\u{301} autofocus onfocus=\"\u{301}x", "<\u{338}b>",
        "e\u{301}\u{FFFF}",
        "</style></title>", "<![CDATA[x]]> <!-- <?php", "</script><svg onload=alert(1)>", "\u{202E}abc\u{2067}",
        "שלום\u{200F} عالم", "javascript:alert(1)", "data:text/html,<b>", "//evil.example/x.wav",
        "👩‍👩‍👧 {{name}} {{{name}}}",
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

    @Test("what turns the direction of the text around it becomes a replacement character, and marks of direction stay")
    func direction() {
        #expect(Escaping.escape("a\u{202E}b\u{2068}c\u{2069}") == "a\u{FFFD}b\u{FFFD}c\u{FFFD}")
        #expect(Escaping.escape("\u{200F}שלום") == "\u{200F}שלום")
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
                LabelSummary(
                    title: text, labels: [(text, 1)], abstained: 0, failed: 1, confidenceCounts: [0, 1],
                    failures: [.init(cause: text, count: 1, id: text, reason: text)], notes: [text]),
                PairedTests(
                    columns: [text],
                    rows: [
                        .init(
                            first: text, second: text, difference: 1, interval: nil, cells: [text], isSignificant: true)
                    ], notes: [text]),
                RecallByErrors(
                    series: [text],
                    panels: [
                        .init(
                            title: text, bins: [.init(name: text, utterances: 1, values: [.init(mean: 0.5)])])
                    ], notes: [text]),
                Self.flips(text),
                RobustnessFigure(
                    curves: [
                        .init(
                            name: text, points: [.init(rate: 0, recall: .init(mean: 1))], crossing: 0.5, statement: text
                        )
                    ], baselineName: text, baseline: .init(mean: 0.5), notes: [text]),
                AttentionWords(
                    examples: [
                        .init(id: text, truth: text, readings: [.init(name: text, words: [(text, 0.5), (text, .nan)])])
                    ], words: [.init(word: text, count: 1, meanWeight: 1)], notes: [text]),
                Calibration(
                    panels: [
                        .init(
                            title: text, bins: [.init(count: 1, meanConfidence: 0.5, accuracy: 1)],
                            measures: [(text, 1)])
                    ], notes: [text]),
                EmotionTimeline(
                    labels: [text],
                    recordings: [
                        .init(
                            name: text,
                            stretches: [
                                .init(start: 0, end: 1, label: text), .init(start: 1, end: 2, label: text + "y"),
                                .init(start: 3, end: .nan, label: text),
                            ], totals: [.init(label: text, seconds: 1, stretches: 1)],
                            audio: .init(path: text + ".wav"))
                    ], notes: [text]),
                RunFacts(title: text, groups: [.init(title: text, facts: [.init(text, text)])]),
                Prose(title: text, paragraphs: [text]),
            ], language: "en")
    }

    static func flips(_ text: String) -> FlipList {
        FlipList(
            beforeName: text, afterName: text,
            counts: [.init(model: text, utterances: 1, lost: 1, won: 0, moved: 0)],
            flips: [
                .init(
                    id: text, model: text, truth: text, before: .init(label: text, probability: 1),
                    after: .init(label: text, probability: 1, probabilities: [(text, 1)]), swing: 1,
                    reference: "r" + text,
                    heard: "h" + text,
                    words: [
                        .init(reference: text, heard: "w"), .init(reference: text, heard: nil),
                        .init(reference: nil, heard: text),
                    ], audio: .init(path: text + ".wav"))
            ], notes: [text])
    }
}
