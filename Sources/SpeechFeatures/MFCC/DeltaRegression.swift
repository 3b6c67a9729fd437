/// Slopes over time: regression over two frames either side.
///
/// `d[t] = ((v[t+1] - v[t-1]) + 2 (v[t+2] - v[t-2])) / 10`, with `v[0]` for rows before the first. What stands for rows
/// past the end is a `Border`, because the reference is not the same everywhere.
package enum DeltaRegression {
    /// What a row past the end counts as.
    package enum Border: Sendable {
        case lastRow
        case zero
    }

    /// One row of slopes.
    ///
    /// - Parameters:
    ///   - row: where the slope is taken, t; it may lie past the end.
    ///   - values: `[rows, columns]`.
    ///   - rows: how many rows of `values` count.
    ///   - columns: numbers per row.
    ///   - border: what rows from `rows` on count as.
    ///   - slopes: `columns` numbers, overwritten.
    package static func row(
        _ row: Int, of values: [Float], rows: Int, columns: Int, border: Border,
        into slopes: inout [Float]
    ) {
        precondition(rows >= 1 && values.count >= rows * columns && slopes.count == columns, "buffers do not fit")
        slopes.withMutablePointer { slopes in
            values.withPointer { values in
                let last = rows &- 1
                let (p1, p2) = (values + min(row + 1, last) * columns, values + min(row + 2, last) * columns)
                let m1 = values + min(max(row - 1, 0), last) * columns
                let m2 = values + min(max(row - 2, 0), last) * columns
                let (has1, has2) = (border == .lastRow || row < last, border == .lastRow || row &+ 1 < last)
                for column in 0..<columns {
                    let (next, afterNext) = (has1 ? p1[column] : 0, has2 ? p2[column] : 0)
                    slopes[column] = ((next - m1[column]) + 2 * (afterNext - m2[column])) / 10
                }
            }
        }
    }
}
