/// Puts together the graph of one model.
struct ONNXModelBuilder {
    var graph = ONNXGraph()
    let configuration: ModelConfiguration
    let parameters: Parameters
    private let temperature: Double

    init(_ model: ModelFile, temperature: Double) {
        configuration = model.configuration
        parameters = model.parameters
        self.temperature = temperature
    }

    /// Inputs, encoders, output layer.
    mutating func build() {
        let encoding = configuration.architecture.usesAudio ? audioEncoding() : ""
        let joined: String
        var attention: String?
        switch configuration.architecture {
        case .are: joined = encoding
        case .tre: joined = textEncoder().last
        case .mdre:
            let audio = linear("audio_projection", encoding)
            let text = linear("text_projection", textEncoder().last)
            joined = graph.apply("Concat", [audio, text], [("axis", .integer(1))])
        case .mdrea:
            let audio = linear("audio_projection", encoding)
            let text = textEncoder()
            let weights = attend(audio, text)
            attention = weights
            let context = weightedSum(text.states, weights)
            joined = graph.apply("Concat", [context, audio], [("axis", .integer(1))])
        }
        let logits = linear("output", joined, named: "logits")
        let count = configuration.labels.count
        graph.output(logits, .float, [.named("batch"), .fixed(count)])
        if let attention { graph.output(attention, .float, [.named("batch"), .named("tokens")]) }
        let scaled = temperature == 1 ? logits : graph.apply("Div", [logits, graph.float(Float(temperature))])
        let probabilities = graph.apply("Softmax", [scaled], [("axis", .integer(1))], named: "probabilities")
        graph.output(probabilities, .float, [.named("batch"), .fixed(count)])
    }

    /// `e = concat(pooled states, prosody)`, `[B, S + P]`.
    private mutating func audioEncoding() -> String {
        let columns = configuration.mfccColumns
        let frames = graph.input("frames", .float, [.named("batch"), .named("frames"), .fixed(columns)])
        let given = graph.input("frame_counts", .int64, [.named("batch")])
        var counts = clipped(given, from: 0, to: configuration.maximumFrames)
        // Zeros behind each length: what stacking fills its last group up with, and no foreign NaN anywhere.
        let read = within(counts, of: frames, axis: 1)
        var x = graph.apply("Where", [unsqueezed(read, 2), frames, graph.float(0)], named: "frames_read")
        if configuration.frameStacking > 1 {
            x = stacked(x)
            let stacking = configuration.frameStacking
            let sum = graph.apply("Add", [counts, graph.integer(stacking - 1)])
            counts = graph.apply("Div", [sum, graph.integer(stacking)], named: "step_counts")
        }
        let encoder = encode("audio", x, counts, bothWays: configuration.bidirectionalAudio)
        let pooled = pool(encoder, counts)
        // The encoder read one step of zeros where there are no frames; that state does not count.
        let hasFrames = graph.apply("Greater", [counts, graph.integer(0)])
        let state = graph.apply("Where", [unsqueezed(hasFrames, 1), pooled, graph.float(0)], named: "audio_state")
        guard configuration.prosodyColumns > 0 else { return state }
        let prosody = graph.input("prosody", .float, [.named("batch"), .fixed(configuration.prosodyColumns)])
        return graph.apply("Concat", [state, prosody], [("axis", .integer(1))], named: "audio_encoding")
    }

    /// `[B, T, C]` → `[B, ⌈T/k⌉, kC]`, the last group filled up with zeros.
    private mutating func stacked(_ x: String) -> String {
        let stacking = configuration.frameStacking
        let length = graph.apply("Slice", [graph.apply("Shape", [x]), graph.integers([1]), graph.integers([2])])
        let size = graph.integers([stacking])
        // (k - T mod k) mod k; the sizes are not negative, so the sign of a remainder does not matter.
        let rest = graph.apply("Mod", [length, size])
        let missing = graph.apply("Mod", [graph.apply("Sub", [size, rest]), size])
        let pads = graph.apply(
            "Concat", [graph.integers([0, 0, 0, 0]), missing, graph.integers([0])], [("axis", .integer(0))])
        let padded = graph.apply("Pad", [x, pads])
        return graph.apply(
            "Reshape", [padded, graph.integers([0, -1, stacking * configuration.mfccColumns])], named: "steps")
    }

