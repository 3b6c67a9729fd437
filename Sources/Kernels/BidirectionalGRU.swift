/// The weights of two GRU layers that read the same sequences, one from the start and one from the end.
package struct BidirectionalGRUWeights {
    package let forward: GRUWeights
    package let reverse: GRUWeights

    /// Two layers of equal sizes.
    package init(forward: GRUWeights, reverse: GRUWeights) {
        precondition(
            forward.inputs == reverse.inputs && forward.hidden == reverse.hidden, "two directions of different sizes")
        self.forward = forward
        self.reverse = reverse
    }
}

/// What the forward pass of both directions leaves for the backward pass, and both passes' working memory.
package final class BidirectionalGRUCache {
    /// States of both directions after each step, `[total, 2H]`, where somebody asked for them.
    package let outputs = FloatBuffer()
    let forward = GRUCache()
    let reverse = GRUCache()
    /// The inputs from end to start, `[total, I]`; backward overwrites them with their gradient.
    let reversedInputs = FloatBuffer()
    /// One direction's last states or their gradient, `[rows, H]`.
    let last = FloatBuffer()
    /// Gradient of one direction's outputs, `[total, H]`.
    let dOutputs = FloatBuffer()

    package init() {}
}

/// One bidirectional GRU layer over packed sequences: each direction's states side by side.
///
/// The reverse direction starts at a sequence's own last step, so padding has no part in it. At step t an output is what
/// forward knows of steps 0...t and reverse of the steps from t on; `last` is what each knows at its own end, as in
/// PyTorch's `h_n`.
///
/// - Parameters:
///   - cache: what backward needs is left here if `keep`.
///   - last: `[rows, 2H]` by place, overwritten; zero for an empty sequence.
///   - x: `[total, I]`, packed, with room for `spareRows` more.
///   - weights: both packed since the parameters changed last.
///   - packed: the sequences' layout.
///   - keep: as in `gruForward`.
///   - wantsOutputs: fills `cache.outputs`.
/// - Complexity: twice `gruForward` and copies; allocates only where the cache has to grow.
/// - Source: Schuster and Paliwal, "Bidirectional Recurrent Neural Networks", 1997; layout as in PyTorch's `nn.GRU`.
package func bidirectionalForward(
    _ cache: BidirectionalGRUCache, last: MutableFloats, x: Floats, weights: BidirectionalGRUWeights,
    packed: PackedSequences, keep: Bool, wantsOutputs: Bool
) {
    let (inputs, hidden, rows) = (weights.forward.inputs, weights.forward.hidden, packed.rows)
    let one = cache.last.reserve(rows * hidden)
    gruForward(
        cache.forward, last: one, x: x, weights: weights.forward, packed: packed, keep: keep,
        wantsOutputs: wantsOutputs)
    copyColumns(last, 2 * hidden, source: one, hidden, rows: rows, width: hidden)
    let reversed = cache.reversedInputs.reserve((packed.total + spareRows) * inputs)
    copyReversed(reversed, inputs, source: x, inputs, width: inputs, packed: packed)
    gruForward(
        cache.reverse, last: one, x: reversed, weights: weights.reverse, packed: packed, keep: keep,
        wantsOutputs: wantsOutputs)
    copyColumns(last + hidden, 2 * hidden, source: one, hidden, rows: rows, width: hidden)
    guard wantsOutputs else { return }
    let outputs = cache.outputs.reserve((packed.total + spareRows) * 2 * hidden)
    copyColumns(
        outputs, 2 * hidden, source: cache.forward.outputs.pointer, hidden, rows: packed.total, width: hidden)
    copyReversed(
        outputs + hidden, 2 * hidden, source: cache.reverse.outputs.pointer, hidden, width: hidden, packed: packed)
}

/// Gradients of `bidirectionalForward`, which must have run with `keep` and unchanged weights; it can be used up only once.
///
/// - Parameters:
///   - cache: as forward left it.
///   - dLast: `[rows, 2H]` by place.
///   - dOutputs: `[total, 2H]`, packed, or nil where nobody read the outputs.
///   - x: as given to forward.
///   - dx: `[total, I]`, overwritten, or nil where nobody wants it; it may be the memory of x.
///   - weights: as given to forward.
///   - packed: as given to forward.
///   - forwardGradients: added to.
///   - reverseGradients: added to.
package func bidirectionalBackward(
    _ cache: BidirectionalGRUCache, dLast: Floats, dOutputs: Floats?, x: Floats, dx: MutableFloats?,
    weights: BidirectionalGRUWeights, packed: PackedSequences, forwardGradients: GRUGradients,
    reverseGradients: GRUGradients
) {
    let (inputs, hidden, rows) = (weights.forward.inputs, weights.forward.hidden, packed.rows)
    let one = cache.last.reserve(rows * hidden)
    let dStates = cache.dOutputs.reserve(dOutputs == nil ? 0 : packed.total * hidden)
    copyColumns(one, hidden, source: dLast, 2 * hidden, rows: rows, width: hidden)
    if let dOutputs {
        copyColumns(dStates, hidden, source: dOutputs, 2 * hidden, rows: packed.total, width: hidden)
    }
    gruBackward(
        cache.forward, dLast: one, dOutputs: dOutputs == nil ? nil : Floats(dStates), x: x, dx: dx,
        weights: weights.forward, packed: packed, gradients: forwardGradients)
    copyColumns(one, hidden, source: dLast + hidden, 2 * hidden, rows: rows, width: hidden)
    if let dOutputs {
        copyReversed(dStates, hidden, source: dOutputs + hidden, 2 * hidden, width: hidden, packed: packed)
    }
    let reversed = cache.reversedInputs.pointer
    gruBackward(
        cache.reverse, dLast: one, dOutputs: dOutputs == nil ? nil : Floats(dStates), x: reversed,
        dx: dx == nil ? nil : reversed, weights: weights.reverse, packed: packed, gradients: reverseGradients)
    if let dx { addReversed(dx, inputs, source: reversed, inputs, width: inputs, packed: packed) }
}

@available(*, unavailable)
extension BidirectionalGRUWeights: Sendable {}
@available(*, unavailable)
extension BidirectionalGRUCache: Sendable {}
