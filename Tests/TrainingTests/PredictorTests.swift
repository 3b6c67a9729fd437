import Models
import Testing
import Training

@Suite struct PredictorTests {
    private let inputs = SyntheticProblem.examples(23, seed: 4).map(\.input)

    private func predictor(_ architecture: Architecture, threads: Int = 1) throws -> Predictor {
        let trainer = Trainer(
            configuration: SyntheticProblem.configuration(architecture),
            settings: SyntheticProblem.settings(steps: 3), seed: 1)
        let model = try trainer.train(SyntheticProblem.examples(10, seed: 5), dev: [])
        return try Predictor(
            configuration: model.configuration, parameters: model.parameters, threads: threads)
    }

    @Test("probabilities sum to 1, the label is the most probable one, results are in the order of the inputs")
    func basics() throws {
        let predictions = try predictor(.mdre).predict(inputs)
        #expect(predictions.count == inputs.count)
        for prediction in predictions {
            #expect(abs(prediction.probabilities.reduce(0, +) - 1) < 1e-5)
            #expect(prediction.confidence == prediction.probabilities.max())
        }
        let reversed = try predictor(.mdre).predict(inputs.reversed())
        #expect(reversed.map(\.label) == predictions.map(\.label).reversed())
    }

    @Test("MDREA gives one weight per token, the others none")
    func attention() throws {
        for (prediction, input) in zip(try predictor(.mdrea).predict(inputs), inputs) {
            #expect(prediction.attention.count == input.tokens.count)
            #expect(abs(prediction.attention.reduce(0, +) - 1) < 1e-5)
        }
        #expect(try predictor(.are).predict(inputs).allSatisfy { $0.attention.isEmpty })
    }

    @Test("neither company nor threads change a bit of what is said of an utterance")
    func company() throws {
        let all = try predictor(.mdrea, threads: 2).predict(inputs)
        let one = try predictor(.mdrea)
        for (input, expected) in zip(inputs, all) { #expect(try one.predict([input]) == [expected]) }
    }

    @Test("nothing to predict gives nothing")
    func empty() throws { #expect(try predictor(.are).predict([]).isEmpty) }

    @Test("inputs are drawn a chunk at a time, so what is waiting does not grow with their number")
    func streaming() throws {
        let predictor = try predictor(.tre)
        var drawn = 0
        let count = 5 * Predictor.chunk + 3
        let stream = sequence(state: 0) { (next: inout Int) -> ModelInput? in
            guard next < count else { return nil }
            defer { next += 1 }
            drawn += 1
            return ModelInput(tokens: [Int32(next % 8)])
        }
        var expected = 0
        var furthest = 0
        try predictor.forEachPrediction(of: stream) { position, prediction in
            #expect(position == expected)
            expected += 1
            furthest = max(furthest, drawn - position)
            if position % 977 == 0 {
                let alone = try predictor.predict([ModelInput(tokens: [Int32(position % 8)])])
                #expect(alone == [prediction])
            }
        }
        #expect(expected == count && furthest <= Predictor.chunk)
    }

    @Test("a whole number of chunks, and one more or less, are all predicted", arguments: [-1, 0, 1])
    func chunkEdges(_ more: Int) throws {
        let predictor = try predictor(.tre)
        let inputs = (0..<Predictor.chunk + more).map { ModelInput(tokens: [Int32($0 % 8)]) }
        #expect(try predictor.predict(inputs).count == inputs.count)
        #expect(try predictor.logits(inputs).count == 2 * inputs.count)
    }

    @Test("what the receiver throws ends the work")
    func ending() throws {
        struct Enough: Error {}
        let predictor = try predictor(.are)
        #expect(throws: Enough.self) { try predictor.forEachPrediction(of: inputs) { _, _ in throw Enough() } }
    }
}
