import Report

/// A small report with one section of each kind; the numbers are made up for the tests.
enum SampleReport {
    static let labels = ["angry", "happy", "sad", "neutral"]

    static let document = ReportDocument(
        title: "Sample report", subtitle: "Made-up numbers, for tests only",
        sections: [
            ResultsTable(
                rows: [
                    .init(
                        model: "ARE", condition: "audio only", runs: 3,
                        weightedAveragePrecision: .init(of: [0.5, 0.55, 0.6]),
                        weightedAccuracy: .init(of: [0.5, 0.5, 0.5]),
                        unweightedAverageRecall: .init(of: [0.48, 0.5, 0.52])),
                    .init(
                        model: "MDRE", condition: "gold → ASR", runs: 1,
                        weightedAveragePrecision: .init(mean: 0.7184),
                        weightedAccuracy: .init(mean: 0.7), unweightedAverageRecall: nil),
                ],
                notes: ["Folds: speaker, 2 parts."]),
            ConfusionMatrices(matrices: [matrix(title: "MDRE, gold"), matrix(title: "MDRE, ASR")]),
            LearningCurves(panels: [.init(title: "MDRE, gold", runs: [run(1), run(2)])]),
            WordErrorSummary(
                recogniser: "sphinx", normalizer: "basic",
                overall: .init(utterances: 4, hits: 18, substitutions: 2, deletions: 1, insertions: 1),
                groups: [
                    .init(
                        title: "by emotion",
                        rows: [
                            (
                                "angry",
                                .init(utterances: 2, hits: 8, substitutions: 2, deletions: 0, insertions: 1)
                            ), ("sad", .init(utterances: 2, hits: 10, substitutions: 0, deletions: 1, insertions: 0)),
                            ("no words", .init(utterances: 0, hits: 0, substitutions: 0, deletions: 0, insertions: 0)),
                        ])
                ]),
            LabelSummary(
                labels: [("angry", 3), ("happy", 12), ("sad", 0), ("neutral", 5)], abstained: 1, failed: 2,
                confidences: [0.26, 0.5, 0.51, 0.97, 1]),
            RunFacts(groups: [
                .init(
                    title: "Settings",
                    facts: [.init("seed", "1"), .init("data SHA-256", String(repeating: "0123456789abcdef", count: 4))])
            ]),
            Prose(title: "Limits", paragraphs: ["Two runs say little."]),
        ])

    static func matrix(title: String) -> ConfusionMatrices.Matrix {
        .init(
            title: title, labels: labels,
            counts: [[70, 10, 3, 17], [12, 45, 8, 35], [0, 4, 31, 9], [0, 0, 0, 0]])
    }

    static func run(_ number: Int) -> LearningCurves.Run {
        let checks = (0..<6).map { index in
            LearningCurves.Check(
                step: index * 20, trainingLoss: 1.4 / Double(index + 1),
                devLoss: index == 2 ? nil : 1.4 - 0.1 * Double(index))
        }
        return .init(name: "run \(number)", checks: checks, keptStep: 80)
    }
}