    /// `[B, S]` of the audio encoder's states.
    private mutating func pool(_ encoder: EncoderOutput, _ counts: String) -> String {
        switch configuration.audioPooling {
        case .last: return encoder.last
        case .mean:
            let read = within(counts, of: encoder.states, axis: 1)
            let states = graph.apply("Where", [unsqueezed(read, 2), encoder.states, graph.float(0)])
            let sum = graph.apply("ReduceSum", [states, graph.integers([1])], [("keepdims", .integer(0))])
            let divisor = graph.apply(
                "Cast", [graph.apply("Max", [counts, graph.integer(1)])], [("to", .integer(1))])
            return graph.apply("Div", [sum, unsqueezed(divisor, 1)])
        case .attention:
            let slot = slot("audio_attention.weight")
            let vector = graph.floats(slot.name, [slot.shape[1], 1], values(slot))
            let scores = squeezed(graph.apply("MatMul", [encoder.states, vector]), 2)
            let weights = softmax(scores, where: within(counts, of: encoder.states, axis: 1))
            return weightedSum(encoder.states, weights)
        }
    }

    private mutating func textEncoder() -> EncoderOutput {
        let tokens = graph.input("tokens", .int64, [.named("batch"), .named("tokens")])
        let given = graph.input("token_counts", .int64, [.named("batch")])
        let limited = clipped(given, from: 0, to: configuration.maximumTokens)
        let counts = graph.apply("Max", [limited, graph.integer(1)], named: "token_steps")
        let known = graph.apply(
            "And",
            [
                graph.apply("Greater", [tokens, graph.integer(-1)]),
                graph.apply("Less", [tokens, graph.integer(configuration.vocabularySize)]),
            ])
        let read = graph.apply("And", [known, within(limited, of: tokens, axis: 1)])
        let ids = graph.apply("Where", [read, tokens, graph.integer(1)], named: "token_ids")
        let slot = slot("text.embedding.weight")
        let table = graph.floats(StateDictionary.exportedName(slot.name), slot.shape, values(slot))
        let embedded = graph.apply("Gather", [table, ids], named: "embedded")
        var output = encode("text", embedded, counts, bothWays: configuration.bidirectionalText)
        output.counts = counts
        return output
    }

    /// MDREA's weights, `[B, W]`: softmax over an utterance's tokens of `A · h_t`.
    private mutating func attend(_ audio: String, _ text: EncoderOutput) -> String {
        let scores = squeezed(graph.apply("MatMul", [text.states, unsqueezed(audio, 2)]), 2)
        return softmax(scores, where: within(text.counts, of: text.states, axis: 1), named: "attention")
    }

    /// `Σ_t w_t h_t`, `[B, S]`.
    private mutating func weightedSum(_ states: String, _ weights: String) -> String {
        squeezed(graph.apply("MatMul", [unsqueezed(weights, 1), states]), 1)
    }

    private mutating func softmax(_ scores: String, where read: String, named name: String? = nil) -> String {
        let masked = graph.apply("Where", [read, scores, graph.float(-Float.greatestFiniteMagnitude)])
        return graph.apply("Softmax", [masked], [("axis", .integer(1))], named: name)
    }

    private mutating func linear(_ layer: String, _ x: String, named name: String? = nil) -> String {
        let (weight, bias) = (slot("\(layer).weight"), slot("\(layer).bias"))
        return graph.apply(
            "Gemm",
            [
                x, graph.floats(weight.name, weight.shape, values(weight)),
                graph.floats(bias.name, bias.shape, values(bias)),
            ],
            [("transB", .integer(1))], named: name ?? "\(layer)_out")
    }
}
