import Kernels

/// One thread's working memory for one encoder: packed inputs and a cache for each layer.
final class EncoderWorkspace {
    /// Lengths and order of the sequences at hand; set before everything else.
    var packed = PackedSequences()
    /// Packed inputs `[total, I]`.
    let x = FloatBuffer()
    /// The top layer's last states `[rows, S]`, by place; S is H, or 2H where the encoder reads both ways.
    let last = FloatBuffer()
    /// Their gradient, by place; to be filled before `backward`.
    let dLast = FloatBuffer()
    /// Gradient of the top layer's outputs `[total, S]`, packed, where they were read.
    let dOutputs = FloatBuffer()
    /// Gradient of the inputs `[total, I]`, where it is asked for.
    let dx = FloatBuffer()

    private let layers: [EncoderLayer]
    private let noGradient = FloatBuffer()

    /// An encoder of these layers, each with one GRU or with one for each direction.
    init(weights: [[GRUWeights]]) { layers = weights.map(EncoderLayer.init) }

    var inputs: Int { layers[0].inputs }
    /// S.
    var stateSize: Int { layers[layers.count - 1].stateSize }
    /// The top layer's states after each step `[total, S]`, packed.
    var outputs: MutableFloats { layers[layers.count - 1].outputs }

    /// Makes room for the packed inputs; the caller fills them.
    func reserveInputs() -> MutableFloats { x.reserve((packed.total + spareRows) * inputs) }

    func forward(keep: Bool, wantsOutputs: Bool) {
        last.reserve(packed.rows * stateSize)
        for layer in layers.indices {
            layers[layer].forward(
                last: last.pointer, x: layer == 0 ? x.pointer : layers[layer - 1].outputs, packed: packed, keep: keep,
                wantsOutputs: wantsOutputs || layer + 1 < layers.count)
        }
    }

    /// Adds the layers' gradients to a dense buffer, in the order of `GRUGradients`.
    func backward(
        gradients: MutableFloats, slots: [[GRUSlots]], model: ModelSlots, hasOutputs: Bool, wantsInputs: Bool
    ) {
        if wantsInputs { dx.reserve(packed.total * inputs) }
        for layer in layers.indices.reversed() {
            let isTop = layer + 1 == layers.count
            // A lower layer's outputs get their gradient from the layer above, written over the one already used up.
            let dBelow: MutableFloats? = layer == 0 ? (wantsInputs ? dx.pointer : nil) : layers[layer - 1].outputs
            layers[layer].backward(
                dLast: isTop ? dLast.pointer : noGradient.zeroed(packed.rows * stateSize),
                dOutputs: isTop ? (hasOutputs ? dOutputs.pointer : nil) : layers[layer].outputs,
                x: layer == 0 ? x.pointer : layers[layer - 1].outputs, dx: dBelow, packed: packed,
                gradients: gradients, slots: slots[layer], model: model)
        }
    }
}
