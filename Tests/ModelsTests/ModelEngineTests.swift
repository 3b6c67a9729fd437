import Models
import TestSupport
import Testing

@Suite("ModelEngine")
struct ModelEngineTests {
    /// A small model of each kind and a batch with lengths from 0 to beyond the limits.
    struct Case {
        var configuration: ModelConfiguration
        let parameters: Parameters
        let batch: [ModelInput]
        let labels: [Int]

        init(
            _ architecture: Architecture, count: Int = 37, resetGate: ResetGate = .after, hidden: Int = 18,
            setting: EncoderSetting = .paper
        ) {
            var configuration = ModelConfiguration(
                architecture: architecture, labels: ["a", "b", "c"], vocabularySize: 9)
            configuration.hidden = hidden
            configuration.resetGate = resetGate
            configuration.mfccColumns = 4
            configuration.prosodyColumns = 3
            configuration.maximumFrames = 11
            configuration.maximumTokens = 5
            configuration.embeddingSize = 6
            setting.apply(to: &configuration)
            var generator = TestGenerator(1)
            var parameters = Parameters.initial(configuration, using: &generator)
            // Attention starts as the mean; here it should look somewhere.
            if let slot = parameters.layout["audio_attention.weight"] {
                for index in slot.range { parameters.values[index] = generator.value() }
            }
            self.parameters = parameters
            batch = (0..<count).map { index in
                let frames = index * 5 % 13
                return ModelInput(
                    frames: (0..<frames * 4).map { _ in generator.value() }, frameCount: frames,
                    prosody: (0..<3).map { _ in generator.value() },
                    tokens: (0..<index * 3 % 7).map { _ in Int32(generator.next() % 9) })
            }
            labels = (0..<count).map { $0 % 3 }
            self.configuration = configuration
        }

        func gradients(
            threads: Int = 1, dropout: InputDropout? = nil, parameters other: Parameters? = nil
        ) throws -> (loss: Double, gradients: [Float]) {
            let engine = try ModelEngine(configuration: configuration, threads: threads)
            var gradients = [Float](repeating: 0, count: parameters.layout.count)
            let loss = try engine.lossAndGradients(
                other ?? parameters, batch: batch, labels: labels, dropout: dropout, gradients: &gradients)
            return (loss, gradients)
        }
    }

    static let dropout: InputDropout = {
        var dropout = InputDropout(audioKeep: 0.7, textKeep: 0.5, seed: 5, step: 6)
        dropout.masks = InputMasks(timeMasks: 2, timeMaskFrames: 4, coefficientMasks: 1, coefficientMaskWidth: 2)
        return dropout
    }()

    @Test(
        "threads change no bit of losses, gradients and logits", arguments: Architecture.allCases,
        EncoderSetting.allCases)
    func threads(_ architecture: Architecture, _ setting: EncoderSetting) throws {
        let test = Case(architecture, setting: setting)
        let one = try test.gradients(threads: 1, dropout: Self.dropout)
        let logits = try ModelEngine(configuration: test.configuration).forward(test.parameters, batch: test.batch)
        for threads in [2, 3, 5] {
            let several = try test.gradients(threads: threads, dropout: Self.dropout)
            #expect(several.loss == one.loss)
            #expect(several.gradients == one.gradients)
            let engine = try ModelEngine(configuration: test.configuration, threads: threads)
            #expect(try engine.forward(test.parameters, batch: test.batch) == logits)
        }
    }

    @Test(
        "an engine used before gives the same bits as a new one", arguments: Architecture.allCases,
        EncoderSetting.allCases)
    func repetition(_ architecture: Architecture, _ setting: EncoderSetting) throws {
        let test = Case(architecture, setting: setting)
        let engine = try ModelEngine(configuration: test.configuration)
        let first = try engine.forward(test.parameters, batch: test.batch)
        _ = try engine.forward(test.parameters, batch: Array(test.batch[3..<9]))
        var gradients = [Float](repeating: 0, count: test.parameters.layout.count)
        _ = try engine.lossAndGradients(
            test.parameters, batch: test.batch, labels: test.labels, dropout: Self.dropout, gradients: &gradients)
        #expect(try engine.forward(test.parameters, batch: test.batch) == first)
        #expect(try gradients == test.gradients(dropout: Self.dropout).gradients)
    }

