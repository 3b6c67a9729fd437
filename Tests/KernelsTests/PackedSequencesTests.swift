import Kernels
import Testing

@Suite("PackedSequences")
struct PackedSequencesTests {
    @Test("rows are ordered by length and each step holds the living rows")
    func layout() {
        var packed = PackedSequences()
        packed.plan([2, 4, 1])
        #expect(packed.order == [1, 0, 2])
        #expect(packed.lengths == [4, 2, 1])
        #expect(packed.alive == [3, 2, 1, 1])
        #expect(packed.offsets == [0, 3, 5, 6, 7])
        #expect(packed.total == 7)
    }

    @Test("equal lengths keep their order and empty sequences come last")
    func ties() {
        var packed = PackedSequences()
        packed.plan([0, 3, 0, 3, 3])
        #expect(packed.order == [1, 3, 4, 0, 2])
        #expect(packed.alive == [3, 3, 3])
    }

    @Test("no sequence, or only empty ones, gives no steps", arguments: [[], [0], [0, 0]])
    func empty(_ lengths: [Int]) {
        var packed = PackedSequences()
        packed.plan([5, 6])
        packed.plan(lengths)
        #expect(packed.rows == lengths.count)
        #expect(packed.steps == 0)
        #expect(packed.total == 0)
    }
}
