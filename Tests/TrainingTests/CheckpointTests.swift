import Foundation
import Models
import TestSupport
import Testing

@testable import Training

/// Runs that are interrupted and gone on from, against one that was not.
@Suite struct CheckpointTests {
    private let train = SyntheticProblem.examples(30, seed: 1)
    private let dev = SyntheticProblem.examples(10, seed: 2)
    private let identity = ["corpus": "c0ffee"]

    private func trainer(_ architecture: Architecture = .mdrea, steps: Int = 24, seed: UInt64 = 3) -> Trainer {
        var settings = SyntheticProblem.settings(steps: steps)
        settings.checkInterval = .steps(5)
        settings.keepText = 0.5
        return Trainer(configuration: SyntheticProblem.configuration(architecture), settings: settings, seed: seed)
    }

    private func asked(_ limit: Int) -> () -> Bool {
        var count = 0
        return {
            count += 1
            return count > limit
        }
    }

    @Test("interrupted after any number of steps, a run ends in the bits of an undisturbed one")
    func anyStep() throws {
        let trainer = trainer()
        let whole = try trainer.train(train, dev: dev)
        for steps in 0..<24 {
            let folder = try TemporaryFolder()
            let file = CheckpointFile(besideModel: folder.path("m"))
            #expect(throws: TrainingError.cancelled(step: steps)) {
                try trainer.train(
                    train, dev: dev, checkpoint: file, identity: identity, isCancelled: asked(steps))
            }
            var events: [CheckpointEvent] = []
            let resumed = try trainer.train(
                train, dev: dev, checkpoint: file, identity: identity, event: { events.append($0) })
            #expect(events == [.resumed(step: steps)])
            #expect(resumed == whole)
        }
    }

    @Test("killed between two checks, a run goes on from the check before", arguments: Architecture.allCases)
    func killed(architecture: Architecture) throws {
        let trainer = trainer(architecture)
        let whole = try trainer.train(train, dev: dev)
        var states: [TrainingState] = []
        _ = try trainer.train(train, dev: dev, keep: { states.append($0) })
        #expect(states.map(\.step) == [5, 10, 15, 20, 24])
        for state in states {
            let folder = try TemporaryFolder()
            let file = CheckpointFile(besideModel: folder.path("m"))
            try file.write(state, identity: SettingLeaves.of(trainer).merging(identity) { $1 })
            #expect(try trainer.train(train, dev: dev, checkpoint: file, identity: identity) == whole)
        }
    }

    @Test("a run that early stopping has ended is not trained on")
    func ended() throws {
        var trainer = trainer(.are, steps: 500)
        var settings = trainer.settings
        settings.checkInterval = .steps(1)
        settings.patience = 2
        trainer = Trainer(configuration: trainer.configuration, settings: settings, seed: 3)
        let turned = dev.map { Example(input: $0.input, label: 1 - $0.label) }
        let folder = try TemporaryFolder()
        let file = CheckpointFile(besideModel: folder.path("m"))
        let whole = try trainer.train(train, dev: turned, checkpoint: file, identity: identity)
        #expect(whole.stopReason == .noImprovement(checks: 2) && file.exists)
        var steps = 0
        let again = try trainer.train(
            train, dev: turned, checkpoint: file, identity: identity, progress: { _ in steps += 1 })
        #expect(again == whole && steps == 0)
    }

    @Test("the file is its owner's alone, and the same state gives the same bytes")
    func file() throws {
        let folder = try TemporaryFolder()
        let file = CheckpointFile(besideModel: folder.path("m"))
        let trainer = trainer()
        _ = try trainer.train(train, dev: dev, checkpoint: file, identity: identity)
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let first = try Data(contentsOf: folder.url("m.checkpoint"))
        file.remove()
        _ = try trainer.train(train, dev: dev, checkpoint: file, identity: identity)
        #expect(try Data(contentsOf: folder.url("m.checkpoint")) == first)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["m.checkpoint"])
    }

    @Test("another seed, setting or corpus is refused with both values and what to do")
    func otherTraining() throws {
        let folder = try TemporaryFolder()
        let file = CheckpointFile(besideModel: folder.path("m"))
        _ = try trainer().train(train, dev: dev, checkpoint: file, identity: identity)
        func refusal(_ trainer: Trainer, _ identity: [String: String]) -> String {
            do {
                _ = try trainer.train(train, dev: dev, checkpoint: file, identity: identity)
                return "trained"
            } catch { return "\(error)" }
        }
        #expect(refusal(trainer(seed: 4), identity).contains("another training: seed was 3, is 4. Go on"))
        #expect(refusal(trainer(steps: 30), identity).contains("training.maximumSteps was 24, is 30"))
        let message = refusal(trainer(), ["corpus": "beef", "embeddings": "none"])
        #expect(message.contains("corpus was c0ffee, is beef; embeddings was absent, is none"))
        #expect(message.contains("--restart") && file.exists)
    }

    @Test(
        "a checkpoint that is cut or changed is told, and training begins anew",
        arguments: ["empty", "cut", "flipped", "rubbish"])
    func damaged(how: String) throws {
        let folder = try TemporaryFolder()
        let file = CheckpointFile(besideModel: folder.path("m"))
        let trainer = trainer(.are)
        let whole = try trainer.train(train, dev: dev, checkpoint: file, identity: identity)
        var bytes = [UInt8](try Data(contentsOf: folder.url("m.checkpoint")))
        switch how {
        case "empty": bytes = []
        case "cut": bytes.removeLast(bytes.count / 2)
        case "flipped": bytes[bytes.count - 9] ^= 4
        default: bytes = Array("no checkpoint at all".utf8)
        }
        try folder.write(Data(bytes), to: "m.checkpoint")
        var events: [CheckpointEvent] = []
        let again = try trainer.train(
            train, dev: dev, checkpoint: file, identity: identity, event: { events.append($0) })
        guard case .damaged(file.path, let reason)? = events.first else {
            Issue.record("not told: \(events)")
            return
        }
        #expect(!reason.isEmpty && again == whole)
    }

    @Test("where no checkpoint can be written, that is told once and the training goes on")
    func unwritable() throws {
        let folder = try TemporaryFolder()
        let file = CheckpointFile(besideModel: folder.path("missing/m"))
        var events: [CheckpointEvent] = []
        let model = try trainer().train(
            train, dev: dev, checkpoint: file, identity: identity, event: { events.append($0) })
        #expect(model.steps == 24 && events.count == 1)
    }

    @Test("a loss that overflows leaves no checkpoint that could only end the same way")
    func overflow() throws {
        let folder = try TemporaryFolder()
        let file = CheckpointFile(besideModel: folder.path("m"))
        var settings = SyntheticProblem.settings()
        settings.learningRate = 3e38
        settings.checkInterval = .steps(1)
        let trainer = Trainer(configuration: SyntheticProblem.configuration(.are), settings: settings, seed: 1)
        #expect(throws: TrainingError.self) {
            try trainer.train(train, dev: dev, checkpoint: file, identity: identity)
        }
        #expect(!file.exists)
    }
}
