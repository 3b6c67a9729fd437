import Kernels

/// What all units of one call share; read only while threads work.
struct UnitTask {
    let configuration: ModelConfiguration
    let slots: ModelSlots
    let parameters: Floats
    let batch: [ModelInput]
    /// Positions in the batch in computing order.
    let positions: [Int]
    let dropout: InputDropout?
    /// False for inference: nothing is kept for a backward pass.
    let training: Bool
}

/// One thread's working memory and the passes of one unit through the model.
final class UnitWorker {
    let audio: EncoderWorkspace?
    let text: EncoderWorkspace?
    /// `e = concat(h, prosody)`, `[rows, S + P]`, S being the width of an encoder's state.
    let encoding = FloatBuffer()
    let dEncoding = FloatBuffer()
    /// The text encoder's last states by row, `[rows, S]`.
    let textState = FloatBuffer()
    let dTextState = FloatBuffer()
    /// The audio and text parts that enter the output layer.
    let audioPart = FloatBuffer()
    let dAudioPart = FloatBuffer()
    let textPart = FloatBuffer()
    let dTextPart = FloatBuffer()
    /// Those parts side by side, `[rows, D]`.
    let joined = FloatBuffer()
    let dJoined = FloatBuffer()
    let dLogits = FloatBuffer()
    /// MDREA by place: the query, its gradient, the weights `[rows, steps]`, the weighted sum and its gradient.
    let query = FloatBuffer()
    let dQuery = FloatBuffer()
    let attention = FloatBuffer()
    let attended = FloatBuffer()
    let dAttended = FloatBuffer()
    let scratch = FloatBuffer()
    let pooler: AudioPooler
    var lengths: [Int] = []

    init(_ configuration: ModelConfiguration, audio: [[GRUWeights]], text: [[GRUWeights]]) {
        pooler = AudioPooler(configuration.audioPooling)
        self.audio = audio.isEmpty ? nil : EncoderWorkspace(weights: audio)
        self.text = text.isEmpty ? nil : EncoderWorkspace(weights: text)
    }

    /// Computes the unit's logits.
    func forward(_ unit: BatchUnit, _ task: UnitTask) {
        let rows = unit.rows.count
        let architecture = task.configuration.architecture
        if let audio { encodeAudio(audio, unit, task) }
        if let text { encodeText(text, unit, task) }
        let output = task.slots.output
        let input: Floats
        switch architecture {
        case .are:
            input = Floats(encoding.pointer)
        case .tre:
            input = Floats(textState.pointer)
        case .mdre:
            let audioSize = task.configuration.audioPartSize
            let textSize = task.configuration.textPartSize
            project(encoding, to: audioPart, task.slots.audioProjection, rows, task)
            project(textState, to: textPart, task.slots.textProjection, rows, task)
            joined.reserve(rows * (audioSize + textSize))
            place(audioPart, audioSize, in: joined, at: 0, of: audioSize + textSize, rows)
            place(textPart, textSize, in: joined, at: audioSize, of: audioSize + textSize, rows)
            input = Floats(joined.pointer)
        case .mdrea:
            project(encoding, to: audioPart, task.slots.audioProjection, rows, task)
            if let text { attend(text, unit, task) }
            let size = task.configuration.textStateSize
            joined.reserve(rows * 2 * size)
            place(textPart, size, in: joined, at: 0, of: 2 * size, rows)
            place(audioPart, size, in: joined, at: size, of: 2 * size, rows)
            input = Floats(joined.pointer)
        }
        linearForward(
            unit.logits.reserve(rows * output.outputs), x: input, weight: task.parameters + output.weight,
            bias: task.parameters + output.bias, batch: rows, inputs: output.inputs, outputs: output.outputs)
    }

