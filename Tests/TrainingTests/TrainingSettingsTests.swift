import Foundation
import Models
import Testing
import Training

@Suite struct TrainingSettingsTests {
    @Test("the default settings are the paper's")
    func paper() throws {
        let settings = TrainingSettings.paper
        #expect(settings.learningRate == 1e-3 && settings.gradientLimit == 10 && settings.batchSize == 128)
        #expect(settings.maximumSteps == 10_000 && settings.patience == 7 && settings.checkInterval == .epochs(0.3))
        #expect(settings.keepAudio == 0.7 && settings.keepText == 0.3 && settings.loss == .softmax)
        #expect(settings.beta1 == 0.9 && settings.beta2 == 0.999 && settings.epsilon == 1e-8)
        #expect(settings.classWeights == .none)
        for preset in TrainingPreset.allCases { try preset.settings.validate() }
    }

    @Test("settings survive JSON")
    func codable() throws {
        let data = try JSONEncoder().encode(TrainingSettings.smallCorpus)
        #expect(try JSONDecoder().decode(TrainingSettings.self, from: data) == .smallCorpus)
        var settings = TrainingSettings.paper
        settings.timeMasks = 2
        settings.timeMaskFrames = 40
        settings.coefficientMasks = 1
        settings.coefficientMaskWidth = 8
        let masked = try JSONEncoder().encode(settings)
        #expect(try JSONDecoder().decode(TrainingSettings.self, from: masked) == settings)
    }

    @Test("the paper's settings are written without those beyond the paper, and each of them must be there")
    func absentKeys() throws {
        let data = try JSONEncoder().encode(TrainingSettings.paper)
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(object.count == 14 && object["timeMasks"] == nil)
        for key in object.keys {
            let rest = try JSONSerialization.data(withJSONObject: object.filter { $0.key != key })
            #expect(throws: DecodingError.self) { try JSONDecoder().decode(TrainingSettings.self, from: rest) }
        }
    }

    @Test(
        "a value that cannot train is refused by its name",
        arguments: [
            ("learning rate", \TrainingSettings.learningRate, 0.0), ("keep of audio", \.keepAudio, 0),
            ("keep of text", \.keepText, 1.5), ("learning rate", \.learningRate, .nan), ("beta2", \.beta2, 1),
        ] as [(String, any WritableKeyPath<TrainingSettings, Double> & Sendable, Double)])
    func refusal(name: String, path: any WritableKeyPath<TrainingSettings, Double> & Sendable, value: Double) {
        var settings = TrainingSettings.paper
        settings[keyPath: path] = value
        let error = #expect(throws: TrainingError.self) { try settings.validate() }
        #expect(error?.description.contains(name) == true)
    }

    @Test(
        "masks of no width, and widths of no mask, are refused by name",
        arguments: [
            ("time masks", \TrainingSettings.timeMasks, 1), ("time masks", \.timeMaskFrames, 10),
            ("coefficient masks", \.coefficientMasks, 1), ("coefficient masks", \.coefficientMaskWidth, 4),
            ("time masks", \.timeMasks, -1), ("width of a coefficient mask", \.coefficientMaskWidth, -1),
        ] as [(String, any WritableKeyPath<TrainingSettings, Int> & Sendable, Int)])
    func halfMasks(name: String, path: any WritableKeyPath<TrainingSettings, Int> & Sendable, value: Int) throws {
        var settings = TrainingSettings.paper
        settings[keyPath: path] = value
        let error = #expect(throws: TrainingError.self) { try settings.validate() }
        #expect(error?.description.contains(name) == true)
        settings = .paper
        settings.timeMasks = 2
        settings.timeMaskFrames = 40
        settings.coefficientMasks = 1
        settings.coefficientMaskWidth = 6
        try settings.validate()
    }

    @Test("balanced weights give every class the same total and the mean weight 1")
    func classWeights() throws {
        let labels = [0, 0, 0, 0, 0, 0, 1, 1, 3]
        let weights = try #require(ClassWeighting.balanced.weights(labels: labels, classes: 4))
        #expect(weights == [0.5, 1.5, 0, 3])
        #expect(ClassWeighting.none.weights(labels: labels, classes: 4) == nil)
    }
}

@Suite struct CheckIntervalTests {
    @Test(
        "an interval in epochs becomes steps by the published program's rule",
        arguments: [(4424, 128, 11), (400, 128, 1), (426, 128, 1), (427, 128, 2), (1, 128, 1), (100_000, 1, 30_001)])
    func epochs(count: Int, batch: Int, steps: Int) {
        #expect(CheckInterval.epochs(0.3).steps(trainingCount: count, batchSize: batch) == steps)
    }

    @Test("an interval in steps is itself whatever the corpus")
    func steps() {
        #expect(CheckInterval.steps(20).steps(trainingCount: 5, batchSize: 128) == 20)
    }

    @Test("what is written is read again", arguments: [CheckInterval.epochs(0.3), .steps(20), .epochs(2)])
    func text(interval: CheckInterval) throws {
        #expect(CheckInterval(interval.description) == interval)
        #expect(try JSONDecoder().decode([CheckInterval].self, from: JSONEncoder().encode([interval])) == [interval])
    }

    @Test("what is no interval is refused", arguments: ["", "3", "0 steps", "-1 epochs", "nan epochs", "2 hours"])
    func refusal(text: String) { #expect(CheckInterval(text) == nil) }
}
