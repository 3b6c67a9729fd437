import Kernels
import Testing

@Suite("MeanPool")
struct MeanPoolTests {
    @Test("by hand: the mean over a sequence's own steps, zeros for an empty one")
    func byHand() {
        let packed = PackedRows([[[1, 2], [3, 6], [5, 1]], [], [[7, 9]]])
        let pooled = FloatBuffer([Double](repeating: .nan, count: 6))
        meanPoolForward(pooled.pointer, states: packed.buffer.pointer, packed: packed.layout, size: 2)
        #expect(packed.byRow(pooled, 2) == [[3, 3], [0, 0], [7, 9]])
        let dStates = FloatBuffer([Double](repeating: .nan, count: 8))
        let dPooled = packed.byPlace([[3, 6], [1, 1], [5, 4]])
        meanPoolBackward(dStates: dStates.pointer, dPooled: dPooled.pointer, packed: packed.layout, size: 2)
        #expect(packed.rows(dStates) == [[[1, 2], [1, 2], [1, 2]], [], [[5, 4]]])
    }

    @Test("values and gradients are the naive mean's", arguments: [[1], [0], [3, 1, 0, 5], [2, 17]], [1, 5, 16, 19])
    func against(lengths: [Int], size: Int) {
        var generator = TestGenerator(21)
        let states = lengths.map { length in (0..<length).map { _ in generator.values(size) } }
        let weights = lengths.map { _ in generator.values(size) }
        let packed = PackedRows(states, width: size)
        func run() -> (pooled: [[Double]], dStates: [[[Double]]]) {
            let pooled = FloatBuffer([Double](repeating: .nan, count: lengths.count * size))
            meanPoolForward(pooled.pointer, states: packed.buffer.pointer, packed: packed.layout, size: size)
            let dStates = FloatBuffer([Double](repeating: .nan, count: packed.layout.total * size))
            meanPoolBackward(
                dStates: dStates.pointer, dPooled: packed.byPlace(weights).pointer, packed: packed.layout, size: size)
            return (packed.byRow(pooled, size), packed.rows(dStates))
        }
        let answer = run()
        for row in lengths.indices {
            expectClose(answer.pooled[row], Naive.mean(states[row], size: size))
            for step in states[row].indices {
                let differences = centralDifferences(states[row][step]) { moved in
                    var all = states[row]
                    all[step] = moved
                    return weighted(Naive.mean(all, size: size), weights[row])
                }
                expectClose(answer.dStates[row][step], differences, tolerance: 1e-6)
            }
        }
        #expect(run() == answer)
    }

    @Test("a row's mean does not depend on the other rows, bit for bit")
    func companions() {
        var generator = TestGenerator(5)
        let states = [9, 4, 30, 0, 4].map { length in (0..<length).map { _ in generator.values(7) } }
        func pool(_ states: [[[Double]]]) -> [[Double]] {
            let packed = PackedRows(states, width: 7)
            let pooled = FloatBuffer([Double](repeating: .nan, count: states.count * 7))
            meanPoolForward(pooled.pointer, states: packed.buffer.pointer, packed: packed.layout, size: 7)
            return packed.byRow(pooled, 7)
        }
        #expect(pool(states) == states.flatMap { pool([$0]) })
    }
}
