/// Models against conditions: mean and standard deviation of the measures over runs.
public struct ResultsTable: ReportSection {
    /// A measure over several runs.
    public struct Spread: Sendable, Equatable {
        public var mean: Double
        /// Sample standard deviation; nil for a single run.
        public var standardDeviation: Double?

        public init(mean: Double, standardDeviation: Double? = nil) {
            self.mean = mean
            self.standardDeviation = standardDeviation
        }

        /// Mean and sample standard deviation (n − 1) of `values`; nil without values.
        public init?(of values: [Double]) {
            guard !values.isEmpty else { return nil }
            let mean = values.reduce(0, +) / Double(values.count)
            self.mean = mean
            guard values.count > 1 else { return }
            let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            standardDeviation = (squares / Double(values.count - 1)).squareRoot()
        }

        /// `0.718` and, of several runs, `± 0.019`.
        package var cell: PageParts.Cell {
            .init(Numbers.fixed(mean, 3), detail: standardDeviation.map { "±\u{A0}" + Numbers.fixed($0, 3) })
        }
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
    /// Sentences below the table: the folds used, what a chance level would be.
    public var notes: [String]

    public init(title: String = "Results", rows: [Row], notes: [String] = []) {
        self.title = title
        self.rows = rows
        self.notes = notes
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
        let table = PageParts.table(
            caption: "Mean ± standard deviation over runs",
            columns: [.init("Model"), .init("Transcripts"), .init("Runs", isNumber: true)]
                + measures.map { .init($0.name, isNumber: true) },
            rows: rows.map { row in
                [.init(row.model), .init(row.condition), .init(Numbers.count(row.runs))]
                    + measures.map { row[keyPath: $0.value]?.cell ?? .init(Numbers.absent) }
            })
        return [table, PageParts.note(meaning)] + notes.map(PageParts.note)
    }
}
