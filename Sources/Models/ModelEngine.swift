import Kernels

/// Runs a model forward and backward over batches.
///
/// ```swift
/// let engine = try ModelEngine(configuration: configuration, threads: 2)
/// var gradients = [Float](repeating: 0, count: parameters.layout.count)
/// let loss = try engine.lossAndGradients(
///     parameters, batch: batch, labels: labels, dropout: InputDropout(seed: seed, step: step), gradients: &gradients)
/// optimizer.update(&parameters, gradients: &gradients)
/// ```
///
/// An engine owns its working memory, which grows to the largest batch seen and is then used again: a training step
/// allocates nothing after the first of its shape (only oneDNN takes and returns memory within a product, and sharing out
/// work to several threads costs some bytes a call). It works for one caller at a time. Results are bit-identical for any
/// number of threads and on repeat; in inference an utterance's logits do not depend on the others in its batch.
public final class ModelEngine {
    public let configuration: ModelConfiguration
    /// Threads that work on one call.
    public let threads: Int

    private let layout: ParameterLayout
    private let slots: ModelSlots
    /// All GRUs, those of the audio encoder first.
    private let layers: [(weights: GRUWeights, slots: GRUSlots)]
    private let linears: [LinearSlots]
    private let workers: [UnitWorker]
    private var units: [BatchUnit] = []
    private var unitCount = 0
    private var order = BatchOrder()
    private let gradientSum = FloatBuffer()

    /// An engine for one configuration; parameters are an argument of each call.
    ///
    /// - Parameters:
    ///   - configuration: is validated.
    ///   - threads: 1 or more; changes speed, never results.
    /// - Throws: `ModelError.badConfiguration`.
    public init(configuration: ModelConfiguration, threads: Int = 1) throws(ModelError) {
        try configuration.validate()
        guard (1...1024).contains(threads) else {
            throw .badConfiguration(field: "threads", value: "\(threads)", allowed: "1 to 1024")
        }
        self.configuration = configuration
        self.threads = threads
        layout = ParameterLayout(configuration)
        slots = ModelSlots(layout)
        let gate: GRUResetGate = configuration.resetGate == .after ? .after : .before
        let hidden = configuration.hidden
        func encoder(_ slots: [[GRUSlots]], inputs: Int) -> [[GRUWeights]] {
            slots.indices.map { layer in
                let width = layer == 0 ? inputs : slots[layer].count * hidden
                return slots[layer].map { _ in GRUWeights(inputs: width, hidden: hidden, resetGate: gate) }
            }
        }
        let audio = encoder(slots.audio, inputs: configuration.audioStepColumns)
        let text = encoder(slots.text, inputs: configuration.embeddingSize)
        layers = Array(zip((audio + text).joined(), (slots.audio + slots.text).joined()))
            .map { (weights: $0.0, slots: $0.1) }
        linears = [slots.audioProjection, slots.textProjection, slots.output].compactMap { $0 }
        workers = (0..<threads).map { _ in UnitWorker(configuration, audio: audio, text: text) }
    }

    /// Logits without dropout, and MDREA's attention.
    ///
    /// - Parameters:
    ///   - parameters: in this configuration's layout.
    ///   - batch: any number of utterances; memory for the computation is bounded by the longest few for each
    ///     thread, so a whole data set at once is right.
    /// - Returns: in the order of the batch.
    /// - Throws: `ModelError.badInput`.
    public func forward(_ parameters: Parameters, batch: [ModelInput]) throws(ModelError) -> ModelOutput {
        try prepare(parameters, batch)
        run(parameters, batch, dropout: nil, training: false) { worker, unit, task in worker.forward(unit, task) }
        let count = configuration.labels.count
        var output = ModelOutput(
            logits: [Float](repeating: 0, count: batch.count * count),
            attention: configuration.architecture == .mdrea ? [[Float]](repeating: [], count: batch.count) : [],
            labelCount: count)
        for unit in units[..<unitCount] {
            for row in 0..<unit.rows.count {
                let position = order.positions[unit.rows.lowerBound + row]
                for label in 0..<count {
                    output.logits[position * count + label] = unit.logits.pointer[row * count + label]
                }
                if !output.attention.isEmpty { output.attention[position] = unit.attention[row] }
            }
        }
        return output
    }

