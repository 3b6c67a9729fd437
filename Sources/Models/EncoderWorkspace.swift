import Kernels

/// One thread's working memory for one encoder: packed inputs and a cache for each GRU layer.
final class EncoderWorkspace {
    /// Lengths and order of the sequences at hand; set before everything else.
    var packed = PackedSequences()
    /// Packed inputs `[total, I]`.
    let x = FloatBuffer()
    /// The top layer's last states `[rows, H]`, by place.
    let last = FloatBuffer()
    /// Their gradient, by place; to be filled before `backward`.
    let dLast = FloatBuffer()
    /// Gradient of the top layer's outputs `[total, H]`, packed, where they were read.
    let dOutputs = FloatBuffer()
    /// Gradient of the inputs `[total, I]`, where it is asked for.
    let dx = FloatBuffer()

    private let weights: [GRUWeights]
    private let caches: [GRUCache]
    private let noGradient = FloatBuffer()

    init(weights: [GRUWeights]) {
        self.weights = weights
        caches = weights.map { _ in GRUCache() }
    }

    var inputs: Int { weights[0].inputs }
    var hidden: Int { weights[0].hidden }
    /// The top layer's states after each step `[total, H]`, packed.
    var outputs: MutableFloats { caches[caches.count - 1].outputs.pointer }

    /// Makes room for the packed inputs; the caller fills them.
    func reserveInputs() -> MutableFloats { x.reserve((packed.total + spareRows) * inputs) }

    func forward(keep: Bool, wantsOutputs: Bool) {
        last.reserve(packed.rows * hidden)
        for layer in weights.indices {
            gruForward(
                caches[layer], last: last.pointer, x: layer == 0 ? x.pointer : caches[layer - 1].outputs.pointer,
                weights: weights[layer], packed: packed, keep: keep,
                wantsOutputs: wantsOutputs || layer + 1 < weights.count)
        }
    }

    /// Adds the layers' gradients to a dense buffer, in the order of `GRUGradients`.
    func backward(gradients: MutableFloats, slots: [GRUSlots], model: ModelSlots, hasOutputs: Bool, wantsInputs: Bool) {
        if wantsInputs { dx.reserve(packed.total * inputs) }
        for layer in weights.indices.reversed() {
            let isTop = layer + 1 == weights.count
            // A lower layer's outputs get their gradient from the layer above, written over the one already used up.
            let dBelow: MutableFloats? =
                layer == 0 ? (wantsInputs ? dx.pointer : nil) : caches[layer - 1].outputs.pointer
            let slot = slots[layer]
            gruBackward(
                caches[layer], dLast: isTop ? dLast.pointer : noGradient.zeroed(packed.rows * hidden),
                dOutputs: isTop ? (hasOutputs ? dOutputs.pointer : nil) : caches[layer].outputs.pointer,
                x: layer == 0 ? x.pointer : caches[layer - 1].outputs.pointer, dx: dBelow, weights: weights[layer],
                packed: packed,
                gradients: GRUGradients(
                    gradients + model.dense(slot.weightIH), inputs: weights[layer].inputs, hidden: hidden))
        }
    }
}
