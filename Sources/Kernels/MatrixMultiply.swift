import CDNNL

/// Keeps oneDNN's products on the calling thread; call once on every thread that computes.
///
/// oneDNN would otherwise start OpenMP threads of its own for each product. The setting belongs to the calling thread
/// only, and parallelism is this package's own matter, because results must not depend on the number of threads.
package func useOneThreadPerProduct() {
    omp_set_num_threads(1)
}

/// Rows that oneDNN's inner loops take at once, as far as it shows in the result.
///
/// With AVX2 the last rows beyond a multiple of six (beyond some dozens of rows: of twelve) go through other loops with
/// other rounding; elsewhere only a single row does. Inference rounds the rows of its products up, twice as far for the
/// large ones, so that an utterance's result does not depend on its companions. Found by trying all sizes up to 240.
let rowQuantum: Int = {
    let isa = dnnl_get_effective_cpu_isa().rawValue
    return isa >= dnnl_cpu_isa_avx2.rawValue && isa < dnnl_cpu_isa_avx512_core.rawValue ? 6 : 2
}()

/// Rows beyond its own that the memory of a packed input must hold; their values do not matter.
package let spareRows = 12

/// Product of two row-major matrices, `c = op(a) · op(b)`, or added to c: c `[rows, columns]`.
///
/// A product of untransposed matrices computes each row alike, bit for bit, wherever it stands, only if the number of rows
/// is a multiple of `rowQuantum`.
///
/// - Parameters:
///   - c: overwritten, or added to if `accumulate`; `cStride` values from one row to the next.
///   - cStride: see c.
///   - a: op(a) is `[rows, inner]`; stored transposed, `[inner, rows]`, if `transposeA`.
///   - aStride: values from one row of a, as stored, to the next.
///   - transposeA: see a.
///   - b: op(b) is `[inner, columns]`; stored transposed, `[columns, inner]`, if `transposeB`. Transposed is slower.
///   - bStride: values from one row of b, as stored, to the next.
///   - transposeB: see b.
///   - rows: of c.
///   - columns: of c.
///   - inner: terms in each sum.
///   - accumulate: whether c is added to.
package func matrixMultiply(
    _ c: MutableFloats, _ cStride: Int,
    a: Floats, _ aStride: Int, transposeA: Bool = false,
    b: Floats, _ bStride: Int, transposeB: Bool = false,
    rows: Int, columns: Int, inner: Int, accumulate: Bool = false
) {
    guard rows > 0, columns > 0, inner > 0 else {
        if !accumulate {
            for row in 0..<max(rows, 0) { (c + row * cStride).update(repeating: 0, count: columns) }
        }
        return
    }
    let plain = CChar(UInt8(ascii: "N"))
    let transposed = CChar(UInt8(ascii: "T"))
    let status = dnnl_sgemm(
        transposeA ? transposed : plain, transposeB ? transposed : plain, dnnl_dim_t(rows), dnnl_dim_t(columns),
        dnnl_dim_t(inner), 1, a, dnnl_dim_t(aStride), b, dnnl_dim_t(bStride), accumulate ? 1 : 0, c,
        dnnl_dim_t(cStride))
    precondition(status == dnnl_success, "oneDNN refused a matrix product")
}

/// Adds the transpose of a matrix: target `[columns, rows]` += transposed source `[rows, columns]`, in small blocks.
package func addTransposed(
    _ target: MutableFloats, _ targetStride: Int, source: Floats, _ sourceStride: Int, rows: Int, columns: Int
) {
    let block = 16
    for firstColumn in stride(from: 0, to: columns, by: block) {
        let columnEnd = min(columns, firstColumn + block)
        for firstRow in stride(from: 0, to: rows, by: block) {
            let rowEnd = min(rows, firstRow + block)
            for column in firstColumn..<columnEnd {
                let targetRow = target + column * targetStride
                var index = firstRow
                while index < rowEnd {
                    targetRow[index] += source[index * sourceStride + column]
                    index += 1
                }
            }
        }
    }
}

/// Writes the transpose of a matrix: target `[columns, rows]` = transposed source `[rows, columns]`, in small blocks.
package func copyTransposed(
    _ target: MutableFloats, _ targetStride: Int, source: Floats, _ sourceStride: Int, rows: Int, columns: Int
) {
    let block = 16
    for firstColumn in stride(from: 0, to: columns, by: block) {
        let columnEnd = min(columns, firstColumn + block)
        for firstRow in stride(from: 0, to: rows, by: block) {
            let rowEnd = min(rows, firstRow + block)
            for column in firstColumn..<columnEnd {
                let targetRow = target + column * targetStride
                var index = firstRow
                while index < rowEnd {
                    targetRow[index] = source[index * sourceStride + column]
                    index += 1
                }
            }
        }
    }
}
