/// Models against conditions: mean and standard deviation of the measures over runs.
public struct ResultsTable: ReportSection {
    /// A measure over several runs.
    public struct Spread: Sendable, Equatable {
        public var mean: Double
        /// Sample standard deviation; nil for a single run.
        public var standardDeviation: Double?
        /// Confidence interval of the mean; nil where none was computed.
        public var interval: Interval?
        /// Set in bold: only where a test says that it differs.
        public var isEmphasised: Bool

        public init(
            mean: Double, standardDeviation: Double? = nil, interval: Interval? = nil, isEmphasised: Bool = false
        ) {
            self.mean = mean
            self.standardDeviation = standardDeviation
            self.interval = interval
            self.isEmphasised = isEmphasised
        }

        /// Mean and sample standard deviation (n − 1) of `values`; nil without values.
        public init?(of values: [Double]) {
            guard !values.isEmpty else { return nil }
            let mean = values.reduce(0, +) / Double(values.count)
            self.init(mean: mean)
            guard values.count > 1 else { return }
            let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            standardDeviation = (squares / Double(values.count - 1)).squareRoot()
        }

        /// `0.718` and, of several runs, `± 0.019`.
        package var cell: PageParts.Cell {
            .init(
                Numbers.fixed(mean, 3), detail: standardDeviation.map { "±\u{A0}" + Numbers.fixed($0, 3) },
                isStrong: isEmphasised)
        }
    }

    /// What a number is sure within.
    public struct Interval: Sendable, Equatable {
        public var lower: Double
        public var upper: Double

        public init(lower: Double, upper: Double) {
            self.lower = lower
            self.upper = upper
        }

        /// `0.61 to 0.68`.
        package var text: String { "\(Numbers.fixed(lower, 3)) to \(Numbers.fixed(upper, 3))" }
    }

    /// One line of the table.
    public struct Row: Sendable {
        /// Such as `MDRE`.
        public var model: String
        /// Such as `gold → ASR`: the transcripts used in training and in testing.
        public var condition: String
        public var runs: Int
        public var weightedAveragePrecision: Spread?
        public var weightedAccuracy: Spread?
        public var unweightedAverageRecall: Spread?
        /// Its column is there if any row has it.
        public var macroF1: Spread?

        public init(
            model: String, condition: String, runs: Int, weightedAveragePrecision: Spread?, weightedAccuracy: Spread?,
            unweightedAverageRecall: Spread?, macroF1: Spread? = nil
        ) {
            self.model = model
            self.condition = condition
            self.runs = runs
            self.weightedAveragePrecision = weightedAveragePrecision
            self.weightedAccuracy = weightedAccuracy
            self.unweightedAverageRecall = unweightedAverageRecall
            self.macroF1 = macroF1
        }
    }

    public var title: String
    public var rows: [Row]
    /// Sentences below the table: the folds used, what bold means.
    public var notes: [String]
    /// The UAR of guessing, drawn into the figure; nil for none.
    public var chance: Double?

    public init(title: String = "Results", rows: [Row], notes: [String] = [], chance: Double? = nil) {
        self.title = title
        self.rows = rows
        self.notes = notes
        self.chance = chance
    }

    /// UAR with its intervals, a row each; only where there are intervals.
    public var figures: [NamedFigure] {
        guard rows.contains(where: { $0.unweightedAverageRecall?.interval != nil }) else { return [] }
        let chart = IntervalChart(
            title: "UAR by model and transcripts",
            summary: "Mean over runs with its 95 % interval.",
            horizontalTitle: "UAR",
            rows: rows.map { row in
                let recall = row.unweightedAverageRecall
                let name = "\(row.model), \(row.condition)"
                return .init(
                    label: name,
                    values: [
                        .init(
                            series: 0, value: recall?.mean, lower: recall?.interval?.lower,
                            upper: recall?.interval?.upper,
                            tip: "\(name): \(Numbers.fixed(recall?.mean, 3))"
                                + (recall?.interval.map { ", \($0.text)" } ?? ""))
                    ])
            }, width: 420, guide: chance.map { ($0, "chance") })
        return [.init(name: "results uar", heading: "UAR", figure: chart.figure(), numbers: nil)]
    }

    public func body(id: String) -> [Markup] {
        var measures: [(name: String, value: KeyPath<Row, Spread?>)] = [
            ("WAP", \.weightedAveragePrecision), ("WA", \.weightedAccuracy), ("UAR", \.unweightedAverageRecall),
        ]
        var meaning =
            "WAP: precision of each label weighted by its share. WA: accuracy. UAR: mean of the labels' recalls. "
        if rows.contains(where: { $0.macroF1 != nil }) {
            measures.append(("macro-F1", \.macroF1))
            meaning += "Macro-F1: mean of the labels' F1. "
        }
        meaning += "Row order says nothing about significance."
        let hasIntervals = rows.contains { $0.unweightedAverageRecall?.interval != nil }
        let table = PageParts.table(
            caption: "Mean ± standard deviation over runs",
            columns: [.init("Model"), .init("Transcripts"), .init("Runs", isNumber: true)]
                + measures.map { .init($0.name, isNumber: true) }
                + (hasIntervals ? [.init("95 % of UAR", isNumber: true)] : []),
            rows: rows.map { row -> [PageParts.Cell] in
                var cells: [PageParts.Cell] = [
                    .init(row.model), .init(row.condition), .init(Numbers.count(row.runs)),
                ]
                cells += measures.map { row[keyPath: $0.value]?.cell ?? .init(Numbers.absent) }
                if hasIntervals { cells.append(.init(row.unweightedAverageRecall?.interval?.text ?? Numbers.absent)) }
                return cells
            })
        let drawn = figures
        return [table, PageParts.note(meaning)] + notes.map(PageParts.note)
            + (drawn.isEmpty ? [] : [PageParts.panels(drawn, id: id)])
    }
}
