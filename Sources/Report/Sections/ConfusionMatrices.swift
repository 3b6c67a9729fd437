/// Which label was taken for which, one heat map a model and condition, and what changes between two conditions.
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

    /// Matrices shown beside each other: one, or two with their difference.
    public struct Group: Sendable {
        public var first: Matrix
        /// Over the same labels.
        public var second: Matrix?
        /// Whether the first is drawn; not where a group before shows it.
        public var showsFirst: Bool
        /// Of the difference, such as `MDRE, asr − gold`.
        public var differenceTitle: String

        public init(
            _ first: Matrix, _ second: Matrix? = nil, showsFirst: Bool = true, differenceTitle: String = ""
        ) {
            precondition(second.map { $0.labels == first.labels } ?? true, "both matrices are over the same labels")
            self.first = first
            self.second = second
            self.showsFirst = showsFirst
            self.differenceTitle = differenceTitle
        }

        /// Percentage points from the first matrix to the second; nil for a label nobody has.
        package func points(_ row: Int, _ column: Int) -> Double? {
            guard let second, let before = first.share(row, column), let after = second.share(row, column) else {
                return nil
            }
            return 100 * (after - before)
        }

        /// The greatest absolute difference, in percentage points.
        fileprivate var greatest: Double {
            let places = first.labels.indices
            return places.flatMap { row in places.compactMap { points(row, $0).map(abs) } }.max() ?? 0
        }

        fileprivate func difference(limit: Double) -> SVGFigure {
            let labels = first.labels
            let cells = labels.indices.map { row in
                labels.indices.map { column in
                    let change = points(row, column)
                    return HeatMap.Cell(
                        share: change.map { $0 / limit }, text: Numbers.signed(change, 1), note: "",
                        tip: "\(labels[row]) given \(labels[column]): \(Numbers.signed(change, 1)) points")
                }
            }
            return HeatMap(
                title: "Difference of the confusion matrices, \(differenceTitle)",
                summary: "Percentage points of the row; orange more, blue less, full colour at "
                    + "\(Numbers.fixed(limit, 0)) points. On the diagonal, more is better.",
                rowTitle: "true", columnTitle: "given", rowLabels: labels, columnLabels: labels, cells: cells,
                scale: .differences
            ).figure()
        }
    }

    public var title: String
    public var groups: [Group]

    public init(title: String = "Confusion matrices", groups: [Group]) {
        self.title = title
        self.groups = groups
    }

    /// Matrices without differences.
    public init(title: String = "Confusion matrices", matrices: [Matrix]) {
        self.init(title: title, groups: matrices.map { Group($0) })
    }

    public var figures: [NamedFigure] { drawn.flatMap(\.self) }

    /// The figures group by group; all differences on one scale.
    private var drawn: [[NamedFigure]] {
        let limit = max(10, ((groups.map(\.greatest).max() ?? 0) / 10).rounded(.up) * 10)
        return groups.map { group in
            var figures = [group.showsFirst ? group.first : nil, group.second].compactMap(\.self).map { matrix in
                NamedFigure(
                    name: "confusion \(matrix.title)", heading: matrix.title, figure: matrix.figure(),
                    numbers: numbers(of: matrix))
            }
            if group.second != nil {
                figures.append(
                    NamedFigure(
                        name: "confusion \(group.differenceTitle) difference", heading: group.differenceTitle,
                        figure: group.difference(limit: limit), numbers: numbers(of: group)))
            }
            return figures
        }
    }

    public func body(id: String) -> [Markup] {
        let note = PageParts.note(
            "Each row is a true label; the darkest cells (lightest in dark mode) are the most frequent.")
        // Single matrices share their rows of the page; a pair with its difference has a row to itself.
        var rows: [[NamedFigure]] = []
        var singles: [NamedFigure] = []
        for figures in drawn {
            if figures.count == 1 {
                singles += figures
            } else {
                rows.append(figures)
            }
        }
        rows = (singles.isEmpty ? [] : [singles]) + rows
        return [note] + rows.enumerated().map { PageParts.panels($1, id: "\(id)-row-\($0 + 1)") }
    }

    private func numbers(of matrix: Matrix) -> Markup {
        PageParts.table(
            caption: "\(matrix.title): counts, true label by given label",
            columns: [.init("True")] + matrix.labels.map { .init($0, isNumber: true) },
            rows: zip(matrix.labels, matrix.counts).map { [$0] + $1.map(Numbers.count) })
    }

    private func numbers(of group: Group) -> Markup {
        let labels = group.first.labels
        return PageParts.table(
            caption: "\(group.differenceTitle): percentage points, true label by given label",
            columns: [.init("True")] + labels.map { .init($0, isNumber: true) },
            rows: labels.indices.map { row in
                [labels[row]] + labels.indices.map { Numbers.signed(group.points(row, $0), 1) }
            })
    }
}
