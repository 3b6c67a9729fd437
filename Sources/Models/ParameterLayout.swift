/// One named tensor in a model's flat parameter buffer.
public struct ParameterSlot: Equatable, Sendable {
    /// As in a PyTorch state dictionary, for example `audio.weight_ih_l0`.
    public let name: String
    /// Row-major; a linear layer is `[outputs, inputs]`, a GRU matrix `[3H, inputs]` with gates in the order r, z, n.
    public let shape: [Int]
    /// Index of the first value in the flat buffer.
    public let offset: Int

    /// Number of values.
    public var count: Int { shape.reduce(1, *) }

    /// Indices of the values in the flat buffer.
    public var range: Range<Int> { offset..<offset + count }
}

/// The table of a model's tensors: which name lies where in the flat buffer.
///
/// | name | shape | models |
/// | --- | --- | --- |
/// | `audio.weight_ih_l0`, `audio.weight_hh_l0` | `[3H, I]`, `[3H, H]` | ARE, MDRE, MDREA |
/// | `audio.bias_ih_l0`, `audio.bias_hh_l0` | `[3H]` | likewise; `_l1` and on for further layers |
/// | `text.embedding.weight` | `[V, E]` | TRE, MDRE, MDREA |
/// | `text.weight_ih_l0` and so on | as above with E inputs | likewise |
/// | `audio_projection.weight`, `.bias` | `[A, H+P]`, `[A]` | MDRE, MDREA |
/// | `text_projection.weight`, `.bias` | `[H/2, H]`, `[H/2]` | MDRE |
/// | `output.weight`, `output.bias` | `[L, D]`, `[L]` | all |
public struct ParameterLayout: Equatable, Sendable {
    public let slots: [ParameterSlot]
    /// Number of values in all tensors together.
    public let count: Int

    /// The layout that belongs to a configuration, which must be valid.
    public init(_ configuration: ModelConfiguration) {
        var slots: [ParameterSlot] = []
        var offset = 0
        func add(_ name: String, _ shape: [Int]) {
            let slot = ParameterSlot(name: name, shape: shape, offset: offset)
            slots.append(slot)
            offset += slot.count
        }
        func addLinear(_ name: String, outputs: Int, inputs: Int) {
            add("\(name).weight", [outputs, inputs])
            add("\(name).bias", [outputs])
        }
        let hidden = configuration.hidden
        func addEncoder(_ name: String, inputs: Int) {
            for layer in 0..<configuration.layers {
                add("\(name).weight_ih_l\(layer)", [3 * hidden, layer == 0 ? inputs : hidden])
                add("\(name).weight_hh_l\(layer)", [3 * hidden, hidden])
                add("\(name).bias_ih_l\(layer)", [3 * hidden])
                add("\(name).bias_hh_l\(layer)", [3 * hidden])
            }
        }
        let architecture = configuration.architecture
        if architecture.usesAudio { addEncoder("audio", inputs: configuration.mfccColumns) }
        if architecture.usesText {
            add("text.embedding.weight", [configuration.vocabularySize, configuration.embeddingSize])
            addEncoder("text", inputs: configuration.embeddingSize)
        }
        if architecture == .mdre || architecture == .mdrea {
            addLinear(
                "audio_projection", outputs: configuration.audioPartSize, inputs: configuration.audioEncodingSize)
        }
        if architecture == .mdre {
            addLinear("text_projection", outputs: configuration.textPartSize, inputs: hidden)
        }
        addLinear(
            "output", outputs: configuration.labels.count,
            inputs: configuration.audioPartSize + configuration.textPartSize)
        self.slots = slots
        count = offset
    }

    /// The slot of a name, or nil where this model has none.
    public subscript(name: String) -> ParameterSlot? { slots.first { $0.name == name } }
}
