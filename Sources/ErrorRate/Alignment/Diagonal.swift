/// One anti-diagonal of a `WeightedMatrix`.
///
/// With D the cost of a cell, s the cost of its pair of units (0 or 4), u = D − D[row before] and v = D − D[column
/// before]: z = min(s, v[row before] + 3, u[column before] + 3) is D − D[both before], and so u = z − v[row before],
/// v = z − u[column before].
/// - Source: H. Suzuki and M. Kasahara, "Introducing difference recurrence relations for faster semi-global alignment of
///   long sequences", 2018.
enum Diagonal {
    /// Wider vectors are slower: their operations are compiled to loops over the lanes (measured: 60 times as long).
    typealias Lanes = SIMD16<Int16>
    static let lanes = Lanes.scalarCount
    static let substitution: Int16 = 4
    static let gap: Int16 = 3

    /// The way into a cell: from the one before in row and column, in the row, in the column.
    static let both: Int16 = 0
    static let row: Int16 = 1
    static let column: Int16 = 2

    struct Shape {
        let rows: Int
        let columns: Int
        /// Rows, rounded up to whole vectors.
        let stride: Int
        /// Whether a row is passed rather than a column where both cost the same.
        let prefersRow: Bool
    }

    /// Computes one diagonal; row r + 1 of the matrix is lane r.
    ///
    /// The differences of the diagonal before are overwritten by those of this one. Whole vectors are computed, from the
    /// highest row down, so that each reads what the one above has not touched. Lanes outside the matrix get values that no cell inside
    /// ever reads.
    @inline(__always)
    static func fill(
        _ diagonal: Int, _ shape: Shape, overRow: UnsafeMutableRawBufferPointer,
        overColumn: UnsafeMutableRawBufferPointer, choices: UnsafeMutableRawBufferPointer, rows: SplitUnits,
        columns: SplitUnits
    ) {
        let lowest = max(0, diagonal - shape.columns - 1) / lanes * lanes
        let highest = min(shape.rows, diagonal - 1) - 1
        let gap = Lanes(repeating: gap)
        let substitution = Lanes(repeating: substitution)
        let columnChoice = Lanes(repeating: column)
        let advantage = Lanes(repeating: shape.prefersRow ? 1 : 0)
        var lane = highest / lanes * lanes
        while highest >= 0, lane >= lowest {
            let column = shape.columns - diagonal + 1 + lane + lanes
            let difference =
                (load(rows.lower, lane + lanes) ^ load(columns.lower, column))
                | (load(rows.upper, lane + lanes) ^ load(columns.upper, column))
            let rowBefore = load(overColumn, lane)
            let columnBefore = load(overRow, lane)
            let pair = sign(difference | (Lanes.zero &- difference)) & substitution
            let rowLead = rowBefore &- columnBefore
            let step = columnBefore &+ gap &+ (rowLead & sign(rowLead))
            let stepLead = step &- pair
            let best = pair &+ (stepLead & sign(stepLead))
            let choice = sign(stepLead) & (columnChoice &+ sign(rowLead &- advantage))
            overRow.storeBytes(of: best &- rowBefore, toByteOffset: 2 * lane, as: Lanes.self)
            overColumn.storeBytes(of: best &- columnBefore, toByteOffset: 2 * (lane + 1), as: Lanes.self)
            choices.storeBytes(of: choice, toByteOffset: 2 * lane, as: Lanes.self)
            lane -= lanes
        }
        // The first column: each row passed costs a gap.
        if diagonal <= shape.rows {
            overRow.storeBytes(of: Self.gap, toByteOffset: 2 * (diagonal - 1), as: Int16.self)
        }
    }

    /// −1 where negative, else 0: a mask made of arithmetic alone.
    @inline(__always)
    private static func sign(_ value: Lanes) -> Lanes { value &>> Lanes(repeating: 15) }

    @inline(__always)
    private static func load(_ buffer: UnsafeMutableRawBufferPointer, _ lane: Int) -> Lanes {
        buffer.loadUnaligned(fromByteOffset: 2 * lane, as: Lanes.self)
    }

    @inline(__always)
    private static func load(_ units: [Int16], _ place: Int) -> Lanes {
        units.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 2 * place, as: Lanes.self) }
    }
}

/// Numbers as their lower and upper halves, with room for a full vector on both sides.
struct SplitUnits {
    private(set) var lower: [Int16] = []
    private(set) var upper: [Int16] = []

    mutating func load(_ units: some Collection<Int32>) {
        let count = units.count + 2 * Diagonal.lanes
        if lower.count < count {
            lower = Array(repeating: 0, count: count)
            upper = lower
        }
        for (index, unit) in units.enumerated() {
            lower[index + Diagonal.lanes] = Int16(truncatingIfNeeded: unit)
            upper[index + Diagonal.lanes] = Int16(truncatingIfNeeded: unit >> 16)
        }
    }
}
