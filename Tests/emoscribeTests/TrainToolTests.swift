import Corpus
import Foundation
import Models
import TestSupport
import Testing

/// Lines of text with two labels, each with words of its own: a corpus without any audio.
enum TextCorpus {
    static func write(_ count: Int, to folder: TemporaryFolder, name: String = "lines.csv") throws -> String {
        var generator = SeededGenerator(seed: 8)
        var table = "id,speaker,text,emotion,emotion4\n"
        let words = [["shout", "door", "never", "out"], ["sun", "smile", "cake", "yes"]]
        for index in 0..<count {
            let own = words[index % 2]
            let text = (0..<3 + generator.below(4)).map { _ in own[generator.below(4)] }.joined(separator: " ")
            let label = ["angry", "happy"][index % 2]
            table += "u\(index),s\(index % 5),\(text),\(label)ish,\(label)\n"
        }
        return try folder.write(table, to: name)
    }

    static let columns = ["--column", "transcript=text", "--column", "emotion=emotion4", "--labels", "angry,happy"]
    static let small = [
        "--preset", "small", "--hidden", "8", "--embedding-size", "6", "--max-steps", "60", "--check-every", "5 steps",
        "--patience", "50", "--threads", "1",
    ]
}

@Suite("train, run as a tool", .enabled(if: Tool.isBuilt))
struct TrainToolTests {
    private let folder: TemporaryFolder
    private let corpus: String

    init() throws {
        folder = try TemporaryFolder()
        corpus = try TextCorpus.write(40, to: folder)
    }

    private func train(_ arguments: [String], to file: String = "m.safetensors") async throws -> Tool.Outcome {
        try await Tool.run(
            ["train", corpus, "--model", "tre", "-o", folder.path(file)] + TextCorpus.columns + TextCorpus.small
                + arguments)
    }

    /// Some seconds of work with a check at each step.
    private static let slow = [
        "--hidden", "24", "--max-steps", "240", "--check-every", "1 steps", "--patience", "500",
    ]

    private func arguments(_ name: String) -> [String] {
        ["train", corpus, "--model", "tre", "-o", folder.path("\(name).safetensors")] + TextCorpus.columns
            + TextCorpus.small + Self.slow + ["--curve", folder.path("\(name).csv")]
    }