    /// Mean loss without dropout, as for a dev set.
    ///
    /// - Parameters:
    ///   - parameters: in this configuration's layout.
    ///   - batch: any number of utterances.
    ///   - labels: class index of each.
    ///   - loss: what is measured.
    ///   - classWeights: one per class; the sum of weighted losses is divided by the number of utterances.
    /// - Returns: the mean; 0 for an empty batch.
    /// - Throws: `ModelError.badInput`.
    public func loss(
        _ parameters: Parameters, batch: [ModelInput], labels: [Int], loss: LossFunction = .softmax,
        classWeights: [Float]? = nil
    ) throws(ModelError) -> Double {
        try prepare(parameters, batch)
        let lossTask = lossTask(loss, labels, classWeights, batch)
        run(parameters, batch, dropout: nil, training: false) { worker, unit, task in
            worker.forward(unit, task)
            worker.loss(unit, task, lossTask, wantsGradient: false)
        }
        return sumLosses()
    }

    /// Mean loss of a batch and its gradient with respect to every parameter.
    ///
    /// - Parameters:
    ///   - parameters: in this configuration's layout.
    ///   - batch: the drawn utterances; one may occur several times.
    ///   - labels: class index of each.
    ///   - loss: what is minimised.
    ///   - classWeights: one per class; the sum of weighted losses is divided by the number of utterances, not by the
    ///     sum of the weights, so that a batch's mean loss stays an unbiased estimate of the data's.
    ///   - dropout: nil for none.
    ///   - gradients: `parameters.layout.count` values that are added to; zero them once per step.
    /// - Returns: the mean loss, also where it is not finite.
    /// - Throws: `ModelError.badInput`.
    public func lossAndGradients(
        _ parameters: Parameters, batch: [ModelInput], labels: [Int], loss: LossFunction = .softmax,
        classWeights: [Float]? = nil, dropout: InputDropout? = nil, gradients: inout [Float]
    ) throws(ModelError) -> Double {
        try prepare(parameters, batch)
        precondition(gradients.count == layout.count, "gradients have the parameters' layout")
        let lossTask = lossTask(loss, labels, classWeights, batch)
        run(parameters, batch, dropout: dropout, training: true) { worker, unit, task in
            worker.forward(unit, task)
            worker.loss(unit, task, lossTask, wantsGradient: true)
            worker.backward(unit, task)
        }
        gradients.withUnsafeMutableBufferPointer { gradients in
            guard let target = gradients.baseAddress else { return }
            addUnitGradients(to: target)
            addEmbeddingGradients(to: target, batch: batch)
        }
        return sumLosses()
    }

    /// Checks the batch, orders it and cuts it into units.
    private func prepare(_ parameters: Parameters, _ batch: [ModelInput]) throws(ModelError) {
        precondition(
            parameters.layout == layout && parameters.values.count == layout.count,
            "parameters of another configuration")
        let usesAudio = configuration.architecture.usesAudio
        if usesAudio {
            for (position, input) in batch.enumerated() {
                let expected = input.frameCount * configuration.mfccColumns
                guard input.frameCount >= 0, input.frames.count == expected else {
                    throw .badInput(
                        position: position, field: "frames", found: input.frames.count,
                        expected: "\(input.frameCount) frames of \(configuration.mfccColumns) values")
                }
                guard input.prosody.count == configuration.prosodyColumns else {
                    throw .badInput(
                        position: position, field: "prosody", found: input.prosody.count,
                        expected: "\(configuration.prosodyColumns)")
                }
            }
        }
        let tokens = configuration.maximumTokens
        order.sort(count: batch.count) { position in
            usesAudio
                ? configuration.steps(frames: batch[position].frameCount) : min(batch[position].tokens.count, tokens)
        }
        unitCount = (batch.count + BatchUnit.rowLimit - 1) / BatchUnit.rowLimit
        while units.count < unitCount { units.append(BatchUnit()) }
        for index in 0..<unitCount {
            units[index].rows = index * batch.count / unitCount..<(index + 1) * batch.count / unitCount
        }
    }

