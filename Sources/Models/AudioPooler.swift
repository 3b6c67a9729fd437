import Kernels

/// Turns the audio encoder's states into one vector per utterance; one thread's working memory for it.
final class AudioPooler {
    private let pooling: AudioPooling
    /// `[rows, S]` by place.
    private let pooled = FloatBuffer()
    /// Attention: the learned vector once for each place, its gradient for each, and the weights `[rows, steps]`.
    private let query = FloatBuffer()
    private let dQuery = FloatBuffer()
    private let weights = FloatBuffer()
    private let scratch = FloatBuffer()

    init(_ pooling: AudioPooling) { self.pooling = pooling }

    /// Whether `forward` reads the states after each step.
    var readsOutputs: Bool { pooling != .last }

    /// Pools the states after the encoder's forward pass.
    ///
    /// - Parameters:
    ///   - encoder: with outputs if `readsOutputs`.
    ///   - vector: u of attention pooling, `[S]`.
    /// - Returns: `[rows, S]` by place, valid until the next call; zeros for an empty utterance.
    func forward(_ encoder: EncoderWorkspace, vector: Floats?) -> Floats {
        let (packed, size) = (encoder.packed, encoder.stateSize)
        switch pooling {
        case .last:
            return Floats(encoder.last.pointer)
        case .mean:
            meanPoolForward(
                pooled.reserve(packed.rows * size), states: encoder.outputs, packed: packed, size: size)
        case .attention:
            guard let vector else { preconditionFailure("attention pooling without its vector") }
            query.reserve(packed.rows * size)
            for place in 0..<packed.rows { (query.pointer + place * size).update(from: vector, count: size) }
            dotAttentionForward(
                pooled.reserve(packed.rows * size), weights: weights.reserve(packed.rows * packed.steps),
                query: query.pointer, states: encoder.outputs, packed: packed, hidden: size)
        }
        return Floats(pooled.pointer)
    }

    /// Hands the gradient on to the encoder: to its last states or to its outputs, whichever forward read.
    ///
    /// - Parameters:
    ///   - encoder: `dLast` holds the gradient of what forward returned; it and `dOutputs` are as `backward` wants them
    ///     afterwards.
    ///   - dVector: gradient of u, added to.
    func backward(_ encoder: EncoderWorkspace, dVector: MutableFloats?) {
        guard readsOutputs else { return }
        let (packed, size) = (encoder.packed, encoder.stateSize)
        let dPooled = encoder.dLast.pointer
        let dStates = encoder.dOutputs.reserve(packed.total * size)
        if pooling == .mean {
            meanPoolBackward(dStates: dStates, dPooled: dPooled, packed: packed, size: size)
        } else if let dVector {
            dotAttentionBackward(
                dStates: dStates, dQuery: dQuery.reserve(packed.rows * size), scratch: scratch.reserve(packed.steps),
                dz: dPooled, weights: weights.pointer, query: query.pointer, states: encoder.outputs, packed: packed,
                hidden: size)
            for place in 0..<packed.rows {
                for index in 0..<size { dVector[index] += dQuery.pointer[place * size + index] }
            }
        }
        encoder.dLast.zeroed(packed.rows * size)
    }
}
