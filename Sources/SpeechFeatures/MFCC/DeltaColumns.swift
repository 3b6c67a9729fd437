/// Appends deltas and accelerations to rows of static columns, as the rows come.
///
/// Row t needs the static rows up to t + 4. The deltas are evaluated for two rows past the end, so that the last
/// accelerations see those and not copies of the last delta.
///
/// Utterances under 880 samples (3 frames or fewer) follow two rules of their own, because the reference's buffers fill
/// up in another order there: a delta whose window hangs over both ends counts what is past the end as 0; and
/// acceleration t sees only `max(T - 2, 0) + t + 1` deltas, what follows being 0 for t < 2.
struct DeltaColumns {
    /// Static columns per row.
    private let columns: Int

    /// Rows are computed up to this number; nil for all.
    private let maximumRows: Int?

    /// The static rows and the deltas from row `base` on; what is before them is not needed any more.
    private var statics: [Float] = []
    private var deltas: [Float] = []
    private var base = 0

    private var staticCount = 0
    private var deltaCount = 0
    private var rowCount = 0
    private var slopes: [Float]

    /// The rows that are complete, and have not been taken yet.
    private(set) var rows: [Float] = []

    init(columns: Int, maximumRows: Int?) {
        self.columns = columns
        self.maximumRows = maximumRows
        slopes = [Float](repeating: 0, count: columns)
    }

    /// Whether all rows that are wanted are there.
    var isSatisfied: Bool { maximumRows.map { rowCount >= $0 } ?? false }

    /// Hands out the complete rows, `3 * columns` numbers each, and forgets them.
    mutating func take() -> [Float] {
        defer { rows.removeAll(keepingCapacity: true) }
        return rows
    }

    /// Takes the next static row, lane `lane` of each column.
    mutating func append(_ row: [Lanes], lane: Int) {
        for column in 0..<columns { statics.append(row[column][lane]) }
        staticCount += 1
        if staticCount >= 3 { appendDelta(border: .lastRow) }
        if deltaCount >= 3 { appendRow(deltaLimit: deltaCount, border: .lastRow) }
        forget()
    }

    /// Completes the last rows.
    ///
    /// - Parameter isShort: whether the utterance follows the rules of those under 880 samples.
    mutating func finish(isShort: Bool) {
        let count = staticCount
        guard count > 0 else { return }
        while deltaCount < count + 2 {
            let hangsOver = deltaCount < 2 && deltaCount + 2 > count - 1
            appendDelta(border: isShort && hangsOver ? .zero : .lastRow)
        }
        while rowCount < count {
            let limit = isShort ? max(count - 2, 0) + rowCount + 1 : count + 2
            appendRow(deltaLimit: limit, border: isShort && rowCount < 2 ? .zero : .lastRow)
        }
    }

    private mutating func appendDelta(border: DeltaRegression.Border) {
        DeltaRegression.row(
            deltaCount - base, of: statics, rows: staticCount - base, columns: columns, border: border,
            into: &slopes)
        deltas += slopes
        deltaCount += 1
    }

    private mutating func appendRow(deltaLimit: Int, border: DeltaRegression.Border) {
        defer { rowCount += 1 }
        guard !isSatisfied else { return }
        let row = rowCount - base
        DeltaRegression.row(
            row, of: deltas, rows: deltaLimit - base, columns: columns, border: border, into: &slopes)
        rows += statics[row * columns..<(row + 1) * columns]
        rows += deltas[row * columns..<(row + 1) * columns]
        rows += slopes
    }

    /// Drops what no coming row looks at, a thousand rows at a time.
    ///
    /// The first rows look at row 0 in place of rows before it; so does row `base` + 2 and later ones never.
    private mutating func forget() {
        guard rowCount - base >= 1024 + 2 else { return }
        let dropped = rowCount - 2 - base
        statics.removeFirst(dropped * columns)
        deltas.removeFirst(dropped * columns)
        base += dropped
    }
}
