import Corpus
import Experiments
import Models
import Testing
import Training

@Suite struct ModelTrainingTests {
    @Test(
        "the file of a trained model labels an utterance as the comparison's inputs do",
        arguments: Architecture.allCases)
    func complete(architecture: Architecture) throws {
        let data = try SyntheticCorpus.data()
        var settings = SyntheticCorpus.settings
        settings.standardisation = .corpus
        let result = try ModelTraining(
            data: data, settings: settings, architecture: architecture, transcripts: .gold, seed: 2, threads: 1
        ).run(metadata: ModelMetadata(toolVersion: "test"))
        let dev = data.folds[0].dev.map { data.utterances[$0] }
        let builder = try ExampleBuilder(model: result.file)
        let inputs = dev.map {
            builder.input(frames: $0.frames, prosody: $0.prosody, transcript: $0.transcripts[.gold] ?? "")
        }
        let predicted = try Predictor(model: result.file).predict(inputs).map(\.label)
        #expect(ClassificationMetrics(gold: dev.map(\.label), predicted: predicted, classes: 2) == result.devMetrics)
        let metadata = result.file.metadata
        #expect(metadata.trainingDataHash == data.hash && metadata.seed == 2 && metadata.toolVersion == "test")
        #expect(metadata.vocabulary.isEmpty == !architecture.usesText)
        #expect(try metadata.setting("training", as: TrainingSettings.self) == settings.training)
    }
}
