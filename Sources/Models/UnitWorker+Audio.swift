import Kernels

/// From MFCC frames and prosody to the encoding of an utterance, and back.
extension UnitWorker {
    func encodeAudio(_ audio: EncoderWorkspace, _ unit: BatchUnit, _ task: UnitTask) {
        let (rows, stateSize) = (unit.rows.count, task.configuration.audioStateSize)
        let size = task.configuration.audioEncodingSize
        lengths.removeAll(keepingCapacity: true)
        for index in unit.rows {
            lengths.append(task.configuration.steps(frames: task.batch[task.positions[index]].frameCount))
        }
        audio.packed.plan(lengths)
        packFrames(audio, unit, task)
        audio.forward(keep: task.training, wantsOutputs: pooler.readsOutputs)
        let state = pooler.forward(audio, vector: task.slots.audioAttention.map { task.parameters + $0.offset })
        encoding.reserve(rows * size)
        for place in 0..<rows {
            let row = audio.packed.order[place]
            let target = encoding.pointer + row * size
            target.update(from: state + place * stateSize, count: stateSize)
            task.batch[task.positions[unit.rows.lowerBound + row]].prosody.withUnsafeBufferPointer { prosody in
                guard let prosody = prosody.baseAddress else { return }
                (target + stateSize).update(from: prosody, count: size - stateSize)
            }
        }
    }

    /// Lays out the frames, `frameStacking` of them side by side in a step, with dropout and masks; a last step's missing
    /// frames are zeros.
    private func packFrames(_ audio: EncoderWorkspace, _ unit: BatchUnit, _ task: UnitTask) {
        let (columns, width) = (task.configuration.mfccColumns, task.configuration.audioStepColumns)
        let packed = audio.packed
        let x = audio.reserveInputs()
        let dropout = task.mask(\.audioKeep, stream: .audioFrames)
        let masks = task.featureMasks
        for place in 0..<packed.rows {
            let index = unit.rows.lowerBound + packed.order[place]
            let (position, count) = (task.positions[index], task.frameCount(index))
            task.batch[position].frames.withUnsafeBufferPointer { frames in
                guard let frames = frames.baseAddress else { return }
                var frame = 0
                for step in 0..<packed.lengths[place] {
                    var target = x + (packed.offsets[step] + place) * width
                    let end = target + width
                    while target < end, frame < count {
                        target.update(from: frames + frame * columns, count: columns)
                        dropout?.apply(target, count: columns, row: position, frame: frame)
                        target += columns
                        frame += 1
                    }
                    target.update(repeating: 0, count: end - target)
                }
            }
            if let masks { apply(masks, to: x, place, packed, task, row: position, frames: count) }
        }
    }

    /// Puts the masked values of one utterance's frames to zero.
    private func apply(
        _ masks: FeatureMasks, to x: MutableFloats, _ place: Int, _ packed: PackedSequences, _ task: UnitTask,
        row: Int, frames: Int
    ) {
        let (columns, stacking) = (task.configuration.mfccColumns, task.configuration.frameStacking)
        func frame(_ number: Int) -> MutableFloats {
            let step = packed.offsets[number / stacking] + place
            return x + (step * stacking + number % stacking) * columns
        }
        for mask in 0..<masks.timeMasks {
            for number in masks.timeMask(mask, row: row, frames: frames) {
                frame(number).update(repeating: 0, count: columns)
            }
        }
        for mask in 0..<masks.coefficientMasks {
            let span = masks.coefficientMask(mask, row: row, columns: columns)
            for number in 0..<frames { (frame(number) + span.lowerBound).update(repeating: 0, count: span.count) }
        }
    }

    func backwardAudio(_ audio: EncoderWorkspace, _ rows: Int, _ gradients: MutableFloats, _ task: UnitTask) {
        let (stateSize, size) = (task.configuration.audioStateSize, task.configuration.audioEncodingSize)
        audio.dLast.reserve(rows * stateSize)
        for place in 0..<rows {
            (audio.dLast.pointer + place * stateSize).update(
                from: dEncoding.pointer + audio.packed.order[place] * size, count: stateSize)
        }
        pooler.backward(audio, dVector: task.slots.audioAttention.map { gradients + task.slots.dense($0.offset) })
        audio.backward(
            gradients: gradients, slots: task.slots.audio, model: task.slots, hasOutputs: pooler.readsOutputs,
            wantsInputs: false)
    }
}

extension UnitTask {
    /// The masks over time and coefficients of this step, or nil for none.
    fileprivate var featureMasks: FeatureMasks? {
        guard let dropout, dropout.masks != InputMasks() else { return nil }
        let masks = dropout.masks
        return FeatureMasks(
            timeMasks: masks.timeMasks, timeMaskFrames: masks.timeMaskFrames,
            coefficientMasks: masks.coefficientMasks, coefficientMaskWidth: masks.coefficientMaskWidth,
            seed: dropout.seed, step: dropout.step)
    }
}
