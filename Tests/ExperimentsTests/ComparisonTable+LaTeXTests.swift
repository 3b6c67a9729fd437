import Models
import Testing
import Training

@testable import Experiments

@Suite struct ComparisonTableLaTeXTests {
    @Test(
        "text holds no command, on one line",
        arguments: [
            ("gold → asr:whisper_v3", "gold $\\rightarrow$ asr:whisper\\_v3"),
            ("100 % & $5 #1 {x} ~ ^", "100 \\% \\& \\$5 \\#1 \\{x\\} \\textasciitilde{} \\textasciicircum{}"),
            ("\\input{secret}\n<a|b>", "\\textbackslash{}input\\{secret\\} \\textless{}a\\textbar{}b\\textgreater{}"),
            ("Café \u{1F600} 語", "Café ? ?"),
        ])
    func escaped(text: String, latex: String) { #expect(ComparisonTable.escaped(text) == latex) }

    @Test("a row has mean, deviation and interval; the best is bold; the caption is a comment")
    func row() throws {
        let data = try SyntheticCorpus.data(utterances: 12)
        let plan = ComparisonPlan(
            architectures: [.are], conditions: [], folds: 2, runs: 2, seed: 7)
        var builder = TableBuilder(plan: plan, data: data, standardisation: .none)
        let right = ConfusionMatrix(gold: [0, 1], predicted: [0, 1], classes: 2)
        let wrong = ConfusionMatrix(gold: [0, 1], predicted: [1, 1], classes: 2)
        builder.add(architecture: .are, condition: .textFree, confusions: [[right, right], [right, wrong]])
        var table = builder.table
        #expect(table.latex.contains("ARE & text-free & 0.917 $\\pm$ 0.118 & "))
        #expect(!table.latex.contains("textbf"))
        table = table.adding(
            ComparisonAnalysis(
                labels: data.labels,
                sampling: SamplingFacts(unit: .speakers, units: 6, replicates: 100, confidence: 0.95),
                rows: [
                    RowStatistics(
                        row: ModelCondition(.are, .textFree),
                        measures: Measure.allCases.map {
                            MeasureStatistic(
                                measure: $0, mean: 0.875, interval: ConfidenceInterval(low: 0.5, high: 1),
                                isBest: $0 == .unweightedAverageRecall)
                        })
                ], comparisons: [], wordErrorBins: [], wordErrorsByEmotion: [], flips: [], confusions: [],
                robustness: [], calibration: []))
        let lines = table.latex.split(separator: "\n")
        #expect(lines.contains { $0.contains("\\textbf{0.875} $\\pm$ 0.177") })
        #expect(lines.contains { $0.contains("{\\footnotesize [0.500, 1.000]}") })
        #expect(lines.filter { $0.hasPrefix("%") }.count == 7)
        #expect(lines.last == "\\end{tabular}")
        let count = { (line: Substring) in line.split(separator: "&", omittingEmptySubsequences: false).count }
        #expect(lines.filter { $0.hasSuffix("\\\\") }.allSatisfy { count($0) == 7 })
        #expect(table.markdown.contains("**0.875** ± 0.177 [0.500, 1.000]"))
        #expect(table.csv.contains(",0.500000,1.000000,yes,"))
    }
}
