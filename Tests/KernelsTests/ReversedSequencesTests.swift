import Kernels
import Testing

@Suite("ReversedSequences")
struct ReversedSequencesTests {
    static let rows: [[[Double]]] = [[[1, 2]], [], [[3, 4], [5, 6], [7, 8]], [[9, 10], [11, 12]]]

    @Test("each sequence is turned round within its own length")
    func copies() {
        let packed = PackedRows(Self.rows)
        let target = FloatBuffer([Double](repeating: .nan, count: packed.layout.total * 2))
        copyReversed(target.pointer, 2, source: packed.buffer.pointer, 2, width: 2, packed: packed.layout)
        #expect(packed.rows(target) == Self.rows.map { Array($0.reversed()) })
        addReversed(target.pointer, 2, source: packed.buffer.pointer, 2, width: 2, packed: packed.layout)
        #expect(packed.rows(target) == Self.rows.map { $0.reversed().map { $0.map { 2 * $0 } } })
    }

    @Test("a part of the columns moves, the others stay as they are")
    func columns() {
        let packed = PackedRows(Self.rows)
        let target = FloatBuffer([Double](repeating: -1, count: packed.layout.total * 3))
        copyReversed(target.pointer + 2, 3, source: packed.buffer.pointer + 1, 2, width: 1, packed: packed.layout)
        #expect(packed.rows(target, width: 3) == Self.rows.map { $0.reversed().map { [-1, -1, $0[1]] } })
    }
}
