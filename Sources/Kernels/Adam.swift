/// What one Adam update needs besides the buffers.
package struct AdamStep: Sendable {
    package var learningRate: Float
    package var beta1: Float
    package var beta2: Float
    package var epsilon: Float
    /// `1 / (1 - β₁ᵗ)` and `1 / (1 - β₂ᵗ)`, t from 1.
    package var correction1: Float
    package var correction2: Float
    /// Each gradient value is clipped to ± this before anything else; infinity for no clipping.
    package var clip: Float

    package init(
        learningRate: Float, beta1: Float, beta2: Float, epsilon: Float, correction1: Float, correction2: Float,
        clip: Float
    ) {
        self.learningRate = learningRate
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.correction1 = correction1
        self.correction2 = correction2
        self.clip = clip
    }
}

/// One Adam update of `count` values; the gradients are zeroed on the way.
///
/// `m ← β₁ m + (1-β₁) g`, `v ← β₂ v + (1-β₂) g²`, `p ← p - α · m̂ / (√v̂ + ε)` with m̂ and v̂ corrected for their start at zero:
/// ε stands beside the corrected root, as in the paper's algorithm 1 and in PyTorch. (TensorFlow 1 puts it beside the
/// uncorrected root, the paper's "ε hat"; at 1e-8 the two differ only where gradients all but vanish.)
///
/// A gradient that is not a number stays one, so a failed step shows.
///
/// - Source: Kingma and Ba, "Adam", 2015.
package func adamUpdate(
    _ parameters: MutableFloats, gradients: MutableFloats, firstMoment: MutableFloats, secondMoment: MutableFloats,
    count: Int, step: AdamStep
) {
    var index = 0
    while index < count {
        let width = min(16, count - index)
        var g = load(gradients + index, width)
        g = g.replacing(with: step.clip, where: g .> step.clip)
        g = g.replacing(with: -step.clip, where: g .< -step.clip)
        let m = load(firstMoment + index, width) * step.beta1 + g * (1 - step.beta1)
        let v = load(secondMoment + index, width) * step.beta2 + g * g * (1 - step.beta2)
        store(m, firstMoment + index, width)
        store(v, secondMoment + index, width)
        let root = (v * step.correction2).squareRoot() + step.epsilon
        let p = load(parameters + index, width)
        store(p - m * step.correction1 * step.learningRate / root, parameters + index, width)
        store(Lanes(), gradients + index, width)
        index += 16
    }
}