    @Test(
        "an utterance's logits do not depend on its companions, bit for bit", arguments: Architecture.allCases,
        EncoderSetting.allCases)
    func companions(_ architecture: Architecture, _ setting: EncoderSetting) throws {
        // 48 utterances make full units of sixteen, and their frames more than one run of steps.
        let test = Case(architecture, count: 48, setting: setting)
        let engine = try ModelEngine(configuration: test.configuration)
        let together = try engine.forward(test.parameters, batch: test.batch)
        for position in test.batch.indices {
            let alone = try engine.forward(test.parameters, batch: [test.batch[position]])
            #expect(alone.logits == Array(together.logits[position * 3..<(position + 1) * 3]))
            if architecture == .mdrea { #expect(alone.attention[0] == together.attention[position]) }
        }
    }

    @Test(
        "gradients with dropout and masks are those of the masked model", .slow, arguments: Architecture.allCases,
        ResetGate.allCases.flatMap { gate in EncoderSetting.allCases.map { (gate, $0) } })
    func dropoutGradients(_ architecture: Architecture, _ form: (gate: ResetGate, setting: EncoderSetting)) throws {
        let test = Case(architecture, count: 4, resetGate: form.gate, hidden: 5, setting: form.setting)
        let answer = try test.gradients(dropout: Self.dropout)
        // Float32 and a step of 1/128: rounding adds about 1e-5 to a difference, curvature less.
        let step: Float = 0x1p-7
        for index in stride(from: 0, to: test.parameters.layout.count, by: 7) {
            var moved = test.parameters
            moved.values[index] += step
            let above = try test.gradients(dropout: Self.dropout, parameters: moved).loss
            moved.values[index] -= 2 * step
            let below = try test.gradients(dropout: Self.dropout, parameters: moved).loss
            let difference = Float((above - below) / Double(2 * step))
            #expect(abs(difference - answer.gradients[index]) < 1e-4, "parameter \(index)")
        }
    }

    @Test("dropout changes training only, and every step differently", arguments: Architecture.allCases)
    func dropoutSteps(_ architecture: Architecture) throws {
        let test = Case(architecture)
        var other = Self.dropout
        other.step += 1
        let first = try test.gradients(dropout: Self.dropout).loss
        #expect(try first != test.gradients(dropout: other).loss)
        #expect(try first != test.gradients().loss)
        let everything = InputDropout(audioKeep: 1, textKeep: 1, seed: 5, step: 6)
        #expect(try test.gradients(dropout: everything).loss == test.gradients().loss)
    }

    @Test("input beyond the limits is cut at its end and never read")
    func limits() throws {
        let test = Case(.mdrea, count: 1)
        let engine = try ModelEngine(configuration: test.configuration)
        var generator = TestGenerator(3)
        let long = ModelInput(
            frames: (0..<20 * 4).map { _ in generator.value() }, frameCount: 20, prosody: [0, 1, 2],
            tokens: [1, 2, 3, 4, 5, 6, 7])
        var cut = long
        cut.frames = Array(long.frames[..<(11 * 4)])
        cut.frameCount = 11
        cut.tokens = [1, 2, 3, 4, 5]
        let output = try engine.forward(test.parameters, batch: [long, cut])
        #expect(output.logits[0..<3] == output.logits[3..<6])
        #expect(output.attention[0].count == 5)
    }

    @Test(
        "no tokens, and tokens outside the vocabulary, are the unknown word",
        arguments: [.tre, .mdre, .mdrea] as [Architecture])
    func unknownWords(_ architecture: Architecture) throws {
        let test = Case(architecture, count: 1)
        let engine = try ModelEngine(configuration: test.configuration)
        let batch = [[], [1], [9], [-1], [Int32.max]].map { ModelInput(prosody: [0, 0, 0], tokens: $0) }
        let logits = try engine.forward(test.parameters, batch: batch).logits
        for position in 1..<5 { #expect(logits[position * 3..<position * 3 + 3] == logits[0..<3]) }
    }

    @Test("no frames leave the audio state at zero: only prosody speaks", arguments: EncoderSetting.allCases)
    func noFrames(_ setting: EncoderSetting) throws {
        let test = Case(.are, count: 1, setting: setting)
        let engine = try ModelEngine(configuration: test.configuration)
        let logits = try engine.forward(test.parameters, batch: [ModelInput(prosody: [0, 0, 0])]).logits
        let bias = try #require(test.parameters.layout["output.bias"])
        #expect(logits == Array(test.parameters.values[bias.range]))
        var gradients = [Float](repeating: 0, count: test.parameters.layout.count)
        let loss = try engine.lossAndGradients(
            test.parameters, batch: [ModelInput(prosody: [0, 0, 0])], labels: [0], gradients: &gradients)
        #expect(loss.isFinite && gradients.allSatisfy(\.isFinite))
    }

    @Test("an empty batch is no error", arguments: Architecture.allCases, EncoderSetting.allCases)
    func emptyBatch(_ architecture: Architecture, _ setting: EncoderSetting) throws {
        let test = Case(architecture, count: 0, setting: setting)
        let engine = try ModelEngine(configuration: test.configuration)
        #expect(try engine.forward(test.parameters, batch: []).logits.isEmpty)
        #expect(try engine.loss(test.parameters, batch: [], labels: []) == 0)
        #expect(try test.gradients().gradients.allSatisfy { $0 == 0 })
    }

    @Test("data of the wrong size are refused with utterance and numbers")
    func wrongSizes() throws {
        let test = Case(.are, count: 2)
        let engine = try ModelEngine(configuration: test.configuration)
        var batch = test.batch
        batch[1].frames.append(0)
        #expect(throws: ModelError.self) { try engine.forward(test.parameters, batch: batch) }
        batch = test.batch
        batch[1].prosody = []
        do {
            _ = try engine.forward(test.parameters, batch: batch)
            Issue.record("no error")
        } catch {
            #expect("\(error)" == "utterance 1 of the batch: prosody has 0 values, the model wants 3")
        }
    }

    @Test("a loss that is not a number is returned, not hidden")
    func notANumber() throws {
        let test = Case(.are)
        var broken = test.parameters
        broken.values[0] = .nan
        let answer = try test.gradients(parameters: broken)
        #expect(answer.loss.isNaN)
        #expect(answer.gradients.contains { $0.isNaN })
    }

    @Test("training learns a batch by heart", arguments: Architecture.allCases, EncoderSetting.allCases)
    func learning(_ architecture: Architecture, _ setting: EncoderSetting) throws {
        let test = Case(architecture, count: 6, setting: setting)
        let engine = try ModelEngine(configuration: test.configuration)
        var parameters = test.parameters
        var optimizer = AdamOptimizer(parameterCount: parameters.layout.count, learningRate: 0.02)
        var gradients = [Float](repeating: 0, count: parameters.layout.count)
        for _ in 0..<100 {
            _ = try engine.lossAndGradients(
                parameters, batch: test.batch, labels: test.labels, gradients: &gradients)
            optimizer.update(&parameters, gradients: &gradients)
        }
        let output = try engine.forward(parameters, batch: test.batch)
        // The texts of utterances 0 and others may be alike; audio always differs.
        let right = test.labels.indices.count { output.bestLabel(row: $0) == test.labels[$0] }
        #expect(right >= (architecture == .tre ? 5 : 6))
        #expect(abs(output.probabilities(row: 0).reduce(0, +) - 1) < 1e-6)
    }
}
