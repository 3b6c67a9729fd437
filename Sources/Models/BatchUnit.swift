import Kernels

/// The part of a batch that is computed in one go, and what came of it.
///
/// A batch is ordered by length and cut into units of at most `rowLimit` utterances. The cut depends on the batch alone:
/// however many threads work on the units, each does the same sums in the same order, and the units' results are added
/// up in the order of the units. That is why threads never change a result.
final class BatchUnit {
    /// Sixteen rows keep a GRU step's product at full speed, and eight such units share out well over a few threads.
    static let rowLimit = 16

    /// Positions in the batch.
    var rows: Range<Int> = 0..<0
    /// This unit's part of the mean loss.
    var loss = 0.0
    /// `[rows, L]`.
    let logits = FloatBuffer()
    /// MDREA's weights, one list per row.
    var attention: [[Float]] = []
    /// Gradients without the embedding table's, see `ModelSlots`.
    let gradients = FloatBuffer()
    /// Gradients of the embedded tokens: for each row in turn, its tokens' `[E]`.
    let dTokens = FloatBuffer()
}

/// The order in which a batch's rows are computed.
struct BatchOrder {
    /// Positions in the batch, longest utterance first, equal lengths in the batch's order.
    private(set) var positions: [Int] = []
    private var keys: [UInt64] = []

    /// Sorts the batch's positions; allocates only to grow.
    mutating func sort(count: Int, length: (Int) -> Int) {
        keys.removeAll(keepingCapacity: true)
        for position in 0..<count {
            let descending = UInt64(UInt32.max) - UInt64(UInt32(clamping: length(position)))
            keys.append(descending << 32 | UInt64(UInt32(clamping: position)))
        }
        // Shell's sort: in place, unlike the standard library's; all keys differ, so it need not be stable.
        var gap = 1
        while gap < count / 3 { gap = 3 * gap + 1 }
        while gap > 0 {
            for index in stride(from: gap, to: count, by: 1) {
                let key = keys[index]
                var hole = index
                while hole >= gap, keys[hole - gap] > key {
                    keys[hole] = keys[hole - gap]
                    hole -= gap
                }
                keys[hole] = key
            }
            gap /= 3
        }
        positions.removeAll(keepingCapacity: true)
        for key in keys { positions.append(Int(key & 0xFFFF_FFFF)) }
    }
}
