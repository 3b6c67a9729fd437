import Models
import Testing
import Training

@Suite struct TrainerTests {
    private let train = SyntheticProblem.examples(40, seed: 1)
    private let dev = SyntheticProblem.examples(12, seed: 2)
    private let test = SyntheticProblem.examples(30, seed: 3)

    private func trainer(
        _ architecture: Architecture, settings: TrainingSettings = SyntheticProblem.settings(), seed: UInt64 = 9,
        threads: Int = 1
    ) -> Trainer {
        Trainer(
            configuration: SyntheticProblem.configuration(architecture), settings: settings, seed: seed,
            threads: threads)
    }

    @Test("every model learns a separable problem", arguments: Architecture.allCases)
    func learns(architecture: Architecture) throws {
        let model = try trainer(architecture).train(train, dev: dev)
        let predictor = try Predictor(configuration: model.configuration, parameters: model.parameters)
        let predicted = try predictor.predict(test.map(\.input)).map(\.label)
        let metrics = ClassificationMetrics(gold: test.map(\.label), predicted: predicted, classes: 2)
        #expect(metrics.weightedAccuracy > 0.9)
        let first = try #require(model.curve.points.first)
        #expect(model.curve.points.contains { $0.trainLoss < 0.5 * first.trainLoss })
    }

    @Test("the same seed gives the same bits on one thread and on two, another seed gives others")
    func deterministic() throws {
        let settings = SyntheticProblem.settings(steps: 12)
        let one = try trainer(.mdrea, settings: settings, threads: 1).train(train, dev: dev)
        let two = try trainer(.mdrea, settings: settings, threads: 2).train(train, dev: dev)
        #expect(one == two)
        #expect(one.parameters.values.map(\.bitPattern) == two.parameters.values.map(\.bitPattern))
        let other = try trainer(.mdrea, settings: settings, seed: 10).train(train, dev: dev)
        #expect(other.parameters != one.parameters)
    }

    @Test("masks train with the same bits on one thread and on two, others than without, and never touch the dev loss")
    func masks() throws {
        var settings = SyntheticProblem.settings(steps: 12)
        settings.checkInterval = .steps(4)
        let plain = try trainer(.mdre, settings: settings).train(train, dev: dev)
        settings.timeMasks = 2
        settings.timeMaskFrames = 3
        settings.coefficientMasks = 1
        settings.coefficientMaskWidth = 2
        let one = try trainer(.mdre, settings: settings, threads: 1).train(train, dev: dev)
        let two = try trainer(.mdre, settings: settings, threads: 2).train(train, dev: dev)
        #expect(one == two)
        #expect(one.parameters != plain.parameters)
        let engine = try ModelEngine(configuration: one.configuration)
        let devLoss = try engine.loss(one.parameters, batch: dev.map(\.input), labels: dev.map(\.label))
        #expect(devLoss == one.bestDevLoss)
    }

    @Test("every encoder setting learns a separable problem", arguments: AudioPooling.allCases, [false, true])
    func encoderSettings(pooling: AudioPooling, bothWays: Bool) throws {
        var configuration = SyntheticProblem.configuration(.mdrea)
        configuration.audioPooling = pooling
        configuration.bidirectionalAudio = bothWays
        configuration.bidirectionalText = bothWays
        configuration.frameStacking = bothWays ? 2 : 3
        var settings = SyntheticProblem.settings()
        settings.timeMasks = 1
        settings.timeMaskFrames = 2
        let model = try Trainer(configuration: configuration, settings: settings, seed: 9).train(train, dev: dev)
        let predictor = try Predictor(configuration: model.configuration, parameters: model.parameters)
        let predicted = try predictor.predict(test.map(\.input)).map(\.label)
        let metrics = ClassificationMetrics(gold: test.map(\.label), predicted: predicted, classes: 2)
        #expect(metrics.weightedAccuracy > 0.9)
    }

    @Test("the weights returned are those of the lowest dev loss on the curve")
    func bestKept() throws {
        let model = try trainer(.mdre).train(train, dev: dev)
        let losses = model.curve.points.compactMap(\.devLoss)
        let best = try #require(model.bestDevLoss)
        #expect(losses.min() == best)
        #expect(model.curve.points.first { $0.devLoss == best }?.step == model.bestStep)
        let engine = try ModelEngine(configuration: model.configuration)
        let again = try engine.loss(model.parameters, batch: dev.map(\.input), labels: dev.map(\.label))
        #expect(again == best)
    }

