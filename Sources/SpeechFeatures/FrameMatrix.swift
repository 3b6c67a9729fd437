/// A table of numbers over time, one row per frame, `[rows, columns]` row-major.
public struct FrameMatrix: Sendable, Equatable {
    /// The numbers, row after row.
    public private(set) var values: [Float]

    /// Number of frames.
    public private(set) var rows: Int

    /// Numbers per frame.
    public let columns: Int

    /// Makes a table from its numbers; there must be `rows * columns` of them.
    public init(values: [Float], rows: Int, columns: Int) {
        precondition(rows >= 0 && columns >= 1 && values.count == rows * columns, "values do not fill rows and columns")
        self.values = values
        self.rows = rows
        self.columns = columns
    }

    /// Makes a table of zeros.
    public init(rows: Int, columns: Int) {
        self.init(values: [Float](repeating: 0, count: rows * columns), rows: rows, columns: columns)
    }

    /// The number in one row and column.
    public subscript(row: Int, column: Int) -> Float {
        get { values[row * columns + column] }
        set { values[row * columns + column] = newValue }
    }

    /// The numbers of one frame.
    public func row(_ row: Int) -> ArraySlice<Float> { values[row * columns..<(row + 1) * columns] }

    /// The numbers of one column over time.
    public func column(_ column: Int) -> [Float] { (0..<rows).map { self[$0, column] } }

    /// The first rows; all of them where there are fewer than `count`.
    public func prefix(_ count: Int) -> FrameMatrix {
        let kept = min(max(count, 0), rows)
        return FrameMatrix(values: Array(values[0..<(kept * columns)]), rows: kept, columns: columns)
    }

    /// Adds the rows of another table with as many columns.
    public mutating func append(_ other: FrameMatrix) {
        precondition(other.columns == columns, "tables of different widths")
        values += other.values
        rows += other.rows
    }
}
