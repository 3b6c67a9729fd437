import Foundation

/// The kernels as their formulas say, one loop per sum, in double precision: the reference of the fast ones.
///
/// Only forward passes are here; gradients are checked against central differences of these functions.
enum Naive {
    static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

    /// `x · Wᵀ + b`: x `[B, I]`, weight `[O, I]`.
    static func linear(_ x: [Double], weight: [Double], bias: [Double]) -> [Double] {
        let outputs = bias.count
        let inputs = weight.count / outputs
        return (0..<x.count / inputs).flatMap { row in
            (0..<outputs).map { output in
                (0..<inputs).reduce(bias[output]) { $0 + x[row * inputs + $1] * weight[output * inputs + $1] }
            }
        }
    }

    /// One GRU layer's weights in PyTorch's order.
    struct GRU {
        var weightIH: [Double]
        var weightHH: [Double]
        var biasIH: [Double]
        var biasHH: [Double]
        let resetBefore: Bool

        var hidden: Int { biasIH.count / 3 }
        var inputs: Int { weightIH.count / biasIH.count }

        /// States after each step of one sequence, from `[T, I]`.
        func states(_ x: [Double]) -> [[Double]] {
            var h = [Double](repeating: 0, count: hidden)
            return (0..<x.count / inputs).map { step in
                let input = Array(x[step * inputs..<(step + 1) * inputs])
                func sum(_ weights: [Double], _ values: [Double], _ row: Int) -> Double {
                    values.indices.reduce(0) { $0 + weights[row * values.count + $1] * values[$1] }
                }
                func gate(_ index: Int) -> [Double] {
                    (0..<hidden).map { unit in
                        let row = index * hidden + unit
                        return Naive.sigmoid(
                            sum(weightIH, input, row) + biasIH[row] + sum(weightHH, h, row) + biasHH[row])
                    }
                }
                let (r, z) = (gate(0), gate(1))
                let reset = zip(r, h).map { $0 * $1 }
                h = (0..<hidden).map { unit in
                    let row = 2 * hidden + unit
                    let own = sum(weightIH, input, row) + biasIH[row]
                    let n = tanh(
                        resetBefore
                            ? own + sum(weightHH, reset, row) + biasHH[row]
                            : own + r[unit] * (sum(weightHH, h, row) + biasHH[row]))
                    return (1 - z[unit]) * n + z[unit] * h[unit]
                }
                return h
            }
        }
    }

    /// `Σ a_t h_t` with `a = softmax(q · h_t)`, and a.
    static func attention(query: [Double], states: [[Double]]) -> (z: [Double], weights: [Double]) {
        let scores = states.map { state in zip(query, state).reduce(0) { $0 + $1.0 * $1.1 } }
        let highest = scores.max() ?? 0
        let powers = scores.map { exp($0 - highest) }
        let sum = powers.reduce(0, +)
        let weights = powers.map { $0 / sum }
        let z = query.indices.map { index in zip(weights, states).reduce(0) { $0 + $1.0 * $1.1[index] } }
        return (z, weights)
    }

    /// Mean of a sequence's states; zeros for an empty one.
    static func mean(_ states: [[Double]], size: Int) -> [Double] {
        (0..<size).map { index in states.reduce(0) { $0 + $1[index] } / Double(max(1, states.count)) }
    }

    static func softmaxLoss(_ logits: [Double], label: Int) -> Double {
        log(logits.reduce(0) { $0 + exp($1) }) - logits[label]
    }

    static func sigmoidLoss(_ logits: [Double], label: Int) -> Double {
        let losses = logits.indices.map { -log($0 == label ? sigmoid(logits[$0]) : 1 - sigmoid(logits[$0])) }
        return losses.reduce(0, +) / Double(logits.count)
    }
}
