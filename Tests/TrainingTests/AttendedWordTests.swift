import Corpus
import Models
import Testing
import TextTokens
import Training

@Suite("AttendedWord")
struct AttendedWordTests {
    private let builder: ExampleBuilder
    private let predictor: Predictor

    init() throws {
        var configuration = SyntheticProblem.configuration(.mdrea)
        configuration.maximumTokens = 4
        let vocabulary = ExampleBuilder.vocabulary(of: ["you do n't say , well !"])
        configuration.vocabularySize = vocabulary.count
        builder = ExampleBuilder(configuration: configuration, vocabulary: vocabulary)
        var generator = SeededGenerator(seed: 3)
        predictor = try Predictor(
            configuration: configuration, parameters: .initial(configuration, using: &generator))
    }

    private func words(_ transcript: String) throws -> [AttendedWord] {
        let input = builder.input(frames: [1, 2, 3], prosody: [0, 1], transcript: transcript)
        let prediction = try #require(try predictor.predict([input]).first)
        let words = builder.attendedWords(of: prediction, transcript: transcript)
        #expect(words.map(\.weight) == prediction.attention)
        #expect(abs(words.reduce(0) { $0 + $1.weight } - 1) < 1e-5)
        return words
    }

    @Test("each token has its weight; words that the model does not know are marked")
    func words() throws {
        let words = try words("You don't yodel!")
        #expect(words.map(\.word) == ["you", "do", "n't", "yodel"])
        #expect(words.map(\.isKnown) == [true, true, true, false])
    }

    @Test("a transcript without words is the one token _UNK_, one that is too long ends where the model stops reading")
    func edges() throws {
        #expect(try words(" ") == [AttendedWord(word: "_UNK_", weight: 1, isKnown: false)])
        #expect(try words("well well well well well").count == 4)
    }

    @Test("models without attention have none")
    func without() throws {
        let plain = Prediction(probabilities: [1, 0], label: 0, attention: [])
        #expect(builder.attendedWords(of: plain, transcript: "you say").isEmpty)
    }
}
