/// What an encoder gives.
struct EncoderOutput {
    /// `[B, T, S]`; what stands behind an utterance's length means nothing.
    var states: String
    /// `[B, S]`, each direction's own last state.
    var last: String
    /// Steps of each utterance, `[B]`, where the caller keeps them.
    var counts = ""
}

extension ONNXModelBuilder {
    /// GRU layers over `x` `[B, T, I]`; `counts` `[B]` may hold zeros, which are read as one step.
    mutating func encode(_ name: String, _ x: String, _ counts: String, bothWays: Bool) -> EncoderOutput {
        let atLeastOne = graph.apply("Max", [counts, graph.integer(1)])
        let lengths = graph.apply("Cast", [atLeastOne], [("to", .integer(6))], named: "\(name)_lengths")
        var steps = graph.apply("Transpose", [x], [("perm", .integers([1, 0, 2]))])
        var states = ""
        var last = ""
        let directions = bothWays ? 2 : 1
        for layer in 0..<configuration.layers {
            let (all, final) = ("\(name)_states_l\(layer)", "\(name)_last_l\(layer)")
            graph.apply(
                "GRU", [steps] + weights(name, layer, bothWays: bothWays) + [lengths],
                [
                    ("hidden_size", .integer(configuration.hidden)),
                    ("direction", .text(bothWays ? "bidirectional" : "forward")),
                    ("linear_before_reset", .integer(configuration.resetGate == .after ? 1 : 0)),
                ], outputs: [all, final])
            // [T, D, B, H]: directions side by side make the next layer's input.
            let width = directions * configuration.hidden
            let beside = graph.apply("Transpose", [all], [("perm", .integers([0, 2, 1, 3]))])
            steps = graph.apply("Reshape", [beside, graph.integers([0, 0, width])])
            guard layer == configuration.layers - 1 else { continue }
            states = graph.apply("Transpose", [steps], [("perm", .integers([1, 0, 2]))], named: "\(name)_states")
            let finals = graph.apply("Transpose", [final], [("perm", .integers([1, 0, 2]))])
            last = graph.apply("Reshape", [finals, graph.integers([0, width])], named: "\(name)_last")
        }
        return EncoderOutput(states: states, last: last)
    }

    /// W, R and B of a layer: the gates in ONNX's order z, r, n, both biases one behind the other.
    private mutating func weights(_ name: String, _ layer: Int, bothWays: Bool) -> [String] {
        let hidden = configuration.hidden
        var (input, recurrent, biases): ([Float], [Float], [Float]) = ([], [], [])
        var width = 0
        let suffixes = bothWays ? ["l\(layer)", "l\(layer)_reverse"] : ["l\(layer)"]
        for suffix in suffixes {
            let slot = slot("\(name).weight_ih_\(suffix)")
            width = slot.shape[1]
            input += reordered(slot, width)
            recurrent += reordered(self.slot("\(name).weight_hh_\(suffix)"), hidden)
            biases += reordered(self.slot("\(name).bias_ih_\(suffix)"), 1)
            biases += reordered(self.slot("\(name).bias_hh_\(suffix)"), 1)
        }
        let directions = suffixes.count
        return [
            graph.floats("\(name).W_l\(layer)", [directions, 3 * hidden, width], input),
            graph.floats("\(name).R_l\(layer)", [directions, 3 * hidden, hidden], recurrent),
            graph.floats("\(name).B_l\(layer)", [directions, 6 * hidden], biases),
        ]
    }

    /// A GRU tensor's three blocks of rows from the order r, z, n into z, r, n.
    private func reordered(_ slot: ParameterSlot, _ width: Int) -> [Float] {
        let block = configuration.hidden * width
        return [1, 0, 2].flatMap { parameters.values[slot.offset + $0 * block..<slot.offset + ($0 + 1) * block] }
    }

    /// Which places along an axis lie within each utterance's length: `[B, size of the axis]`, true or false.
    mutating func within(_ counts: String, of tensor: String, axis: Int) -> String {
        let size = graph.apply("Gather", [graph.apply("Shape", [tensor]), graph.integer(axis)])
        let places = graph.apply("Range", [graph.integer(0), size, graph.integer(1)])
        return graph.apply("Less", [places, unsqueezed(counts, 1)])
    }

    mutating func clipped(_ counts: String, from low: Int, to high: Int) -> String {
        graph.apply("Min", [graph.apply("Max", [counts, graph.integer(low)]), graph.integer(high)])
    }

    mutating func unsqueezed(_ value: String, _ axis: Int) -> String {
        graph.apply("Unsqueeze", [value, graph.integers([axis])])
    }

    mutating func squeezed(_ value: String, _ axis: Int) -> String {
        graph.apply("Squeeze", [value, graph.integers([axis])])
    }

    func slot(_ name: String) -> ParameterSlot {
        guard let slot = parameters.layout[name] else { preconditionFailure("a layout without \(name)") }
        return slot
    }

    func values(_ slot: ParameterSlot) -> ArraySlice<Float> { parameters.values[slot.range] }
}
