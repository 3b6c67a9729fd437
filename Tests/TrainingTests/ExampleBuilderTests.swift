import Models
import Testing
import TextTokens
import Training

@Suite struct ExampleBuilderTests {
    private var configuration: ModelConfiguration {
        var configuration = SyntheticProblem.configuration(.mdre)
        configuration.maximumFrames = 4
        configuration.vocabularySize = 5
        return configuration
    }

    private func builder(_ standardisation: Standardisation = .none) -> ExampleBuilder {
        ExampleBuilder(
            configuration: configuration, vocabulary: ExampleBuilder.vocabulary(of: ["go home", "GO away"]),
            standardisation: standardisation)
    }

    private var statistics: FeatureStatistics {
        var builder = FeatureStatisticsBuilder()
        builder.add(frames: [1, 2, 3, 3, 4, 7], columns: 3, prosody: [10, 20])
        builder.add(frames: [], columns: 3, prosody: [30, 60])
        return builder.statistics
    }

    @Test("an empty transcript is the one unknown token, and an unknown word is it too")
    func unknown() {
        #expect(builder().input(frames: [], prosody: [], transcript: "").tokens == [1])
        let tokens = builder().input(frames: [], prosody: [], transcript: "go elsewhere").tokens
        #expect(tokens.count == 2 && tokens[0] >= 2 && tokens[1] == 1)
    }

    @Test("frames after the limit are dropped, features of a short recording are zeros")
    func limits() {
        let input = builder().input(frames: (0..<18).map { Float($0) }, prosody: [], transcript: "go")
        #expect(input.frameCount == 4 && input.frames == (0..<12).map { Float($0) })
        #expect(input.prosody == [0, 0])
        #expect(builder().input(frames: [], prosody: [1, 2], transcript: "go").frameCount == 0)
    }

    @Test("features are standardised by the training part's statistics")
    func standardised() {
        let builder = builder(Standardisation(mode: .corpus, corpus: statistics))
        let input = builder.input(frames: [3, 4, 7], prosody: [30, 60], transcript: "go")
        #expect(input.frames == [1, 1, 1] && input.prosody == [1, 1])
    }

    @Test("a model without text gets no tokens, one without audio no features")
    func unused() {
        let audio = ExampleBuilder(configuration: SyntheticProblem.configuration(.are), vocabulary: nil)
        #expect(audio.input(frames: [1, 2, 3], prosody: [1, 2], transcript: "go").tokens.isEmpty)
        let text = ExampleBuilder(
            configuration: SyntheticProblem.configuration(.tre), vocabulary: ExampleBuilder.vocabulary(of: ["go"]))
        let input = text.input(frames: [1, 2, 3], prosody: [1, 2], transcript: "go")
        #expect(input.frames.isEmpty && input.frameCount == 0 && input.prosody.isEmpty && input.tokens == [2])
    }

    @Test("the builder of a stored model makes the same inputs as the one it was trained with")
    func stored() throws {
        let builder = builder(Standardisation(mode: .corpus, corpus: statistics))
        var configuration = configuration
        configuration.vocabularySize = builder.vocabulary?.words.count ?? 0
        let input = builder.input(frames: [3, 4, 8], prosody: [30, 61], transcript: "Go home now")
        let settings = SyntheticProblem.settings(steps: 2)
        let model = try Trainer(configuration: configuration, settings: settings, seed: 3)
            .train([Example(input: input, label: 0)], dev: [])
        let file = try model.file(builder: builder, settings: settings)
        let again = try ExampleBuilder(model: file)
        #expect(again.input(frames: [3, 4, 8], prosody: [30, 61], transcript: "Go home now") == input)
        #expect(again.standardisation == builder.standardisation && again.text == builder.text)
        #expect(file.metadata.seed == 3)
    }
}