    private func isRunning(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.path("\(name).safetensors.checkpoint"))
    }

    @Test(
        "killed or interrupted at random moments and started again, a training ends in the bytes of an undisturbed one",
        .slow)
    func killed() async throws {
        let calm = try await Tool.run(arguments("calm"))
        try #require(calm.status == 0, "\(calm.errors)")
        var generator = SeededGenerator(seed: 31)
        for _ in 0..<3 {
            let pause = generator.uniform() * 0.2
            try await Tool.runAndKill(arguments("killed")) {
                guard isRunning("killed") else { return false }
                try await Task.sleep(for: .seconds(pause))
                return true
            }
        }
        let interrupted = try await Tool.runAndInterrupt(arguments("interrupted")) { isRunning("interrupted") }
        // On a busy machine the training can be over before the signal.
        let wasInterrupted = interrupted.status == 130
        #expect(wasInterrupted || interrupted.status == 0)
        #expect(interrupted.errors.contains("the same command goes on from there") == wasInterrupted)
        for name in ["killed", "interrupted"] {
            let last = try await Tool.run(arguments(name))
            #expect(last.status == 0, "\(last.errors)")
            if name == "interrupted", wasInterrupted { #expect(last.errors.contains("going on from step")) }
            for ending in ["safetensors", "csv"] {
                let bytes = try Data(contentsOf: folder.url("\(name).\(ending)"))
                #expect(try bytes == Data(contentsOf: folder.url("calm.\(ending)")))
            }
            #expect(!isRunning(name))
        }
    }

    @Test("the checkpoint of another training is refused with what differs, and --restart drops it")
    func otherTraining() async throws {
        let endless = ["--max-steps", "1000000", "--patience", "1000000"]
        try await Tool.runAndKill(arguments("m") + endless) { isRunning("m") }
        let other = try await Tool.run(arguments("m") + endless + ["--seed", "2"])
        #expect(other.status == 64 && other.errors.contains("seed was 1, is 2") && other.errors.contains("--restart"))
        let edited = try String(contentsOfFile: corpus, encoding: .utf8).replacing("u0,s0,", with: "u0,s0,sun ")
        try folder.write(edited, to: "lines.csv")
        let changed = try await Tool.run(arguments("m") + endless)
        #expect(changed.status == 64 && changed.errors.contains("corpus (labels, features, transcripts, parts) was"))
        let anew = try await Tool.run(arguments("m") + ["--seed", "2", "--max-steps", "3", "--restart"])
        #expect(anew.status == 0 && !isRunning("m"), "\(anew.errors)")
    }

    @Test("a learning rate that bursts the weights and a feature that is no number end with a diagnosis")
    func diagnosis() async throws {
        let outcome = try await train(["--learning-rate", "1e38", "--clip", "1e38"])
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("lower the learning rate") && outcome.errors.contains("at step"))
        #expect(!FileManager.default.fileExists(atPath: folder.path("m.safetensors")))
    }

    @Test("a text-only corpus trains without audio; a model that listens says what it lacks")
    func textOnly() async throws {
        let trained = try await train(["--json"])
        #expect(trained.status == 0, "\(trained.errors)")
        #expect((trained.json["devUnweightedAverageRecall"] as? Double ?? 0) > 0.9)
        #expect(trained.json["train"] as? Int == 32 && trained.json["dev"] as? Int == 8)
        let listening = try await Tool.run(
            ["train", corpus, "--model", "are", "-o", folder.path("x.safetensors")] + TextCorpus.columns)
        #expect(listening.status == 64 && listening.errors.contains("--model tre"))
        let unnamed = try await Tool.run(
            ["train", corpus, "--model", "tre", "-o", folder.path("x.safetensors"), "--labels", "angryish,happyish"])
        #expect(unnamed.status == 64 && unnamed.errors.contains("--column transcript=NAME"))
        #expect(unnamed.errors.contains("id, speaker, text, emotion, emotion4"))
        let noColumn = try await train(["--column", "speaker=who"])
        #expect(noColumn.status == 64 && noColumn.errors.contains("no column \"who\""))
    }

    @Test("the column split decides the parts, unless it shall be ignored")
    func splits() async throws {
        let rows = try String(contentsOfFile: corpus, encoding: .utf8).split(separator: "\n")
        let split = rows.enumerated().map { index, row in
            row + (index == 0 ? ",split" : index <= 24 ? ",train" : index <= 30 ? ",dev" : ",test")
        }
        try folder.write(split.joined(separator: "\n") + "\n", to: "lines.csv")
        let given = try await train(["--json"])
        #expect(given.json["train"] as? Int == 24 && given.json["dev"] as? Int == 6)
        let ignored = try await train(["--json", "--ignore-split"])
        #expect(ignored.json["train"] as? Int == 32 && ignored.json["dev"] as? Int == 8)
    }

    @Test("word vectors give embeddings their size and first values; words without one are counted and listed")
    func embeddings() async throws {
        let vectors = try folder.write("sun 1 2 3\nshout 4 5 6\nzebra 7 8 9\n", to: "v.txt")
        let arguments =
            ["train", corpus, "--model", "tre", "-o", folder.path("m.safetensors")] + TextCorpus.columns
            + ["--max-steps", "1", "--hidden", "4", "--learning-rate", "1e-20", "--embeddings", vectors]
        let trained = try await Tool.run(arguments + ["--missing-words", folder.path("missing.csv"), "--json"])
        #expect(trained.status == 0, "\(trained.errors)")
        let coverage = try #require(trained.json["embeddings"] as? [String: Any])
        #expect(coverage["found"] as? Int == 2 && coverage["missing"] as? Int == 6)
        #expect(Set(coverage["missingWords"] as? [String] ?? []) == ["door", "never", "out", "smile", "cake", "yes"])
        let model = try ModelFile.read(folder.path("m.safetensors"))
        #expect(model.configuration.embeddingSize == 3)
        #expect(model.metadata.settings["embeddings"] == "\"\(coverage["sha256"] as? String ?? "")\"")
        let slot = try #require(model.parameters.layout["text.embedding.weight"])
        let row = try #require(model.metadata.vocabulary.firstIndex(of: "sun"))
        #expect(Array(model.parameters.values[slot.offset + 3 * row..<slot.offset + 3 * row + 3]) == [1, 2, 3])
        let missing = try String(contentsOf: folder.url("missing.csv"), encoding: .utf8).split(separator: "\n")
        #expect(missing.count == 7 && missing[0] == "word,count")
        let plain = try await Tool.run(arguments)
        #expect(plain.output.contains("word vectors: 2 of 8 words") && plain.output.contains("6 without one"))
        let size = try await Tool.run(arguments + ["--embedding-size", "4"])
        #expect(size.status == 64 && size.errors.contains("3 numbers"))
        try folder.write(Data([0x1f, 0x8b, 8]), to: "v.txt")
        let packed = try await Tool.run(arguments)
        #expect(packed.status == 64 && packed.errors.contains("gunzip"))
    }

    @Test("a comparison begins its embeddings as the same vectors, and takes no other file for them later")
    func comparison() async throws {
        let vectors = try folder.write("sun 1 2 3\nshout 4 5 6\n", to: "v.txt")
        let arguments =
            ["compare", corpus, "--models", "tre", "--transcripts", "gold", "--folds", "speaker:2"] + TextCorpus.columns
            + [
                "--max-steps", "2", "--hidden", "4", "--threads", "1", "-o", folder.path("results"), "--embeddings",
                vectors,
            ]
        let first = try await Tool.run(arguments)
        #expect(first.status == 0 && first.output.contains("TRE"), "\(first.errors)")
        try folder.write("sun 1 2 4\nshout 4 5 6\n", to: "v.txt")
        let other = try await Tool.run(arguments)
        #expect(other.status == 64 && other.errors.contains("settings.embeddings was "))
        let stack = try await Tool.run(arguments.map { $0 == "4" ? "2" : $0 } + ["--stack", "2"])
        #expect(stack.status == 64 && stack.errors.contains("frameStacking was absent, is 2"))
    }

    @Test("a temperature is fitted on dev and stored where it is asked for")
    func calibration() async throws {
        let outcome = try await train(["--calibrate"])
        #expect(outcome.output.contains("temperature "), "\(outcome.errors)")
        #expect(try ModelFile.read(folder.path("m.safetensors")).metadata.settings["calibration"] != nil)
    }

    @Test("class weights and other settings are stored with the model")
    func settingsStored() async throws {
        let outcome = try await train([
            "--class-weights", "balanced", "--betas", "0.8,0.99", "--epsilon", "1e-6", "--clip", "5", "--min-steps",
            "3", "--max-tokens", "9", "--min-word-count", "2", "--reset-gate", "before", "--loss", "sigmoid",
        ])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let model = try ModelFile.read(folder.path("m.safetensors"))
        let training = try #require(model.metadata.settings["training"])
        for part in ["\"classWeights\":\"balanced\"", "\"beta1\":0.8", "\"beta2\":0.99", "\"gradientLimit\":5"] {
            #expect(training.contains(part), "\(training)")
        }
        #expect(model.configuration.maximumTokens == 9 && model.configuration.resetGate == .before)
        #expect(model.metadata.settings["text"]?.contains("\"minimumCount\":2") == true)
    }

    @Test(
        "a wrong value names the allowed ones", .slow,
        arguments: [
            (["--pooling", "max"], "attention"), (["--bidirectional", "yes"], "'audio'"),
            (["--standardisation", "file"], "'speaker'"), (["--betas", "0.9"], "b1,b2"),
            (["--time-masks", "2"], "N:FRAMES"), (["--keep-text", "1.5"], "above 0 and at most 1"),
            (["--hidden", "1"], "2 to 8192"), (["--check-every", "often"], "20 steps"), (["--stack", "0"], "1 to 100"),
            (["--missing-words", "m.csv"], "--embeddings"),
        ])
    func wrongValues(_ arguments: [String], _ allowed: String) async throws {
        let outcome = try await train(arguments)
        #expect(outcome.status == 64 && outcome.errors.contains(allowed), "\(outcome.errors)")
    }

    @Test("a dry run says sizes and time, and writes nothing")
    func dryRun() async throws {
        let outcome = try await train(["--dry-run"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        for part in ["32 utterances to train on, 8 dev", "10 words", "60 steps at most", "ms a step", "at most"] {
            #expect(outcome.output.contains(part), "\(outcome.output)")
        }
        let json = try await train(["--dry-run", "--json"]).json
        #expect(json["vocabulary"] as? Int == 10 && (json["secondsAtMost"] as? Double ?? 0) > 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["lines.csv"])
    }
}