    private func lossTask(
        _ function: LossFunction, _ labels: [Int], _ classWeights: [Float]?, _ batch: [ModelInput]
    ) -> LossTask {
        let count = configuration.labels.count
        precondition(
            labels.count == batch.count && labels.allSatisfy { (0..<count).contains($0) },
            "a class index for each utterance")
        precondition(classWeights.map { $0.count == count } ?? true, "a weight for each class")
        return LossTask(function: function, labels: labels, classWeights: classWeights, batchSize: batch.count)
    }

    private func run(
        _ parameters: Parameters, _ batch: [ModelInput], dropout: InputDropout?, training: Bool,
        _ body: (UnitWorker, BatchUnit, UnitTask) -> Void
    ) {
        parameters.values.withUnsafeBufferPointer { values in
            guard let values = values.baseAddress else { return }
            packWeights(values)
            let task = UnitTask(
                configuration: configuration, slots: slots, parameters: values, batch: batch,
                positions: order.positions, dropout: dropout, training: training)
            concurrently(unitCount, threads: threads) { worker, index in body(workers[worker], units[index], task) }
        }
    }

    private func packWeights(_ values: Floats) {
        for (weights, slot) in layers {
            weights.pack(
                weightIH: values + slot.weightIH, weightHH: values + slot.weightHH, biasIH: values + slot.biasIH,
                biasHH: values + slot.biasHH)
        }
    }

    /// Adds the units' gradients, in the order of the units, to all parameters but the embedding table.
    private func addUnitGradients(to target: MutableFloats) {
        let block = 8192
        let (units, unitCount, count) = (units, unitCount, slots.denseCount)
        let sum = gradientSum.zeroed(count)
        concurrently((count + block - 1) / block, threads: threads) { _, index in
            let start = index * block
            for unit in 0..<unitCount {
                accumulate(sum + start, units[unit].gradients.pointer + start, min(block, count - start))
            }
        }
        for (weights, slot) in layers {
            weights.unpack(
                GRUGradients(sum + slots.dense(slot.weightIH), inputs: weights.inputs, hidden: weights.hidden),
                dWeightIH: target + slot.weightIH, dWeightHH: target + slot.weightHH, dBiasIH: target + slot.biasIH,
                dBiasHH: target + slot.biasHH)
        }
        if let vector = slots.audioAttention {
            accumulate(target + vector.offset, sum + slots.dense(vector.offset), vector.count)
        }
        for linear in linears {
            accumulate(target + linear.weight, sum + slots.dense(linear.weight), linear.inputs * linear.outputs)
            accumulate(target + linear.bias, sum + slots.dense(linear.bias), linear.outputs)
        }
    }

    /// Adds the tokens' gradients to their rows of the embedding table, unit by unit, row by row, token by token.
    private func addEmbeddingGradients(to target: MutableFloats, batch: [ModelInput]) {
        guard let table = slots.embedding else { return }
        let size = configuration.embeddingSize
        for unit in units[..<unitCount] {
            var source = unit.dTokens.pointer
            for index in unit.rows {
                let tokens = batch[order.positions[index]].tokens
                for step in 0..<max(1, min(tokens.count, configuration.maximumTokens)) {
                    embeddingBackward(
                        target + table.offset, token: step < tokens.count ? tokens[step] : 1, dRow: source,
                        vocabulary: configuration.vocabularySize, size: size)
                    source += size
                }
            }
        }
    }

    private func sumLosses() -> Double { units[..<unitCount].reduce(0) { $0 + $1.loss } }
}

/// An engine's buffers are changed by every call; give each task an engine of its own.
@available(*, unavailable)
extension ModelEngine: Sendable {}

/// Adds `count` values.
private func accumulate(_ target: MutableFloats, _ source: Floats, _ count: Int) {
    var index = 0
    while index < count {
        target[index] += source[index]
        index += 1
    }
}
