/// Differences between models, or between transcripts of one model, each with its tests.
public struct PairedTests: ReportSection {
    /// One against another on the same utterances.
    public struct Row: Sendable {
        public var first: String
        public var second: String
        /// UAR of the first less that of the second.
        public var difference: Double?
        public var interval: ResultsTable.Interval?
        /// Further columns, such as `McNemar p`, in the order of `columns`.
        public var cells: [String]
        /// Whether the difference stands after all tests were taken together.
        public var isSignificant: Bool

        public init(
            first: String, second: String, difference: Double?, interval: ResultsTable.Interval?, cells: [String],
            isSignificant: Bool
        ) {
            self.first = first
            self.second = second
            self.difference = difference
            self.interval = interval
            self.cells = cells
            self.isSignificant = isSignificant
        }
    }

    public var title: String
    public var columns: [String]
    public var rows: [Row]
    public var notes: [String]

    public init(title: String = "Differences and their tests", columns: [String], rows: [Row], notes: [String]) {
        self.title = title
        self.columns = columns
        self.rows = rows
        self.notes = notes
    }

    public func body(id: String) -> [Markup] {
        var heads: [PageParts.Column] = [.init("First"), .init("Second"), .init("UAR difference", isNumber: true)]
        heads.append(.init("95 %", isNumber: true))
        heads += columns.map { .init($0, isNumber: true) }
        heads.append(.init("Differs"))
        let table = PageParts.table(
            caption: "The first less the second, on the same utterances", columns: heads, rows: rows.map(Self.cells))
        return [table] + notes.map(PageParts.note)
    }

    private static func cells(_ row: Row) -> [PageParts.Cell] {
        let interval = row.interval.map { "\(Numbers.signed($0.lower, 3)) to \(Numbers.signed($0.upper, 3))" }
        var cells: [PageParts.Cell] = [.init(row.first), .init(row.second)]
        cells.append(.init(Numbers.signed(row.difference, 3), isStrong: row.isSignificant))
        cells.append(.init(interval ?? Numbers.absent))
        cells += row.cells.map { PageParts.Cell($0) }
        cells.append(.init(row.isSignificant ? "yes" : "not shown"))
        return cells
    }
}