    @Test("checks come at the interval and after the last step, with their epochs")
    func curve() throws {
        var settings = SyntheticProblem.settings(steps: 25)
        settings.checkInterval = .steps(10)
        var reported: [Int] = []
        let model = try trainer(.are, settings: settings).train(
            train, dev: dev, progress: { if $0.check != nil { reported.append($0.step) } })
        #expect(model.curve.points.map(\.step) == [10, 20, 25])
        #expect(reported == [10, 20, 25])
        // 10 steps of 8 utterances are 2 epochs of 40.
        #expect(model.curve.points.map(\.epoch) == [2, 4, 5])
        #expect(model.stopReason == .maximumSteps && model.steps == 25)
        #expect(model.curve.csv.hasPrefix("step,epoch,train_loss,dev_loss\n10,2.0,"))
    }

    @Test("a run whose dev loss no longer falls is stopped, and the best weights are its result")
    func earlyStop() throws {
        var settings = SyntheticProblem.settings(steps: 500)
        settings.checkInterval = .steps(1)
        settings.patience = 2
        // Dev labels turned round: learning makes the dev loss worse.
        let turned = dev.map { Example(input: $0.input, label: 1 - $0.label) }
        let model = try trainer(.are, settings: settings).train(train, dev: turned)
        #expect(model.stopReason == .noImprovement(checks: 2))
        #expect(model.bestStep == model.steps - 2)
    }

    @Test("without a dev part all steps are done and the last weights kept")
    func withoutDev() throws {
        let settings = SyntheticProblem.settings(steps: 15)
        let model = try trainer(.tre, settings: settings).train(train, dev: [])
        #expect(model.bestStep == 15 && model.bestDevLoss == nil && model.stopReason == .maximumSteps)
        #expect(model.curve.points.allSatisfy { $0.devLoss == nil })
    }

    @Test("a loss that overflows stops the run, and names the step and the weights")
    func diagnosis() throws {
        var settings = SyntheticProblem.settings()
        settings.learningRate = 3e38
        let error = #expect(throws: TrainingError.self) { try trainer(.are, settings: settings).train(train, dev: dev) }
        guard case .lossNotFinite(let step, _, _) = error else {
            Issue.record("not the error of a loss: \(String(describing: error))")
            return
        }
        #expect(step >= 1 && step <= 3)
        #expect(error?.description.contains("learning rate") == true)
    }

    @Test("a feature that is not a number is found before training, by example and name")
    func badFeature() {
        var examples = train
        var input = examples[7].input
        input.prosody[1] = .nan
        examples[7] = Example(input: input, label: 0)
        #expect(throws: TrainingError.nonFiniteFeature(part: "training", example: 7, feature: "prosody")) {
            try trainer(.mdre).train(examples, dev: dev)
        }
        input = train[3].input
        input.frames[4] = .infinity
        #expect(throws: TrainingError.nonFiniteFeature(part: "dev", example: 0, feature: "MFCC frames")) {
            try trainer(.mdre).train(train, dev: [Example(input: input, label: 0)])
        }
    }

    @Test("no data, a label out of range and a wrong setting are refused")
    func refusals() {
        #expect(throws: TrainingError.noTrainingData) { try trainer(.are).train([], dev: dev) }
        #expect(throws: TrainingError.labelOutOfRange(example: 0, label: 2, labels: 2)) {
            try trainer(.are).train([Example(input: train[0].input, label: 2)], dev: dev)
        }
        var settings = SyntheticProblem.settings()
        settings.batchSize = 0
        #expect(throws: TrainingError.setting(name: "batch size", value: "0", allowed: "at least 1")) {
            try trainer(.are, settings: settings).train(train, dev: dev)
        }
    }

    @Test("a run that is called off says at which step")
    func cancellation() {
        var asked = 0
        #expect(throws: TrainingError.cancelled(step: 4)) {
            try trainer(.are).train(
                train, dev: dev,
                isCancelled: {
                    asked += 1
                    return asked == 5
                })
        }
    }
}
