/// Looks up one token's row: target `[E]` is overwritten from table `[V, E]`.
///
/// A token outside the table counts as `_UNK_`, row 1.
package func embeddingForward(_ target: MutableFloats, token: Int32, table: Floats, vocabulary: Int, size: Int) {
    target.update(from: table + embeddingRow(token, vocabulary: vocabulary) * size, count: size)
}

/// Adds one token's gradient `[E]` to its row of dTable `[V, E]`; no other row is touched.
package func embeddingBackward(_ dTable: MutableFloats, token: Int32, dRow: Floats, vocabulary: Int, size: Int) {
    let target = dTable + embeddingRow(token, vocabulary: vocabulary) * size
    var index = 0
    while index < size {
        target[index] += dRow[index]
        index += 1
    }
}

/// The row that stands for a token.
@inline(always)
private func embeddingRow(_ token: Int32, vocabulary: Int) -> Int {
    let row = Int(token)
    return row >= 0 && row < vocabulary ? row : 1
}
