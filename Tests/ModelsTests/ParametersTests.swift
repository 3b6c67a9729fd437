import Models
import Testing

@Suite("Parameters")
struct ParametersTests {
    static func configuration(_ architecture: Architecture) -> ModelConfiguration {
        ModelConfiguration(
            architecture: architecture, labels: ["angry", "happy", "sad", "neutral"], vocabularySize: 100)
    }

    @Test("the paper's sizes give the paper's shapes")
    func shapes() {
        func shape(_ architecture: Architecture, _ name: String) -> [Int]? {
            ParameterLayout(Self.configuration(architecture))[name]?.shape
        }
        #expect(shape(.are, "audio.weight_ih_l0") == [600, 39])
        #expect(shape(.are, "audio.weight_hh_l0") == [600, 200])
        #expect(shape(.are, "output.weight") == [4, 235])
        #expect(shape(.are, "text.embedding.weight") == nil)
        #expect(shape(.tre, "text.embedding.weight") == [100, 300])
        #expect(shape(.tre, "output.weight") == [4, 200])
        #expect(shape(.mdre, "audio_projection.weight") == [117, 235])
        #expect(shape(.mdre, "text_projection.weight") == [100, 200])
        #expect(shape(.mdre, "output.weight") == [4, 217])
        #expect(shape(.mdrea, "audio_projection.weight") == [200, 235])
        #expect(shape(.mdrea, "text_projection.weight") == nil)
        #expect(shape(.mdrea, "output.weight") == [4, 400])
    }

    @Test(
        "the paper's models are as large as the page of the models says",
        arguments: [(.are, 145_544), (.tre, 302_004), (.mdre, 494_384), (.mdrea, 494_604)] as [(Architecture, Int)])
    func sizes(_ architecture: Architecture, _ count: Int) {
        let words = architecture.usesText ? 300 * 100 : 0
        #expect(ParameterLayout(Self.configuration(architecture)).count == count + words)
    }

    @Test("slots lie one behind the other and fill the buffer", arguments: Architecture.allCases)
    func layout(_ architecture: Architecture) {
        var configuration = Self.configuration(architecture)
        configuration.layers = 3
        let layout = ParameterLayout(configuration)
        var offset = 0
        for slot in layout.slots {
            #expect(slot.offset == offset)
            offset += slot.count
        }
        #expect(offset == layout.count)
        #expect(Set(layout.slots.map(\.name)).count == layout.slots.count)
    }

    @Test("GRU blocks start orthogonal, gate biases at 1, output in ±0.25, embeddings small")
    func initialValues() throws {
        var generator = TestGenerator(1)
        var configuration = Self.configuration(.mdre)
        configuration.hidden = 24
        let parameters = Parameters.initial(configuration, using: &generator)
        func values(_ name: String) throws -> [Float] {
            Array(parameters.values[try #require(parameters.layout[name]).range])
        }
        for (name, columns) in [("audio.weight_hh_l0", 24), ("audio.weight_ih_l0", 39), ("text.weight_hh_l0", 24)] {
            let weights = try values(name)
            for gate in 0..<3 {
                for first in 0..<24 {
                    for second in first..<24 {
                        let dot = (0..<columns).reduce(Float(0)) {
                            $0 + weights[(gate * 24 + first) * columns + $1]
                                * weights[(gate * 24 + second) * columns + $1]
                        }
                        #expect(abs(dot - (first == second ? 1 : 0)) < 1e-5)
                    }
                }
            }
        }
        #expect(try values("audio.bias_ih_l0") == [Float](repeating: 1, count: 48) + [Float](repeating: 0, count: 24))
        #expect(try values("audio.bias_hh_l0").allSatisfy { $0 == 0 })
        let output = try values("output.weight")
        #expect(output.allSatisfy { abs($0) <= 0.25 } && output.contains { abs($0) > 0.2 })
        #expect(try values("output.bias").allSatisfy { $0 == 0 })
        let embeddings = try values("text.embedding.weight")
        let square = embeddings.reduce(0) { $0 + $1 * $1 } / Float(embeddings.count)
        #expect(abs(square.squareRoot() - 0.01) < 0.0005)
    }

    @Test("the same generator gives the same weights, another one others")
    func seeds() {
        func parameters(_ seed: UInt64) -> Parameters {
            var generator = TestGenerator(seed)
            var configuration = Self.configuration(.mdrea)
            configuration.hidden = 7
            return Parameters.initial(configuration, using: &generator)
        }
        #expect(parameters(1) == parameters(1))
        #expect(parameters(1) != parameters(2))
    }

    @Test("an embedding row is replaced and nothing else")
    func embeddings() {
        var configuration = Self.configuration(.tre)
        configuration.embeddingSize = 3
        var parameters = Parameters(layout: ParameterLayout(configuration))
        parameters.setEmbedding(row: 2, values: [1, 2, 3])
        #expect(Array(parameters.values[6..<9]) == [1, 2, 3])
        #expect(parameters.values.reduce(0, +) == 6)
    }

    @Test("settings that make no model are refused by name")
    func badConfigurations() throws {
        var configuration = Self.configuration(.mdre)
        try configuration.validate()
        configuration.hidden = 0
        #expect(throws: ModelError.badConfiguration(field: "hidden", value: "0", allowed: "2 to 8192")) {
            try configuration.validate()
        }
        configuration = Self.configuration(.tre)
        configuration.vocabularySize = 1
        #expect(throws: ModelError.self) { try configuration.validate() }
        configuration = Self.configuration(.are)
        configuration.labels = ["a", "a"]
        #expect(throws: ModelError.self) { try configuration.validate() }
    }
}
