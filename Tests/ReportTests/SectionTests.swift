import Foundation
import Report
import Testing

@Suite("Report sections")
struct SectionTests {
    private func html(_ section: some ReportSection) -> String { section.body(id: "s").map(\.rendered).joined() }

    @Test("the difference of two confusion matrices is in points of the row, and a label nobody has is left out")
    func difference() {
        let before = ConfusionMatrices.Matrix(title: "g", labels: ["a", "b"], counts: [[8, 2], [0, 0]])
        let after = ConfusionMatrices.Matrix(title: "h", labels: ["a", "b"], counts: [[3, 7], [1, 1]])
        let group = ConfusionMatrices.Group(before, after, differenceTitle: "d")
        #expect(abs((group.points(0, 0) ?? 0) + 50) < 1e-9 && abs((group.points(0, 1) ?? 0) - 50) < 1e-9)
        #expect(group.points(1, 0) == nil)
        let html = html(ConfusionMatrices(groups: [group]))
        #expect(html.contains("−50.0") && html.contains("+50.0"))
    }

    @Test("a label set too large for a narrow window gets a drawing that scrolls and is reachable by keyboard")
    func wide() {
        let labels = (1...9).map { "label \($0)" }
        let matrix = ConfusionMatrices.Matrix(
            title: "m", labels: labels, counts: labels.indices.map { row in labels.indices.map { $0 == row ? 3 : 1 } })
        let html = html(ConfusionMatrices(matrices: [matrix]))
        #expect(html.contains("<figure id=\"s-row-1-figure-1\" class=\"wide\">"))
        #expect(html.contains("role=\"region\" aria-label=\"Confusion matrix, m\" tabindex=\"0\""))
    }

    @Test("word errors are marked by elements and titles, not by colour alone")
    func alignedWords() {
        let html = WordPair.markup([
            .init(reference: "a", heard: "a"), .init(reference: "b", heard: "c"), .init(reference: "d", heard: nil),
            .init(reference: nil, heard: "e"), .init(reference: "é", heard: "e\u{301}"),
        ]).rendered
        #expect(html.contains(">a <"))
        #expect(html.contains("<del class=\"e\" title=\"substituted: b was heard as c\">b</del> <ins"))
        #expect(html.contains("<del class=\"e\" title=\"deleted: d was not heard\">d</del>"))
        #expect(html.contains("<ins class=\"e\" title=\"inserted: e was not said\">e</ins>"))
        #expect(html.components(separatedBy: "<del").count - 1 == 3, "two spellings of é are two words")
    }

    @Test("of thousands of flips a page shows the first and says where the others are")
    func manyFlips() {
        let flips = (1...5000).map { number in
            FlipList.Flip(
                id: "u\(number)", model: "MDRE", truth: "a", before: .init(label: "a", probability: 1),
                after: .init(label: "b", probability: 1), swing: 1, reference: "r", heard: "h", words: [])
        }
        let html = html(FlipList(beforeName: "gold", afterName: "asr", counts: [], flips: flips))
        #expect(html.components(separatedBy: "<article").count - 1 == 40)
        #expect(html.contains("4960 more are in flips.csv"))
        #expect(html.utf8.count < 60_000)
    }

    @Test("no flips are said to be none")
    func noFlips() {
        #expect(html(FlipList(beforeName: "a", afterName: "b", counts: [], flips: [])).contains("No label changes."))
    }

    @Test("a recording that browsers cannot play gets no player")
    func noPlayer() {
        var flips = SampleReport.flips
        #expect(html(flips).contains("<audio"))
        flips.flips[0].audio = .init(path: "x.aiff")
        #expect(!html(flips).contains("<audio"))
    }

    @Test("the shade of a word has ten steps, and its weight stands below it")
    func attention() {
        let html = html(
            AttentionWords(examples: [
                .init(id: "u", truth: "a", readings: [.init(name: "n", words: [("x", 0), ("y", 0.449), ("z", 7)])])
            ]))
        #expect(html.contains("class=\"a0\" title=\"x: 0.0 % of the attention\""))
        #expect(html.contains("class=\"a4\" title=\"y: 44.9 % of the attention\""))
        #expect(html.contains("<small>45</small>") && html.contains("class=\"a10\""))
    }

    @Test("long learning curves are thinned, with the first, the last and the kept check")
    func thinned() {
        let checks = (0..<1000).map { LearningCurves.Check(step: $0, trainingLoss: 1, devLoss: 1) }
        let run = LearningCurves.Run(name: "r", checks: checks, keptStep: 501)
        let panel = LearningCurves.Panel(title: "p", runs: Array(repeating: run, count: 50))
        let drawn = panel.drawnChecks(of: run).map(\.step)
        #expect(drawn.count < 40 && drawn.first == 0 && drawn.last == 999 && drawn.contains(501))
        #expect(panel.figure().file().utf8.count < 120_000)
        #expect(LearningCurves.Panel(title: "p", runs: [run]).drawnChecks(of: run).count == 1000)
    }

    @Test("bold stands only where it is asked for")
    func bold() {
        let strong = ResultsTable.Spread(mean: 0.7, isEmphasised: true)
        let table = ResultsTable(rows: [
            .init(
                model: "A", condition: "c", runs: 1, weightedAveragePrecision: .init(mean: 0.9),
                weightedAccuracy: strong, unweightedAverageRecall: nil)
        ])
        #expect(html(table).components(separatedBy: "<strong>").count == 2)
        #expect(html(table).contains("<strong>0.700</strong>"))
    }
}
