import Models
import Testing

@Suite("BatchFile")
struct BatchFileTests {
    private let configuration: ModelConfiguration = {
        var configuration = ModelConfiguration(architecture: .mdrea, labels: ["a", "b"], vocabularySize: 4)
        configuration.mfccColumns = 2
        configuration.prosodyColumns = 1
        return configuration
    }()

    private func read(_ tensors: [Safetensors.Tensor]) throws -> [ModelInput] {
        try BatchFile.decode(Safetensors(metadata: [:], tensors: tensors).encoded(), for: configuration)
    }

    @Test("utterances come in the order of their numbers, absent parts are empty")
    func reading() throws {
        let inputs = try read([
            .init(name: "input.1.tokens", shape: [2], values: [3, -7]),
            .init(name: "input.0.frames", shape: [3, 2], values: [1, 2, 3, 4, 5, 6]),
            .init(name: "input.0.prosody", shape: [1], values: [9]), .init(name: "logits", shape: [1], values: [0]),
        ])
        #expect(
            inputs == [
                ModelInput(frames: [1, 2, 3, 4, 5, 6], frameCount: 3, prosody: [9]), ModelInput(tokens: [3, -7]),
            ])
    }

    @Test("wrong shapes, fractions of tokens, gaps and no utterances at all are refused")
    func refusals() {
        let wrong: [[Safetensors.Tensor]] = [
            [.init(name: "input.0.frames", shape: [2, 3], values: [1, 2, 3, 4, 5, 6])],
            [.init(name: "input.0.prosody", shape: [2], values: [1, 2])],
            [.init(name: "input.0.tokens", shape: [1], values: [0.5])],
            [.init(name: "input.0.tokens", shape: [1], values: [.nan])],
            [.init(name: "input.0.tokens", shape: [1], values: [1e20])],
            [.init(name: "input.1.tokens", shape: [1], values: [1])], [],
            [.init(name: "input.99999999999999999999.tokens", shape: [1], values: [1])],
        ]
        for tensors in wrong { #expect(throws: ModelError.self) { try read(tensors) } }
    }

    @Test("answers hold logits, probabilities after the temperature, and one list of attention for each utterance")
    func answers() throws {
        var output = try ModelEngine(configuration: configuration).forward(
            Parameters(layout: ParameterLayout(configuration)), batch: [])
        output.logits = [0, 2, 1, 1]
        output.attention = [[1], [0.25, 0.75]]
        let file = try Safetensors(bytes: BatchFile.encoded(output, temperature: 2))
        #expect(file["logits"]?.values == [0, 2, 1, 1] && file["logits"]?.shape == [2, 2])
        // 1 / (1 + e^1)
        #expect(abs((file["probabilities"]?.values[0] ?? 0) - 0.268_941_4) < 1e-6)
        #expect(file["attention.1"]?.values == [0.25, 0.75])
    }
}
