/// Where the reset gate of a GRU acts.
package enum GRUResetGate: Sendable {
    /// `n = tanh(W x + b + r ⊙ (U h + c))`.
    case after
    /// `n = tanh(W x + b + U (r ⊙ h) + c)`.
    case before
}

/// One GRU layer's weights, rearranged for the products of a step.
///
/// The parameters come as PyTorch keeps them: `weight_ih` `[3H, I]`, `weight_hh` `[3H, H]`, `bias_ih` and `bias_hh` `[3H]`,
/// gates in the order r, z, n. oneDNN is a quarter faster on matrices that need no transposing, and one product for all
/// three gates wants the hidden side in the order n, r, z (see `GRUCache`).
package final class GRUWeights {
    package let inputs: Int
    package let hidden: Int
    package let resetGate: GRUResetGate
    /// `weight_ih` transposed, `[I, 3H]`, columns r, z, n.
    let inputTransposed = FloatBuffer()
    /// `weight_ih` as it is, `[3H, I]`.
    let input = FloatBuffer()
    /// `weight_hh` transposed, `[H, 3H]`, columns n, r, z.
    let hiddenTransposed = FloatBuffer()
    /// `weight_hh`, `[3H, H]`, rows n, r, z.
    let hiddenByGate = FloatBuffer()
    /// Biases that add up before the gate acts: r, z, n; those of n's hidden side only with the reset gate before.
    let bias = FloatBuffer()
    /// Bias of n's hidden side with the reset gate after; zero otherwise.
    let hiddenBias = FloatBuffer()

    package init(inputs: Int, hidden: Int, resetGate: GRUResetGate) {
        self.inputs = inputs
        self.hidden = hidden
        self.resetGate = resetGate
    }

    /// Takes over changed parameters; once per optimiser step.
    package func pack(weightIH: Floats, weightHH: Floats, biasIH: Floats, biasHH: Floats) {
        let (i, h) = (inputs, hidden)
        copyTransposed(inputTransposed.reserve(3 * h * i), 3 * h, source: weightIH, i, rows: 3 * h, columns: i)
        input.reserve(3 * h * i).update(from: weightIH, count: 3 * h * i)
        let byGate = hiddenByGate.reserve(3 * h * h)
        byGate.update(from: weightHH + 2 * h * h, count: h * h)
        (byGate + h * h).update(from: weightHH, count: 2 * h * h)
        copyTransposed(hiddenTransposed.reserve(3 * h * h), 3 * h, source: byGate, h, rows: 3 * h, columns: h)
        let bias = bias.reserve(3 * h)
        let hiddenBias = hiddenBias.reserve(h)
        for index in 0..<2 * h { bias[index] = biasIH[index] + biasHH[index] }
        for index in 0..<h {
            let own = biasHH[2 * h + index]
            bias[2 * h + index] = biasIH[2 * h + index] + (resetGate == .before ? own : 0)
            hiddenBias[index] = resetGate == .before ? 0 : own
        }
    }

    /// Adds gradients to those of the parameters, in PyTorch's order.
    package func unpack(
        _ gradients: GRUGradients, dWeightIH: MutableFloats, dWeightHH: MutableFloats, dBiasIH: MutableFloats,
        dBiasHH: MutableFloats
    ) {
        let (i, h) = (inputs, hidden)
        let byGate = gradients.hiddenTransposed
        addTransposed(dWeightIH, i, source: gradients.inputTransposed, 3 * h, rows: i, columns: 3 * h)
        addTransposed(dWeightHH + 2 * h * h, h, source: byGate, 3 * h, rows: h, columns: h)
        addTransposed(dWeightHH, h, source: byGate + h, 3 * h, rows: h, columns: 2 * h)
        for index in 0..<3 * h { dBiasIH[index] += gradients.bias[h + index] }
        for index in 0..<2 * h { dBiasHH[index] += gradients.bias[h + index] }
        let own = resetGate == .after ? gradients.bias : gradients.bias + 3 * h
        for index in 0..<h { dBiasHH[2 * h + index] += own[index] }
    }
}

/// Gradients of one layer's weights in the order of the products that make them: nothing is turned round on the way.
package struct GRUGradients {
    /// `[I, 3H]`, columns r, z, n.
    package let inputTransposed: MutableFloats
    /// `[H, 3H]`, columns n, r, z.
    package let hiddenTransposed: MutableFloats
    /// `[4H]`, sums over columns hn, r, z, n of the gates' gradients.
    package let bias: MutableFloats

    /// The gradients in memory that holds as many values as the layer's parameters.
    package init(_ memory: MutableFloats, inputs: Int, hidden: Int) {
        inputTransposed = memory
        hiddenTransposed = memory + 3 * hidden * inputs
        bias = hiddenTransposed + 3 * hidden * hidden
    }
}

/// What a GRU layer's forward pass leaves for its backward pass, and both passes' working memory.
///
/// One packed row is `4H` wide: `hn | r | z | n`. Here hn is `U_n h + c` with the reset gate after and `r ⊙ h` before.
/// Backward overwrites it with the gradients at the gates' sums, so that columns `0..<3H` are what meets the hidden
/// weights (n, r, z) and columns `H..<4H` what meets the input weights (r, z, n): two windows of one row, no copies.
package final class GRUCache {
    /// `[total, 4H]`, or one run of steps in inference.
    let gates = FloatBuffer()
    /// State before each step, `[total, H]`, packed like the inputs; two steps in inference.
    let states = FloatBuffer()
    /// State after each step, `[total, H]`, where somebody asked for it: the next layer's input, what attention reads.
    package let outputs = FloatBuffer()
    /// Hidden side of one step, `[rows, 3H]`, columns n, r, z.
    let product = FloatBuffer()
    /// Gradient of the state that the backward pass carries from step to step, `[rows, H]`.
    let dState = FloatBuffer()
    /// Gradient of `r ⊙ h`, `[rows, H]`, with the reset gate before.
    let dReset = FloatBuffer()

    package init() {}
}

@available(*, unavailable)
extension GRUWeights: Sendable {}
@available(*, unavailable)
extension GRUCache: Sendable {}
