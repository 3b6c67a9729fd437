/// Gradients of one step: turns the step's gates into gradients, and `dState` from after the step to before it.
///
/// `dState` `[rows, H]` comes with the gradient of the new state, without what the outputs add.
func gruStepBackward(
    _ step: GRUStep, dState: MutableFloats, dOutputs: Floats?, dReset: MutableFloats, dBias: MutableFloats,
    weights: GRUWeights, isFirst: Bool
) {
    let hidden = step.hidden
    let wide = 4 * hidden
    if let dOutputs { add(dOutputs, to: dState, count: step.rows * hidden) }
    let hiddenWeights = Floats(weights.hiddenByGate.pointer)
    switch weights.resetGate {
    case .after:
        for row in 0..<step.rows {
            backwardAfter(
                step, gates: step.gates + row * wide, state: step.state + row * hidden, dState: dState + row * hidden,
                dBias: dBias)
        }
        if isFirst { return }
        matrixMultiply(
            dState, hidden, a: step.gates, wide, b: hiddenWeights, hidden, rows: step.rows, columns: hidden,
            inner: 3 * hidden, accumulate: true)
    case .before:
        for row in 0..<step.rows {
            backwardBeforeState(
                step, gates: step.gates + row * wide, state: step.state + row * hidden, dState: dState + row * hidden,
                dBias: dBias)
        }
        matrixMultiply(
            dReset, hidden, a: step.gates + 3 * hidden, wide, b: hiddenWeights, hidden, rows: step.rows,
            columns: hidden, inner: hidden)
        for row in 0..<step.rows {
            backwardBeforeReset(
                step, gates: step.gates + row * wide, state: step.state + row * hidden, dState: dState + row * hidden,
                dReset: dReset + row * hidden, dBias: dBias)
        }
        if isFirst { return }
        matrixMultiply(
            dState, hidden, a: step.gates + hidden, wide, b: hiddenWeights + hidden * hidden, hidden, rows: step.rows,
            columns: hidden, inner: 2 * hidden, accumulate: true)
    }
}

/// Adds values to others.
private func add(_ source: Floats, to target: MutableFloats, count: Int) {
    var index = 0
    while index < count {
        target[index] += source[index]
        index += 1
    }
}

@inline(always)
private func backwardAfter(
    _ step: GRUStep, gates: MutableFloats, state: Floats, dState: MutableFloats, dBias: MutableFloats
) {
    let hidden = step.hidden
    typealias Values = (
        hn: Lanes, r: Lanes, z: Lanes, n: Lanes, h: Lanes, dh: Lanes, sumHN: Lanes, sumR: Lanes, sumZ: Lanes,
        sumN: Lanes
    )
    @inline(always)
    func values(_ column: Int, _ count: Int) -> Values {
        (
            load(gates + column, count), load(gates + hidden + column, count), load(gates + 2 * hidden + column, count),
            load(gates + 3 * hidden + column, count), load(state + column, count), load(dState + column, count),
            load(dBias + column, count), load(dBias + hidden + column, count), load(dBias + 2 * hidden + column, count),
            load(dBias + 3 * hidden + column, count)
        )
    }
    @inline(always)
    func finish(_ v: Values, _ column: Int, _ count: Int) {
        let dn = v.dh * (1 - v.z) * (1 - v.n * v.n)
        let dz = v.dh * (v.h - v.n) * (v.z * (1 - v.z))
        let dr = dn * v.hn * (v.r * (1 - v.r))
        let dhn = dn * v.r
        store(dhn, gates + column, count)
        store(dr, gates + hidden + column, count)
        store(dz, gates + 2 * hidden + column, count)
        store(dn, gates + 3 * hidden + column, count)
        store(v.dh * v.z, dState + column, count)
        store(v.sumHN + dhn, dBias + column, count)
        store(v.sumR + dr, dBias + hidden + column, count)
        store(v.sumZ + dz, dBias + 2 * hidden + column, count)
        store(v.sumN + dn, dBias + 3 * hidden + column, count)
    }
    let tail = values(step.tailStart, step.tailCount)
    var column = 0
    while column < step.tailStart {
        finish(values(column, 16), column, 16)
        column += 16
    }
    finish(tail, step.tailStart, step.tailCount)
}

/// Leaves `dn` in the gates' last quarter, `dz` in z's place and `dh ⊙ z` in `dState`.
@inline(always)
private func backwardBeforeState(
    _ step: GRUStep, gates: MutableFloats, state: Floats, dState: MutableFloats, dBias: MutableFloats
) {
    let hidden = step.hidden
    typealias Values = (z: Lanes, n: Lanes, h: Lanes, dh: Lanes, sumZ: Lanes, sumN: Lanes)
    @inline(always)
    func values(_ column: Int, _ count: Int) -> Values {
        (
            load(gates + 2 * hidden + column, count), load(gates + 3 * hidden + column, count),
            load(state + column, count), load(dState + column, count), load(dBias + 2 * hidden + column, count),
            load(dBias + 3 * hidden + column, count)
        )
    }
    @inline(always)
    func finish(_ v: Values, _ column: Int, _ count: Int) {
        let dn = v.dh * (1 - v.z) * (1 - v.n * v.n)
        let dz = v.dh * (v.h - v.n) * (v.z * (1 - v.z))
        store(dz, gates + 2 * hidden + column, count)
        store(dn, gates + 3 * hidden + column, count)
        store(v.dh * v.z, dState + column, count)
        store(v.sumZ + dz, dBias + 2 * hidden + column, count)
        store(v.sumN + dn, dBias + 3 * hidden + column, count)
    }
    let tail = values(step.tailStart, step.tailCount)
    var column = 0
    while column < step.tailStart {
        finish(values(column, 16), column, 16)
        column += 16
    }
    finish(tail, step.tailStart, step.tailCount)
}

/// Puts `dr` in r's place and adds to `dState` what reaches the state through `r ⊙ h`.
@inline(always)
private func backwardBeforeReset(
    _ step: GRUStep, gates: MutableFloats, state: Floats, dState: MutableFloats, dReset: Floats, dBias: MutableFloats
) {
    let hidden = step.hidden
    typealias Values = (r: Lanes, h: Lanes, dh: Lanes, dReset: Lanes, sumR: Lanes)
    @inline(always)
    func values(_ column: Int, _ count: Int) -> Values {
        (
            load(gates + hidden + column, count), load(state + column, count), load(dState + column, count),
            load(dReset + column, count), load(dBias + hidden + column, count)
        )
    }
    @inline(always)
    func finish(_ v: Values, _ column: Int, _ count: Int) {
        let dr = v.dReset * v.h * (v.r * (1 - v.r))
        store(dr, gates + hidden + column, count)
        store(v.dReset * v.r + v.dh, dState + column, count)
        store(v.sumR + dr, dBias + hidden + column, count)
    }
    let tail = values(step.tailStart, step.tailCount)
    var column = 0
    while column < step.tailStart {
        finish(values(column, 16), column, 16)
        column += 16
    }
    finish(tail, step.tailStart, step.tailCount)
}
