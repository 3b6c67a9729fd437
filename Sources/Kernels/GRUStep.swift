/// One step of a GRU layer: its living rows and where their gates and states lie.
struct GRUStep {
    /// Rows alive at this step.
    let rows: Int
    /// Rows of forward's products: those alive, or some more whose results are not used.
    let productRows: Int
    /// Rows alive at the next one; the others' new state is their last.
    let surviving: Int
    let hidden: Int
    /// `[rows, 4H]`, see `GRUCache`; forward finds the input side in columns r, z, n.
    let gates: MutableFloats
    /// State before the step, `[rows, H]`.
    let state: Floats

    /// First column of the last vector of a row.
    ///
    /// It overlaps the vector before unless H is a multiple of 16. Everything that it reads is loaded before the row's
    /// first store, so the columns computed twice get the same values twice.
    var tailStart: Int { max(0, hidden - 16) }
    var tailCount: Int { min(hidden, 16) }
}

func gruStepForward(
    _ step: GRUStep, next: MutableFloats, last: MutableFloats, product: MutableFloats, weights: GRUWeights,
    isFirst: Bool
) {
    let hidden = step.hidden
    let narrow = 3 * hidden
    let hiddenWeights = Floats(weights.hiddenTransposed.pointer)
    let bias = Floats(weights.bias.pointer)
    switch weights.resetGate {
    case .after:
        if isFirst {
            product.update(repeating: 0, count: step.rows * narrow)
        } else {
            matrixMultiply(
                product, narrow, a: step.state, hidden, b: hiddenWeights, narrow, rows: step.productRows,
                columns: narrow,
                inner: hidden)
        }
        let hiddenBias = Floats(weights.hiddenBias.pointer)
        for row in 0..<step.rows {
            forwardAfter(
                step, gates: step.gates + row * 4 * hidden, product: product + row * narrow,
                state: step.state + row * hidden, next: (row < step.surviving ? next : last) + row * hidden,
                bias: bias, hiddenBias: hiddenBias)
        }
    case .before:
        if isFirst {
            product.update(repeating: 0, count: step.rows * narrow)
        } else {
            matrixMultiply(
                product + hidden, narrow, a: step.state, hidden, b: hiddenWeights + hidden, narrow,
                rows: step.productRows,
                columns: 2 * hidden, inner: hidden)
        }
        for row in 0..<step.rows {
            forwardBeforeReset(
                step, gates: step.gates + row * 4 * hidden, product: product + row * narrow,
                state: step.state + row * hidden, bias: bias)
        }
        if !isFirst {
            matrixMultiply(
                product, narrow, a: step.gates, 4 * hidden, b: hiddenWeights, narrow, rows: step.productRows,
                columns: hidden, inner: hidden)
        }
        for row in 0..<step.rows {
            forwardBeforeState(
                step, gates: step.gates + row * 4 * hidden, product: product + row * narrow,
                state: step.state + row * hidden, next: (row < step.surviving ? next : last) + row * hidden, bias: bias)
        }
    }
}

@inline(always)
private func forwardAfter(
    _ step: GRUStep, gates: MutableFloats, product: Floats, state: Floats, next: MutableFloats, bias: Floats,
    hiddenBias: Floats
) {
    let hidden = step.hidden
    @inline(always)
    func sums(_ column: Int, _ count: Int) -> (hn: Lanes, r: Lanes, z: Lanes, n: Lanes, h: Lanes) {
        (
            load(product + column, count) + load(hiddenBias + column, count),
            load(gates + hidden + column, count) + load(product + hidden + column, count) + load(bias + column, count),
            load(gates + 2 * hidden + column, count) + load(product + 2 * hidden + column, count)
                + load(bias + hidden + column, count),
            load(gates + 3 * hidden + column, count) + load(bias + 2 * hidden + column, count),
            load(state + column, count)
        )
    }
    @inline(always)
    func finish(_ sums: (hn: Lanes, r: Lanes, z: Lanes, n: Lanes, h: Lanes), _ column: Int, _ count: Int) {
        let r = sigmoid(sums.r)
        let z = sigmoid(sums.z)
        let n = hyperbolicTangent(r * sums.hn + sums.n)
        store(sums.hn, gates + column, count)
        store(r, gates + hidden + column, count)
        store(z, gates + 2 * hidden + column, count)
        store(n, gates + 3 * hidden + column, count)
        store((sums.h - n) * z + n, next + column, count)
    }
    let tail = sums(step.tailStart, step.tailCount)
    var column = 0
    while column < step.tailStart {
        finish(sums(column, 16), column, 16)
        column += 16
    }
    finish(tail, step.tailStart, step.tailCount)
}

@inline(always)
private func forwardBeforeReset(
    _ step: GRUStep, gates: MutableFloats, product: Floats, state: Floats, bias: Floats
) {
    let hidden = step.hidden
    @inline(always)
    func sums(_ column: Int, _ count: Int) -> (r: Lanes, z: Lanes, h: Lanes) {
        (
            load(gates + hidden + column, count) + load(product + hidden + column, count) + load(bias + column, count),
            load(gates + 2 * hidden + column, count) + load(product + 2 * hidden + column, count)
                + load(bias + hidden + column, count),
            load(state + column, count)
        )
    }
    @inline(always)
    func finish(_ sums: (r: Lanes, z: Lanes, h: Lanes), _ column: Int, _ count: Int) {
        let r = sigmoid(sums.r)
        store(r * sums.h, gates + column, count)
        store(r, gates + hidden + column, count)
        store(sigmoid(sums.z), gates + 2 * hidden + column, count)
    }
    let tail = sums(step.tailStart, step.tailCount)
    var column = 0
    while column < step.tailStart {
        finish(sums(column, 16), column, 16)
        column += 16
    }
    finish(tail, step.tailStart, step.tailCount)
}

@inline(always)
private func forwardBeforeState(
    _ step: GRUStep, gates: MutableFloats, product: Floats, state: Floats, next: MutableFloats, bias: Floats
) {
    let hidden = step.hidden
    @inline(always)
    func sums(_ column: Int, _ count: Int) -> (z: Lanes, n: Lanes, h: Lanes) {
        (
            load(gates + 2 * hidden + column, count),
            load(gates + 3 * hidden + column, count) + load(product + column, count)
                + load(bias + 2 * hidden + column, count),
            load(state + column, count)
        )
    }
    @inline(always)
    func finish(_ sums: (z: Lanes, n: Lanes, h: Lanes), _ column: Int, _ count: Int) {
        let n = hyperbolicTangent(sums.n)
        store(n, gates + 3 * hidden + column, count)
        store((sums.h - n) * sums.z + n, next + column, count)
    }
    let tail = sums(step.tailStart, step.tailCount)
    var column = 0
    while column < step.tailStart {
        finish(sums(column, 16), column, 16)
        column += 16
    }
    finish(tail, step.tailStart, step.tailCount)
}
