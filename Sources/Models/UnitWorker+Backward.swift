import Kernels

/// The loss a training step minimises.
struct LossTask {
    let function: LossFunction
    /// By position in the batch.
    let labels: [Int]
    let classWeights: [Float]?
    /// B.
    let batchSize: Int
}

extension UnitWorker {
    /// The unit's part of the loss, after `forward`; fills the gradient of its logits if asked to.
    func loss(_ unit: BatchUnit, _ task: UnitTask, _ loss: LossTask, wantsGradient: Bool) {
        let count = task.slots.output.outputs
        dLogits.reserve(unit.rows.count * count)
        unit.loss = 0
        for row in 0..<unit.rows.count {
            let label = loss.labels[task.positions[unit.rows.lowerBound + row]]
            let weight = loss.classWeights.map { Double($0[label]) } ?? 1
            let target = wantsGradient ? dLogits.pointer + row * count : nil
            let logits = Floats(unit.logits.pointer + row * count)
            let factor = weight / Double(loss.batchSize)
            switch loss.function {
            case .softmax:
                unit.loss += softmaxCrossEntropy(
                    dLogits: target, logits: logits, label: label, count: count, factor: factor)
            case .sigmoid:
                unit.loss += sigmoidCrossEntropy(
                    dLogits: target, logits: logits, label: label, count: count, factor: factor)
            }
        }
    }

    /// The unit's gradients, after `forward` in training and `loss` with the gradient.
    func backward(_ unit: BatchUnit, _ task: UnitTask) {
        let rows = unit.rows.count
        let stateSize = task.configuration.textStateSize
        let gradients = unit.gradients.zeroed(task.slots.denseCount)
        let output = task.slots.output
        switch task.configuration.architecture {
        case .are:
            backwardLinear(dEncoding, dLogits, encoding, output, rows, gradients, task)
        case .tre:
            backwardLinear(dTextState, dLogits, textState, output, rows, gradients, task)
        case .mdre:
            let (audioSize, textSize) = (task.configuration.audioPartSize, task.configuration.textPartSize)
            backwardLinear(dJoined, dLogits, joined, output, rows, gradients, task)
            take(dAudioPart, audioSize, from: dJoined, at: 0, of: audioSize + textSize, rows)
            take(dTextPart, textSize, from: dJoined, at: audioSize, of: audioSize + textSize, rows)
            backwardLinear(dEncoding, dAudioPart, encoding, task.slots.audioProjection, rows, gradients, task)
            backwardLinear(dTextState, dTextPart, textState, task.slots.textProjection, rows, gradients, task)
        case .mdrea:
            backwardLinear(dJoined, dLogits, joined, output, rows, gradients, task)
            take(dTextPart, stateSize, from: dJoined, at: 0, of: 2 * stateSize, rows)
            take(dAudioPart, stateSize, from: dJoined, at: stateSize, of: 2 * stateSize, rows)
            if let text { backwardAttention(text, unit, task) }
            backwardLinear(dEncoding, dAudioPart, encoding, task.slots.audioProjection, rows, gradients, task)
        }
        if let audio { backwardAudio(audio, rows, gradients, task) }
        if let text { backwardText(text, unit, gradients, task) }
    }

    private func backwardText(
        _ text: EncoderWorkspace, _ unit: BatchUnit, _ gradients: MutableFloats, _ task: UnitTask
    ) {
        let (rows, stateSize) = (unit.rows.count, task.configuration.textStateSize)
        let size = task.configuration.embeddingSize
        let attends = task.configuration.architecture == .mdrea
        text.dLast.zeroed(rows * stateSize)
        if !attends {
            for place in 0..<rows {
                (text.dLast.pointer + place * stateSize).update(
                    from: dTextState.pointer + text.packed.order[place] * stateSize, count: stateSize)
            }
        }
        text.backward(
            gradients: gradients, slots: task.slots.text, model: task.slots, hasOutputs: attends, wantsInputs: true)
        // From packed places to the unit's rows, one after the other, so that the table's gradient has a fixed order.
        let mask = task.mask(\.textKeep, stream: .embeddings)
        unit.dTokens.reserve(text.packed.total * size)
        var target = unit.dTokens.pointer
        let packed = text.packed
        for row in 0..<rows {
            guard let place = packed.order.firstIndex(of: row) else { continue }
            let position = task.positions[unit.rows.lowerBound + row]
            for step in 0..<packed.lengths[place] {
                target.update(from: text.dx.pointer + (packed.offsets[step] + place) * size, count: size)
                mask?.apply(target, count: size, row: position, frame: step)
                target += size
            }
        }
    }

    /// From the text part to the text encoder's outputs and, by way of the query, to the audio part.
    private func backwardAttention(_ text: EncoderWorkspace, _ unit: BatchUnit, _ task: UnitTask) {
        let (rows, stateSize, packed) = (unit.rows.count, task.configuration.textStateSize, text.packed)
        dAttended.reserve(rows * stateSize)
        dQuery.reserve(rows * stateSize)
        text.dOutputs.reserve(packed.total * stateSize)
        for place in 0..<rows {
            (dAttended.pointer + place * stateSize).update(
                from: dTextPart.pointer + packed.order[place] * stateSize, count: stateSize)
        }
        dotAttentionBackward(
            dStates: text.dOutputs.pointer, dQuery: dQuery.pointer, scratch: scratch.reserve(packed.steps),
            dz: dAttended.pointer, weights: attention.pointer, query: query.pointer, states: text.outputs,
            packed: packed, hidden: stateSize)
        maskTextStates(text.dOutputs.pointer, text, unit, task)
        for place in 0..<rows {
            let target = dAudioPart.pointer + packed.order[place] * stateSize
            for index in 0..<stateSize { target[index] += dQuery.pointer[place * stateSize + index] }
        }
    }

    private func backwardLinear(
        _ dx: FloatBuffer, _ dy: FloatBuffer, _ x: FloatBuffer, _ slots: LinearSlots?, _ rows: Int,
        _ gradients: MutableFloats, _ task: UnitTask
    ) {
        guard let slots else { return }
        linearBackward(
            dx: dx.reserve(rows * slots.inputs), dWeight: gradients + task.slots.dense(slots.weight),
            dBias: gradients + task.slots.dense(slots.bias), dy: dy.pointer, x: x.pointer,
            weight: task.parameters + slots.weight, batch: rows, inputs: slots.inputs, outputs: slots.outputs)
    }

    private func take(
        _ target: FloatBuffer, _ size: Int, from source: FloatBuffer, at column: Int, of width: Int, _ rows: Int
    ) {
        target.reserve(rows * size)
        for row in 0..<rows {
            (target.pointer + row * size).update(from: source.pointer + row * width + column, count: size)
        }
    }
}
