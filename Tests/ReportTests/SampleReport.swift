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
                        weightedAccuracy: .init(mean: 0.7),
                        unweightedAverageRecall: .init(
                            mean: 0.71, interval: .init(lower: 0.66, upper: 0.76), isEmphasised: true)),
                    .init(
                        model: "MDRE", condition: "ASR", runs: 0, weightedAveragePrecision: nil, weightedAccuracy: nil,
                        unweightedAverageRecall: nil),
                ],
                notes: ["Folds: speaker, 2 parts."], chance: 0.25),
            PairedTests(
                columns: ["McNemar p"],
                rows: [
                    .init(
                        first: "ARE", second: "MDRE, gold", difference: -0.2184,
                        interval: .init(lower: -0.3, upper: -0.1),
                        cells: ["0.003"], isSignificant: true),
                    .init(
                        first: "MDRE, gold", second: "MDRE, ASR", difference: -0.02, interval: nil, cells: ["0.400"],
                        isSignificant: false),
                ], notes: ["Holm's correction over 2 tests."]),
            ConfusionMatrices(groups: [
                .init(matrix(title: "ARE")),
                .init(
                    matrix(title: "MDRE, gold"), matrix(title: "MDRE, ASR", lost: 7),
                    differenceTitle: "MDRE, ASR − gold"),
            ]),
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
                ], utteranceRates: [0, 0, 0.26, 1.4]),
            RecallByErrors(
                series: ["gold", "asr:sphinx"],
                panels: [
                    .init(
                        title: "MDRE",
                        bins: [
                            .init(
                                name: "no error", utterances: 20,
                                values: [.init(mean: 0.7, interval: .init(lower: 0.6, upper: 0.8)), .init(mean: 0.69)]),
                            .init(name: "0.5 and more", utterances: 3, values: [.init(mean: 0.6), nil]),
                        ])
                ], notes: ["Ranges with fewer than 5 utterances are left out."]),
            flips,
            RobustnessFigure(
                curves: [
                    .init(
                        name: "MDRE",
                        points: [
                            .init(rate: 0, recall: .init(mean: 0.7, interval: .init(lower: 0.65, upper: 0.75))),
                            .init(rate: 0.5, recall: .init(mean: 0.5, interval: .init(lower: 0.45, upper: 0.55))),
                            .init(rate: 1, recall: .init(mean: 0.4, interval: .init(lower: 0.35, upper: 0.45))),
                        ], crossing: 0.4, statement: "MDRE falls below ARE at 0.40."),
                    .init(name: "TRE", points: [.init(rate: 0, recall: .init(mean: 0.6))], crossing: nil),
                ], baseline: .init(mean: 0.52, interval: .init(lower: 0.5, upper: 0.54))),
            AttentionWords(
                examples: [
                    .init(
                        id: "u1", truth: "angry",
                        readings: [
                            .init(name: "gold: angry (0.81)", words: [("stop", 0.7), ("it", 0.1), ("now", 0.2)])
                        ])
                ], words: [.init(word: "stop", count: 12, meanWeight: 0.4, lift: 2.5)]),
            Calibration(panels: [
                .init(
                    title: "MDRE, gold",
                    bins: [
                        .init(count: 10, meanConfidence: 0.35, accuracy: 0.4),
                        .init(count: 30, meanConfidence: 0.9, accuracy: 0.7),
                    ], measures: [("ECE", 0.163)])
            ]),
            EmotionTimeline(labels: labels, recordings: [talk]),
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

    /// A matrix; `lost` of the first label went over to the second.
    static func matrix(title: String, lost: Int = 0) -> ConfusionMatrices.Matrix {
        .init(
            title: title, labels: labels,
            counts: [[70 - lost, 10 + lost, 3, 17], [12, 45, 8, 35], [0, 4, 31, 9], [0, 0, 0, 0]])
    }

    static let flips = FlipList(
        beforeName: "gold", afterName: "asr:sphinx",
        counts: [.init(model: "MDRE", utterances: 44, lost: 3, won: 1, moved: 2)],
        flips: [
            .init(
                id: "Ses01_F001", model: "MDRE", truth: "angry",
                before: .init(label: "angry", probability: 0.8, probabilities: [("angry", 0.8), ("sad", 0.2)]),
                after: .init(label: "sad", probability: 0.6, probabilities: [("angry", 0.4), ("sad", 0.6)]), swing: 0.4,
                reference: "Stop that right now!", heard: "stopped at right",
                words: [
                    .init(reference: "stop", heard: "stopped"), .init(reference: "that", heard: "at"),
                    .init(reference: "right", heard: "right"), .init(reference: "now", heard: nil),
                ], audio: .init(path: "../wav/Ses01 F001.wav", start: 1.5, end: 2.75)),
            .init(
                id: "Ses01_F002", model: "MDRE", truth: "sad", before: .init(label: "sad", probability: 0.5),
                after: .init(label: "neutral", probability: nil), swing: 0.3, reference: nil, heard: "",
                words: [.init(reference: nil, heard: "uh")]),
        ], limit: 1)

    static let talk = EmotionTimeline.Recording(
        name: "talk.wav",
        stretches: [
            .init(start: 0, end: 4, label: "neutral", confidence: 0.6),
            .init(start: 4, end: 9, label: "neutral", confidence: 0.7),
            .init(start: 9.5, end: 12, label: "angry", confidence: 0.9), .init(start: 12, end: 14, label: nil),
        ])

    static func run(_ number: Int) -> LearningCurves.Run {
        let checks = (0..<6).map { index in
            LearningCurves.Check(
                step: index * 20, trainingLoss: 1.4 / Double(index + 1),
                devLoss: index == 2 ? nil : 1.4 - 0.1 * Double(index))
        }
        return .init(name: "run \(number)", checks: checks, keptStep: 80)
    }
}
