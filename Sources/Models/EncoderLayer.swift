import Kernels

/// One layer of an encoder with its working memory: a GRU, or two that read in opposite directions.
enum EncoderLayer {
    case oneWay(GRUWeights, GRUCache)
    case bothWays(BidirectionalGRUWeights, BidirectionalGRUCache)

    /// A layer of one GRU, or of the forward and the reverse one.
    init(_ directions: [GRUWeights]) {
        self =
            directions.count == 1
            ? .oneWay(directions[0], GRUCache())
            : .bothWays(
                BidirectionalGRUWeights(forward: directions[0], reverse: directions[1]), BidirectionalGRUCache())
    }

    var inputs: Int {
        switch self {
        case .oneWay(let weights, _): weights.inputs
        case .bothWays(let weights, _): weights.forward.inputs
        }
    }

    /// Values of a state: H, or 2H.
    var stateSize: Int {
        switch self {
        case .oneWay(let weights, _): weights.hidden
        case .bothWays(let weights, _): 2 * weights.forward.hidden
        }
    }

    /// States after each step `[total, S]`, packed.
    var outputs: MutableFloats {
        switch self {
        case .oneWay(_, let cache): cache.outputs.pointer
        case .bothWays(_, let cache): cache.outputs.pointer
        }
    }

    func forward(last: MutableFloats, x: Floats, packed: PackedSequences, keep: Bool, wantsOutputs: Bool) {
        switch self {
        case .oneWay(let weights, let cache):
            gruForward(
                cache, last: last, x: x, weights: weights, packed: packed, keep: keep, wantsOutputs: wantsOutputs)
        case .bothWays(let weights, let cache):
            bidirectionalForward(
                cache, last: last, x: x, weights: weights, packed: packed, keep: keep, wantsOutputs: wantsOutputs)
        }
    }

    func backward(
        dLast: Floats, dOutputs: Floats?, x: Floats, dx: MutableFloats?, packed: PackedSequences,
        gradients: MutableFloats, slots: [GRUSlots], model: ModelSlots
    ) {
        func part(_ direction: Int, _ weights: GRUWeights) -> GRUGradients {
            GRUGradients(
                gradients + model.dense(slots[direction].weightIH), inputs: weights.inputs, hidden: weights.hidden)
        }
        switch self {
        case .oneWay(let weights, let cache):
            gruBackward(
                cache, dLast: dLast, dOutputs: dOutputs, x: x, dx: dx, weights: weights, packed: packed,
                gradients: part(0, weights))
        case .bothWays(let weights, let cache):
            bidirectionalBackward(
                cache, dLast: dLast, dOutputs: dOutputs, x: x, dx: dx, weights: weights, packed: packed,
                forwardGradients: part(0, weights.forward), reverseGradients: part(1, weights.reverse))
        }
    }
}
