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
/// | `audio.weight_ih_l0_reverse` and so on | as above | an encoder that reads both ways, behind each layer |
/// | `audio_attention.weight` | `[1, S]` | attention pooling |
/// | `text.embedding.weight` | `[V, E]` | TRE, MDRE, MDREA |
/// | `text.weight_ih_l0` and so on | as above with E inputs | likewise |
/// | `audio_projection.weight`, `.bias` | `[A, S+P]`, `[A]` | MDRE, MDREA |
/// | `text_projection.weight`, `.bias` | `[S/2, S]`, `[S/2]` | MDRE |
/// | `output.weight`, `output.bias` | `[L, D]`, `[L]` | all |
///
/// I is the width of an encoder's step, in layers above the first that of the states below; S, the width of a state, is H,
/// or 2H where the encoder reads both ways.
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
        func addEncoder(_ name: String, inputs: Int, bothWays: Bool) {
            for layer in 0..<configuration.layers {
                for direction in bothWays ? ["", "_reverse"] : [""] {
                    let suffix = "l\(layer)\(direction)"
                    add("\(name).weight_ih_\(suffix)", [3 * hidden, layer == 0 ? inputs : (bothWays ? 2 : 1) * hidden])
                    add("\(name).weight_hh_\(suffix)", [3 * hidden, hidden])
                    add("\(name).bias_ih_\(suffix)", [3 * hidden])
                    add("\(name).bias_hh_\(suffix)", [3 * hidden])
                }
            }
        }
        let architecture = configuration.architecture
        if architecture.usesAudio {
            addEncoder("audio", inputs: configuration.audioStepColumns, bothWays: configuration.bidirectionalAudio)
            if configuration.audioPooling == .attention {
                add("audio_attention.weight", [1, configuration.audioStateSize])
            }
        }
        if architecture.usesText {
            add("text.embedding.weight", [configuration.vocabularySize, configuration.embeddingSize])
            addEncoder("text", inputs: configuration.embeddingSize, bothWays: configuration.bidirectionalText)
        }
        if architecture == .mdre || architecture == .mdrea {
            addLinear(
                "audio_projection", outputs: configuration.audioPartSize, inputs: configuration.audioEncodingSize)
        }
        if architecture == .mdre {
            addLinear("text_projection", outputs: configuration.textPartSize, inputs: configuration.textStateSize)
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
