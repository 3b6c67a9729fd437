/// How one training ended: what was kept, the measures of its dev part, and each label's own.
public struct TrainingMeasures: ReportSection {
    /// A label with its share of the corpus and its measures.
    public struct LabelRow: Sendable {
        public var label: String
        /// Utterances of the training part, and of the dev part.
        public var train: Int
        public var dev: Int
        /// Of the dev part; nil without one.
        public var precision: Double?
        public var recall: Double?
        public var f1: Double?

        public init(label: String, train: Int, dev: Int, precision: Double?, recall: Double?, f1: Double?) {
            self.label = label
            self.train = train
            self.dev = dev
            self.precision = precision
            self.recall = recall
            self.f1 = f1
        }
    }

    public var title: String
    /// Sentences above the tables.
    public var statements: [String]
    /// Measures of the whole dev part, by name; empty without one.
    public var totals: [(name: String, value: Double)]
    /// In the label set's order.
    public var labels: [LabelRow]

    public init(
        title: String = "Result", statements: [String], totals: [(name: String, value: Double)], labels: [LabelRow]
    ) {
        self.title = title
        self.statements = statements
        self.totals = totals
        self.labels = labels
    }

    public func body(id: String) -> [Markup] {
        var parts: [Markup] = [.element("p", [:], [.text(statements.joined(separator: " "))])]
        if !totals.isEmpty {
            parts.append(
                PageParts.table(
                    caption: "The dev part",
                    columns: [.init("Utterances", isNumber: true)] + totals.map { .init($0.name, isNumber: true) },
                    rows: [
                        [Numbers.count(labels.reduce(0) { $0 + $1.dev })] + totals.map { Numbers.fixed($0.value, 3) }
                    ]))
        }
        parts.append(
            PageParts.table(
                caption: "By label",
                columns: [
                    .init("Label"), .init("Train", isNumber: true), .init("Dev", isNumber: true),
                    .init("Precision", isNumber: true), .init("Recall", isNumber: true), .init("F1", isNumber: true),
                ],
                rows: labels.map { row in
                    let hasDev = row.dev > 0
                    return [
                        row.label, Numbers.count(row.train), Numbers.count(row.dev), Numbers.fixed(row.precision, 3),
                        Numbers.fixed(hasDev ? row.recall : nil, 3), Numbers.fixed(row.f1, 3),
                    ]
                }))
        if !totals.isEmpty {
            parts.append(
                PageParts.note(
                    "WAP: precision of each label weighted by its share. WA: accuracy. UAR: mean of the labels' recalls. "
                        + "Macro-F1: mean of the labels' F1."))
        }
        return parts
    }
}
