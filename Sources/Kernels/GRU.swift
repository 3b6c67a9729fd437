/// Packed rows that go through one product over several steps: enough for full speed, few enough to stay in the cache.
private let rowsPerRun = 128

/// One GRU layer over packed sequences; every sequence starts at the zero state.
///
/// With h the state before a step and x its input:
/// `r = σ(W_r x + U_r h + b_r)`, `z = σ(W_z x + U_z h + b_z)`, n as `GRUResetGate` says, `h' = (1 - z) ⊙ n + z ⊙ h`.
///
/// - Parameters:
///   - cache: what backward needs is left here if `keep`.
///   - last: `[rows, H]` by place, overwritten: each sequence's state at its own last step, zero for an empty one.
///   - x: `[total, I]`, packed, with room for `spareRows` more.
///   - weights: packed since the parameters changed last.
///   - packed: the sequences' layout.
///   - keep: false in inference: then memory does not grow with the sequences, unless `wantsOutputs`.
///   - wantsOutputs: fills `cache.outputs`.
/// - Complexity: O(total · H · (H + I)); allocates only where the cache has to grow.
/// - Source: Cho et al. 2014; the variant after the hidden projection as in PyTorch's `nn.GRU`.
package func gruForward(
    _ cache: GRUCache, last: MutableFloats, x: Floats, weights: GRUWeights, packed: PackedSequences, keep: Bool,
    wantsOutputs: Bool
) {
    let (inputs, hidden, rows) = (weights.inputs, weights.hidden, packed.rows)
    let (wide, narrow) = (4 * hidden, 3 * hidden)
    last.update(repeating: 0, count: rows * hidden)
    guard packed.total > 0 else { return }
    // In inference a row's result must not depend on how many rows there are, see `rowQuantum`.
    let quantum = keep ? 1 : rowQuantum
    let gates = cache.gates.reserve((keep ? packed.total : min(packed.total, rowsPerRun + rows) + spareRows) * wide)
    let states = cache.states.reserve((keep ? packed.total : 2 * rows + spareRows) * hidden)
    let outputs = wantsOutputs ? cache.outputs.reserve((packed.total + spareRows) * hidden) : nil
    let product = cache.product.reserve((rows + spareRows) * narrow)
    // Not `rows`: empty sequences have no state, and there may be more of them than packed rows.
    states.update(repeating: 0, count: packed.alive[0] * hidden)
    var start = 0
    while start < packed.steps {
        let end = packed.runEnd(from: start, rows: rowsPerRun)
        let first = packed.offsets[start]
        let runGates = keep ? gates + first * wide : gates
        matrixMultiply(
            runGates + hidden, wide, a: x + first * inputs, inputs, b: weights.inputTransposed.pointer, narrow,
            rows: roundedUp(packed.offsets[end] - first, keep ? 1 : 2 * rowQuantum), columns: narrow, inner: inputs)
        for step in start..<end {
            let alive = packed.alive[step]
            let surviving = step + 1 < packed.steps ? packed.alive[step + 1] : 0
            let stepGates = runGates + (packed.offsets[step] - first) * wide
            let state = states + (keep ? packed.offsets[step] : step % 2 * rows) * hidden
            let next = states + (keep ? packed.offsets[step + 1] : (step + 1) % 2 * rows) * hidden
            gruStepForward(
                GRUStep(
                    rows: alive, productRows: roundedUp(alive, quantum), surviving: surviving, hidden: hidden,
                    gates: stepGates, state: state),
                next: next, last: last, product: product, weights: weights, isFirst: step == 0)
            if let outputs {
                let target = outputs + packed.offsets[step] * hidden
                target.update(from: next, count: surviving * hidden)
                (target + surviving * hidden).update(
                    from: last + surviving * hidden, count: (alive - surviving) * hidden)
            }
        }
        start = end
    }
}

/// Gradients of `gruForward`, which must have run with `keep` and unchanged weights; it can be used up only once.
///
/// - Parameters:
///   - cache: as forward left it; its gates become gradients.
///   - dLast: `[rows, H]` by place.
///   - dOutputs: `[total, H]`, packed, or nil where nobody read the outputs.
///   - x: as given to forward.
///   - dx: `[total, I]`, overwritten, or nil where nobody wants it.
///   - weights: as given to forward.
///   - packed: as given to forward.
///   - gradients: added to; `GRUWeights.unpack` brings them into PyTorch's order.
package func gruBackward(
    _ cache: GRUCache, dLast: Floats, dOutputs: Floats?, x: Floats, dx: MutableFloats?, weights: GRUWeights,
    packed: PackedSequences, gradients: GRUGradients
) {
    let (inputs, hidden, rows) = (weights.inputs, weights.hidden, packed.rows)
    let (wide, narrow) = (4 * hidden, 3 * hidden)
    guard packed.total > 0 else { return }
    let gates = cache.gates.pointer
    let states = cache.states.pointer
    let dState = cache.dState.reserve(rows * hidden)
    dState.update(from: dLast, count: rows * hidden)
    let dReset = cache.dReset.reserve(rows * hidden)
    let (dHidden, dInput) = (gradients.hiddenTransposed, gradients.inputTransposed)
    var end = packed.steps
    while end > 0 {
        let start = packed.runStart(before: end, rows: rowsPerRun)
        for step in stride(from: end - 1, through: start, by: -1) {
            let offset = packed.offsets[step]
            gruStepBackward(
                GRUStep(
                    rows: packed.alive[step], productRows: packed.alive[step], surviving: 0, hidden: hidden,
                    gates: gates + offset * wide,
                    state: states + offset * hidden),
                dState: dState, dOutputs: dOutputs.map { $0 + offset * hidden }, dReset: dReset, dBias: gradients.bias,
                weights: weights, isFirst: step == 0)
        }
        let first = packed.offsets[start]
        let count = packed.offsets[end] - first
        let runGates = gates + first * wide
        let runStates = states + first * hidden
        switch weights.resetGate {
        case .after:
            matrixMultiply(
                dHidden, narrow, a: runStates, hidden, transposeA: true, b: runGates, wide, rows: hidden,
                columns: narrow, inner: count, accumulate: true)
        case .before:
            matrixMultiply(
                dHidden + hidden, narrow, a: runStates, hidden, transposeA: true, b: runGates + hidden, wide,
                rows: hidden, columns: 2 * hidden, inner: count, accumulate: true)
            matrixMultiply(
                dHidden, narrow, a: runGates, wide, transposeA: true, b: runGates + 3 * hidden, wide, rows: hidden,
                columns: hidden, inner: count, accumulate: true)
        }
        matrixMultiply(
            dInput, narrow, a: x + first * inputs, inputs, transposeA: true, b: runGates + hidden, wide, rows: inputs,
            columns: narrow, inner: count, accumulate: true)
        if let dx {
            matrixMultiply(
                dx + first * inputs, inputs, a: runGates + hidden, wide, b: weights.input.pointer, inputs, rows: count,
                columns: inputs, inner: narrow)
        }
        end = start
    }
}

private func roundedUp(_ count: Int, _ quantum: Int) -> Int { (count + quantum - 1) / quantum * quantum }
