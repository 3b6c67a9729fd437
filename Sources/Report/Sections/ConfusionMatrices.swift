/// Which label was taken for which, one heat map a model and condition.
public struct ConfusionMatrices: ReportSection {
    /// Counts of (true label, given label).
    public struct Matrix: Sendable {
        public var title: String
        public var labels: [String]
        /// `counts[true][given]`, as many rows and columns as labels.
        public var counts: [[Int]]

        public init(title: String, labels: [String], counts: [[Int]]) {
            precondition(
                counts.count == labels.count && counts.allSatisfy { $0.count == labels.count },
                "a confusion matrix has a row and a column for each label")
            self.title = title
            self.labels = labels
            self.counts = counts
        }

        /// Share of `row` that was given `column`; nil for a label nobody has.
        package func share(_ row: Int, _ column: Int) -> Double? {
            let total = counts[row].reduce(0, +)
            return total == 0 ? nil : Double(counts[row][column]) / Double(total)
        }

        /// The heat map, in row percent.
        public func figure() -> SVGFigure {
            let cells = labels.indices.map { row in
                labels.indices.map { column in
                    HeatMap.Cell(
                        share: share(row, column), text: Numbers.percent(share(row, column)),
                        note: Numbers.count(counts[row][column]),
                        tip: "\(labels[row]) given \(labels[column]): \(Numbers.count(counts[row][column])) of "
                            + Numbers.count(counts[row].reduce(0, +)))
                }
            }
            let recalls = labels.indices.compactMap { share($0, $0) }
            let uar = recalls.isEmpty ? nil : recalls.reduce(0, +) / Double(recalls.count)
            let total = counts.joined().reduce(0, +)
            return HeatMap(
                title: "Confusion matrix, \(title)",
                summary: "Row percent, counts below; \(Numbers.count(total)) labels given, "
                    + "UAR \(Numbers.fixed(uar, 3)).",
                rowTitle: "true", columnTitle: "given", rowLabels: labels, columnLabels: labels, cells: cells
            ).figure()
        }
    }

    public var title: String
    public var matrices: [Matrix]

    public init(title: String = "Confusion matrices", matrices: [Matrix]) {
        self.title = title
        self.matrices = matrices
    }

    public func body(id: String) -> [Markup] {
        let figures = matrices.enumerated().map { index, matrix in
            PageParts.figure(
                matrix.figure(), id: "\(id)-matrix-\(index + 1)", heading: matrix.title, numbers: numbers(of: matrix))
        }
        return [
            PageParts.note(
                "Each row is a true label; the darkest cells (lightest in dark mode) are the most frequent."),
            PageParts.panels(figures),
        ]
    }

    private func numbers(of matrix: Matrix) -> Markup {
        PageParts.table(
            caption: "\(matrix.title): counts, true label by given label",
            columns: [.init("True")] + matrix.labels.map { .init($0, isNumber: true) },
            rows: zip(matrix.labels, matrix.counts).map { [$0] + $1.map(Numbers.count) })
    }
}
