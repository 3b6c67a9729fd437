import Kernels

/// Sequences of rows brought into the packed order and back.
struct PackedRows {
    let layout: PackedSequences
    /// `[total, width]`, packed.
    let buffer: FloatBuffer
    let width: Int

    /// Packs `rows[row][step]`, each of `width` values.
    init(_ rows: [[[Double]]], width: Int = 2) {
        var layout = PackedSequences()
        layout.plan(rows.map(\.count))
        self.layout = layout
        self.width = width
        buffer = FloatBuffer(
            (0..<layout.steps).flatMap { step in
                (0..<layout.alive[step]).flatMap { rows[layout.order[$0]][step] }
            })
    }

    /// A packed buffer of this layout as `[row][step]`.
    func rows(_ buffer: FloatBuffer, width other: Int? = nil) -> [[[Double]]] {
        let width = other ?? width
        var rows = [[[Double]]](repeating: [], count: layout.rows)
        for place in 0..<layout.rows {
            rows[layout.order[place]] = (0..<layout.lengths[place]).map { step in
                let start = (layout.offsets[step] + place) * width
                return (0..<width).map { Double(buffer.pointer[start + $0]) }
            }
        }
        return rows
    }

    /// A buffer `[rows, width]` by place, by row.
    func byRow(_ buffer: FloatBuffer, _ width: Int) -> [[Double]] {
        var rows = [[Double]](repeating: [], count: layout.rows)
        for place in 0..<layout.rows {
            rows[layout.order[place]] = (0..<width).map { Double(buffer.pointer[place * width + $0]) }
        }
        return rows
    }

    /// One list per row as a buffer by place.
    func byPlace(_ rows: [[Double]]) -> FloatBuffer { FloatBuffer(layout.order.flatMap { rows[$0] }) }
}
