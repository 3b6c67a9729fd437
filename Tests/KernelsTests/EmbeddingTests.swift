import Kernels
import Testing

@Suite("Embedding")
struct EmbeddingTests {
    @Test("rows come out, gradients add up in their rows, strangers count as row 1")
    func lookUp() {
        let table = FloatBuffer([1, 2, 3, 4, 5, 6])
        let row = FloatBuffer([0, 0])
        for (token, expected) in [(Int32(0), [1.0, 2]), (2, [5, 6]), (3, [3, 4]), (-1, [3, 4])] {
            embeddingForward(row.pointer, token: token, table: table.pointer, vocabulary: 3, size: 2)
            #expect(row.values(2) == expected)
        }
        let dTable = FloatBuffer([Double](repeating: 0, count: 6))
        for token: Int32 in [2, 7, 2] {
            embeddingBackward(
                dTable.pointer, token: token, dRow: FloatBuffer([1, 10]).pointer, vocabulary: 3, size: 2)
        }
        #expect(dTable.values(6) == [0, 0, 1, 10, 2, 20])
    }
}