    private func encodeText(_ text: EncoderWorkspace, _ unit: BatchUnit, _ task: UnitTask) {
        let (rows, stateSize) = (unit.rows.count, task.configuration.textStateSize)
        let (size, vocabulary) = (task.configuration.embeddingSize, task.configuration.vocabularySize)
        guard let table = task.slots.embedding else { return }
        lengths.removeAll(keepingCapacity: true)
        for index in unit.rows { lengths.append(task.tokenCount(index)) }
        text.packed.plan(lengths)
        let packed = text.packed
        let x = text.reserveInputs()
        let mask = task.mask(\.textKeep, stream: .embeddings)
        for place in 0..<rows {
            let position = task.positions[unit.rows.lowerBound + packed.order[place]]
            let tokens = task.batch[position].tokens
            for step in 0..<packed.lengths[place] {
                let target = x + (packed.offsets[step] + place) * size
                embeddingForward(
                    target, token: step < tokens.count ? tokens[step] : 1, table: task.parameters + table.offset,
                    vocabulary: vocabulary, size: size)
                mask?.apply(target, count: size, row: position, frame: step)
            }
        }
        text.forward(keep: task.training, wantsOutputs: task.configuration.architecture == .mdrea)
        textState.reserve(rows * stateSize)
        for place in 0..<rows {
            (textState.pointer + packed.order[place] * stateSize).update(
                from: text.last.pointer + place * stateSize, count: stateSize)
        }
    }

    /// MDREA: the audio part asks the text encoder's states; the weighted sum becomes the text part.
    private func attend(_ text: EncoderWorkspace, _ unit: BatchUnit, _ task: UnitTask) {
        let (rows, stateSize, packed) = (unit.rows.count, task.configuration.textStateSize, text.packed)
        maskTextStates(text.outputs, text, unit, task)
        query.reserve(rows * stateSize)
        attended.reserve(rows * stateSize)
        attention.reserve(rows * packed.steps)
        textPart.reserve(rows * stateSize)
        for place in 0..<rows {
            (query.pointer + place * stateSize).update(
                from: audioPart.pointer + packed.order[place] * stateSize, count: stateSize)
        }
        dotAttentionForward(
            attended.pointer, weights: attention.pointer, query: query.pointer, states: text.outputs, packed: packed,
            hidden: stateSize)
        if !task.training { unit.attention = [[Float]](repeating: [], count: rows) }
        for place in 0..<rows {
            let row = packed.order[place]
            (textPart.pointer + row * stateSize).update(from: attended.pointer + place * stateSize, count: stateSize)
            if !task.training {
                unit.attention[row] = Array(
                    UnsafeBufferPointer(
                        start: attention.pointer + place * packed.steps, count: packed.lengths[place]))
            }
        }
    }

    /// Dropout on the states that attention reads, or on their gradients.
    func maskTextStates(_ states: MutableFloats, _ text: EncoderWorkspace, _ unit: BatchUnit, _ task: UnitTask) {
        guard let mask = task.mask(\.textKeep, stream: .textStates) else { return }
        let stateSize = task.configuration.textStateSize
        let packed = text.packed
        for place in 0..<packed.rows {
            let position = task.positions[unit.rows.lowerBound + packed.order[place]]
            for step in 0..<packed.lengths[place] {
                mask.apply(
                    states + (packed.offsets[step] + place) * stateSize, count: stateSize, row: position, frame: step)
            }
        }
    }

    private func project(
        _ source: FloatBuffer, to target: FloatBuffer, _ slots: LinearSlots?, _ rows: Int, _ task: UnitTask
    ) {
        guard let slots else { return }
        linearForward(
            target.reserve(rows * slots.outputs), x: source.pointer, weight: task.parameters + slots.weight,
            bias: task.parameters + slots.bias, batch: rows, inputs: slots.inputs, outputs: slots.outputs)
    }

    private func place(
        _ source: FloatBuffer, _ size: Int, in target: FloatBuffer, at column: Int, of width: Int, _ rows: Int
    ) {
        for row in 0..<rows {
            (target.pointer + row * width + column).update(from: source.pointer + row * size, count: size)
        }
    }
}

extension UnitTask {
    /// The inputs that dropout acts on; each has masks of its own.
    enum DropoutStream: UInt64 { case audioFrames = 1, embeddings, textStates }

    func mask(_ keep: KeyPath<InputDropout, Float>, stream: DropoutStream) -> DropoutMask? {
        guard let dropout, dropout[keyPath: keep] < 1 else { return nil }
        return DropoutMask(
            keep: dropout[keyPath: keep], seed: dropout.seed, step: dropout.step, stream: stream.rawValue)
    }

    /// Frames read of the utterance at an index of the computing order.
    func frameCount(_ index: Int) -> Int { min(batch[positions[index]].frameCount, configuration.maximumFrames) }

    /// Tokens read of it: at least the one `_UNK_`.
    func tokenCount(_ index: Int) -> Int {
        max(1, min(batch[positions[index]].tokens.count, configuration.maximumTokens))
    }
}
