import Report
import Testing

@Suite("ResultsTable")
struct ResultsTableTests {
    private func html(macroF1: ResultsTable.Spread?) -> String {
        let spread = ResultsTable.Spread(mean: 0.645, standardDeviation: 0.012)
        return ResultsTable(rows: [
            .init(
                model: "ARE", condition: "text-free", runs: 3, weightedAveragePrecision: spread,
                weightedAccuracy: spread, unweightedAverageRecall: .init(mean: 0.5), macroF1: macroF1),
            .init(
                model: "TRE", condition: "gold", runs: 0, weightedAveragePrecision: nil, weightedAccuracy: nil,
                unweightedAverageRecall: nil),
        ]).body(id: "results").map(\.rendered).joined()
    }

    @Test("the deviation can go on a line of its own, and a single run has none")
    func deviation() {
        let html = html(macroF1: nil)
        #expect(html.contains("0.645 <span class=\"detail\">±\u{A0}0.012</span></td>"))
        #expect(html.contains("<td class=\"number\">0.500</td>"))
    }

    @Test("macro-F1 has a column where a row has it")
    func macroF1() {
        #expect(!html(macroF1: nil).lowercased().contains("macro-f1"))
        let html = html(macroF1: .init(mean: 0.4321))
        #expect(html.contains("<th scope=\"col\" class=\"number\">macro-F1</th>"))
        #expect(html.contains("<td class=\"number\">0.432</td>"))
        #expect(html.contains("Macro-F1: mean of the labels"))
    }
}
