import Kernels
import Testing

@Suite("MatrixMultiply")
struct MatrixMultiplyTests {
    @Test("all four forms agree with the sum of products and accumulate on demand", arguments: [false, true])
    func forms(accumulate: Bool) {
        var generator = TestGenerator(3)
        let (rows, columns, inner) = (5, 18, 7)
        let a = generator.values(rows * inner)
        let b = generator.values(inner * columns)
        func transposed(_ values: [Double], _ width: Int) -> [Double] {
            (0..<values.count).map { values[$0 % (values.count / width) * width + $0 / (values.count / width)] }
        }
        let expected = (0..<rows * columns).map { index in
            (0..<inner).reduce(accumulate ? 2.0 : 0) { sum, k in
                sum + a[index / columns * inner + k] * b[k * columns + index % columns]
            }
        }
        for (transposeA, transposeB) in [(false, false), (true, false), (false, true), (true, true)] {
            let c = FloatBuffer([Double](repeating: 2, count: rows * columns))
            matrixMultiply(
                c.pointer, columns, a: FloatBuffer(transposeA ? transposed(a, inner) : a).pointer,
                transposeA ? rows : inner, transposeA: transposeA,
                b: FloatBuffer(transposeB ? transposed(b, columns) : b).pointer, transposeB ? inner : columns,
                transposeB: transposeB, rows: rows, columns: columns, inner: inner, accumulate: accumulate)
            expectClose(c.values(rows * columns), expected, "\(transposeA) \(transposeB)")
        }
    }

    @Test("transposing copies and adds", arguments: [(1, 1), (3, 40), (33, 17)])
    func transposition(rows: Int, columns: Int) {
        let source = (0..<rows * columns).map(Double.init)
        let expected = (0..<rows * columns).map { source[$0 % rows * columns + $0 / rows] }
        let target = FloatBuffer([Double](repeating: 0, count: rows * columns))
        copyTransposed(target.pointer, rows, source: FloatBuffer(source).pointer, columns, rows: rows, columns: columns)
        #expect(target.values(rows * columns) == expected)
        addTransposed(target.pointer, rows, source: FloatBuffer(source).pointer, columns, rows: rows, columns: columns)
        #expect(target.values(rows * columns) == expected.map { 2 * $0 })
    }
}
