/// NIST's costs of one pair as differences between neighbouring cells, and the way back through them.
///
/// Row and column here are the shorter and the longer of the two texts. The cells of an anti-diagonal do not depend on
/// each other, so 16 of them are computed at once, all in 16 bits: a cell differs from its neighbours by 3 at most. For
/// long pairs only every s-th diagonal is kept and those between are computed again when the traceback gets there.
struct WeightedMatrix {
    /// How many cells of the matrix are kept whole; 2 MiB unless told otherwise.
    let wholeCellLimit: Int

    // Of the last diagonal: the cost of a cell less that of its neighbour one row (one column) before it.
    private var overRow: [Int16] = []
    private var overColumn: [Int16] = []
    private var keptOverRow: [Int16] = []
    private var keptOverColumn: [Int16] = []
    private var choices: [Int16] = []
    private var rowUnits = SplitUnits()
    private var columnUnits = SplitUnits()

    init(wholeCellLimit: Int = 1 << 20) { self.wholeCellLimit = wholeCellLimit }

    /// The alignment by sclite's rule; units are equal where their numbers are.
    mutating func align(reference: [Int32], hypothesis: [Int32]) -> Alignment {
        // An equal end is a hit in sclite's traceback too, since the diagonal never costs more there. An equal beginning
        // need not be: what was traced behind it may have used its units up.
        var suffix = 0
        let shorter = min(reference.count, hypothesis.count)
        while suffix < shorter, reference[reference.count - 1 - suffix] == hypothesis[hypothesis.count - 1 - suffix] {
            suffix += 1
        }
        var script = BackwardScript(reference: reference.count, hypothesis: hypothesis.count)
        if suffix > 0 { script.add(.equal, count: suffix) }
        let reference = reference[..<(reference.count - suffix)]
        let hypothesis = hypothesis[..<(hypothesis.count - suffix)]
        if reference.isEmpty {
            if !hypothesis.isEmpty { script.add(.insert, count: hypothesis.count) }
        } else if hypothesis.isEmpty {
            script.add(.delete, count: reference.count)
        } else if reference.count <= hypothesis.count {
            trace(rows: reference, columns: hypothesis, rowStep: .delete, into: &script)
        } else {
            trace(rows: hypothesis, columns: reference, rowStep: .insert, into: &script)
        }
        return script.finish()
    }

    /// Traces rows against columns; `rowStep` is what it means to pass a row without a column.
    private mutating func trace(
        rows: ArraySlice<Int32>, columns: ArraySlice<Int32>, rowStep: EditKind, into script: inout BackwardScript
    ) {
        let stride = (rows.count + Diagonal.lanes - 1) / Diagonal.lanes * Diagonal.lanes
        // Diagonal d holds the cells whose row and column add up to d. Block b holds the diagonals from b · block + 1 on.
        let last = rows.count + columns.count
        let block = last * stride <= wholeCellLimit ? last : Int((2 * Double(last)).squareRoot().rounded(.up))
        let blocks = (last + block - 1) / block
        Self.reserve(&overRow, stride)
        Self.reserve(&overColumn, stride + 1)
        Self.reserve(&keptOverRow, blocks * stride)
        Self.reserve(&keptOverColumn, blocks * stride)
        Self.reserve(&choices, block * stride)
        rowUnits.load(rows)
        columnUnits.load(columns.reversed())
        let shape = Diagonal.Shape(
            rows: rows.count, columns: columns.count, stride: stride, prefersRow: rowStep == .insert)

        overColumn[0] = Diagonal.gap
        for index in 0..<blocks {
            for cell in 0..<stride {
                keptOverRow[index * stride + cell] = overRow[cell]
                keptOverColumn[index * stride + cell] = overColumn[cell]
            }
            fill(first: index * block + 1, count: min(block, last - index * block), shape)
        }
        var row = rows.count
        var column = columns.count
        for index in Swift.stride(from: blocks - 1, through: 0, by: -1) {
            let first = index * block + 1
            if index < blocks - 1 {
                for cell in 0..<stride {
                    overRow[cell] = keptOverRow[index * stride + cell]
                    overColumn[cell] = keptOverColumn[index * stride + cell]
                }
                fill(first: first, count: block, shape)
            }
            while row > 0, column > 0, row + column >= first {
                switch choices[(row + column - first) * stride + row - 1] {
                case Diagonal.both:
                    row -= 1
                    column -= 1
                    script.add(rows[row] == columns[column] ? .equal : .substitute)
                case Diagonal.row:
                    row -= 1
                    script.add(rowStep)
                default:
                    column -= 1
                    script.add(rowStep == .delete ? .insert : .delete)
                }
            }
        }
        if row > 0 { script.add(rowStep, count: row) }
        if column > 0 { script.add(rowStep == .delete ? .insert : .delete, count: column) }
    }

    /// Computes `count` diagonals from `first` on; `overRow` and `overColumn` are those of the diagonal before.
    private mutating func fill(first: Int, count: Int, _ shape: Diagonal.Shape) {
        precondition(
            overRow.count >= shape.stride && overColumn.count > shape.stride && choices.count >= count * shape.stride)
        overRow.withUnsafeMutableBytes { overRow in
            overColumn.withUnsafeMutableBytes { overColumn in
                choices.withUnsafeMutableBytes { choices in
                    for diagonal in first..<(first + count) {
                        Diagonal.fill(
                            diagonal, shape, overRow: overRow, overColumn: overColumn,
                            choices: .init(rebasing: choices[((diagonal - first) * shape.stride * 2)...]),
                            rows: rowUnits, columns: columnUnits)
                    }
                }
            }
        }
    }

    private static func reserve(_ buffer: inout [Int16], _ count: Int) {
        if buffer.count < count { buffer = Array(repeating: 0, count: count) }
    }
}
