import Kernels

/// Where one GRU layer's tensors lie in a flat buffer.
struct GRUSlots {
    let weightIH: Int
    let weightHH: Int
    let biasIH: Int
    let biasHH: Int
}

/// Where one linear layer's tensors lie, and its size.
struct LinearSlots {
    let weight: Int
    let bias: Int
    let inputs: Int
    let outputs: Int
}

/// The parameter layout as the engine uses it: offsets instead of names.
///
/// Gradients of one unit of a batch are kept without the embedding table, whose gradient touches few rows; in such a
/// *dense* buffer everything behind the table moves up by its size. A GRU layer's part of it (its four tensors lie one
/// behind the other) is in the order of `GRUGradients` until all units are added up.
struct ModelSlots {
    /// By layer; one GRU each, or the forward and the reverse one.
    let audio: [[GRUSlots]]
    let text: [[GRUSlots]]
    /// The vector u of attention pooling.
    let audioAttention: ParameterSlot?
    let embedding: ParameterSlot?
    let audioProjection: LinearSlots?
    let textProjection: LinearSlots?
    let output: LinearSlots
    /// Values of a dense gradient buffer.
    let denseCount: Int

    init(_ layout: ParameterLayout) {
        let offsets = Dictionary(uniqueKeysWithValues: layout.slots.map { ($0.name, $0) })
        func linear(_ name: String) -> LinearSlots? {
            guard let weight = offsets["\(name).weight"], let bias = offsets["\(name).bias"] else { return nil }
            return LinearSlots(
                weight: weight.offset, bias: bias.offset, inputs: weight.shape[1], outputs: weight.shape[0])
        }
        func gru(_ name: String, _ suffix: String) -> GRUSlots? {
            guard let ih = offsets["\(name).weight_ih_\(suffix)"], let hh = offsets["\(name).weight_hh_\(suffix)"],
                let biasIH = offsets["\(name).bias_ih_\(suffix)"], let biasHH = offsets["\(name).bias_hh_\(suffix)"]
            else { return nil }
            return GRUSlots(
                weightIH: ih.offset, weightHH: hh.offset, biasIH: biasIH.offset, biasHH: biasHH.offset)
        }
        func encoder(_ name: String) -> [[GRUSlots]] {
            var layers: [[GRUSlots]] = []
            while let forward = gru(name, "l\(layers.count)") {
                layers.append([forward] + [gru(name, "l\(layers.count)_reverse")].compactMap { $0 })
            }
            return layers
        }
        audio = encoder("audio")
        text = encoder("text")
        audioAttention = offsets["audio_attention.weight"]
        embedding = offsets["text.embedding.weight"]
        audioProjection = linear("audio_projection")
        textProjection = linear("text_projection")
        guard let output = linear("output") else { preconditionFailure("a layout without an output layer") }
        self.output = output
        denseCount = layout.count - (embedding?.count ?? 0)
    }

    /// Where a parameter that is no embedding lies in a dense gradient buffer.
    func dense(_ offset: Int) -> Int {
        guard let embedding, offset >= embedding.offset else { return offset }
        return offset - embedding.count
    }
}
