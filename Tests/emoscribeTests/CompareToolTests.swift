import Foundation
import TestSupport
import Testing

@testable import Corpus

/// Comparisons of text alone, which need no recordings: several recognisers from files, shards, locks, forecasts.
@Suite("compare, merge", .enabled(if: Tool.isBuilt))
struct CompareToolTests {
    private let folder: TemporaryFolder
    private let corpus: String

    init() throws {
        folder = try TemporaryFolder()
        var table = "id,speaker,transcript,emotion\n"
        var heard = "id,transcript,status,error\n"
        for index in 0..<24 {
            let isSad = index.isMultiple(of: 2)
            let word = isSad ? "tears \(index % 3)" : "sun \(index % 5)"
            table += "u\(index),s\(index % 4),\(word),\(isSad ? "sad" : "happy")\n"
            heard += "u\(index),\(index % 5 == 0 ? "noise" : word),ok,\n"
        }
        corpus = try folder.write(table, to: "corpus.csv")
        try folder.write(heard, to: "heard.csv")
        try folder.write(
            (0..<24).map { "u\($0) hm \($0 % 2)" }.joined(separator: "\n") + "\n", to: "other/text")
    }

    private func compare(_ folderName: String, _ further: [String] = []) -> [String] {
        [
            "compare", corpus, "--models", "tre", "--labels", "happy,sad", "--folds", "speaker:2", "--preset", "small",
            "--hidden", "4", "--embedding-size", "4", "--max-steps", "4", "--threads", "1", "-o",
            folder.path(folderName),
        ] + further
    }

    private var files: [String] {
        ["--hypothesis", "a=" + folder.path("heard.csv"), "--hypothesis", "b=" + folder.path("other/text")]
    }

    private func tree(_ name: String) throws -> [String: Data] {
        var files: [String: Data] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path(name)) {
            files[path] = try? Data(contentsOf: folder.url(name + "/" + path))
        }
        return files
    }

    @Test("recognisers come from files, in the order asked for, and in all four conditions with gold")
    func conditions() async throws {
        let outcome = try await Tool.run(
            compare("r", ["--transcripts", "gold,asr:b,asr", "--conditions", "all", "--json"] + files))
        #expect(outcome.status == 0, "\(outcome.errors)")
        let rows = outcome.json["rows"] as? [[String: Any]] ?? []
        let conditions = rows.compactMap { $0["condition"] as? [String: String] }
        let pairs = conditions.map { "\($0["train"] ?? "") \($0["test"] ?? "")" }
        #expect(
            pairs == [
                "gold gold", "asr:b asr:b", "asr:a asr:a", "gold asr:b", "asr:b gold", "gold asr:a", "asr:a gold",
            ])
        let stored = try String(contentsOfFile: folder.path("r/utterances.csv"), encoding: .utf8).split(separator: "\n")
        #expect(stored[0] == "id,audio,start,end,speaker,transcript,emotion,asr:a,asr:b,fold_1,fold_2")
        #expect(stored[1].hasPrefix("u0,,,,s0,tears 0,sad,noise,"))
    }

    @Test("a recogniser nobody named, and two of one name, are wrong usage")
    func names() async throws {
        let unknown = try await Tool.run(compare("r", ["--transcripts", "asr:c"] + files))
        #expect(unknown.status == 64 && unknown.errors.contains("name a, b"), "\(unknown.errors)")
        let twice = try await Tool.run(
            compare("r", ["--hypothesis", "a=" + folder.path("heard.csv")] + files))
        #expect(twice.status == 64 && twice.errors.contains("two recognisers are called a"), "\(twice.errors)")
        let word = try await Tool.run(compare("r", ["--transcripts", "silver"]))
        #expect(word.status == 64 && word.errors.contains("asr:NAME"))
        // Nothing was done, so nothing lies there.
        #expect(!FileManager.default.fileExists(atPath: folder.path("r")))
    }

    @Test("--no-word-errors leaves the tests on damaged transcripts out and the other results as they are")
    func noWordErrors() async throws {
        let with = try await Tool.run(compare("with") + files)
        let without = try await Tool.run(compare("without", ["--no-word-errors"]) + files)
        #expect(with.status == 0 && without.status == 0, "\(with.errors)\(without.errors)")
        func lines(_ path: String) throws -> [Substring] {
            try String(contentsOfFile: folder.path(path), encoding: .utf8).split(separator: "\n")
        }
        #expect(try lines("with/robustness.csv").count > 1)
        #expect(try lines("without/robustness.csv").count == 1)
        for name in ["runs.csv", "predictions.csv", "table.csv"] {
            #expect(try lines("with/" + name) == lines("without/" + name))
        }
    }

    @Test("an utterance that a file lacks is left out by name, and an id that is there twice is refused")
    func lacking() async throws {
        let text = try String(contentsOfFile: folder.path("heard.csv"), encoding: .utf8)
        let short = try folder.write(text.split(separator: "\n").dropLast().joined(separator: "\n"), to: "short.csv")
        let outcome = try await Tool.run(compare("r", ["--transcripts", "asr", "--hypothesis", short]))
        #expect(outcome.status == 1 && outcome.errors.contains("u23: ") && outcome.errors.contains("no transcript"))
        let double = try folder.write(text + "u1,again,ok,\n", to: "double.csv")
        let refused = try await Tool.run(compare("s", ["--transcripts", "asr", "--hypothesis", double]))
        #expect(refused.status == 64 && refused.errors.contains("u1 (lines 3 and 26)"), "\(refused.errors)")
    }

    @Test("shards in folders of their own, merged, are one machine's results; a missing one is named")
    func shards() async throws {
        let options = ["--transcripts", "gold,asr", "--runs", "2"] + files
        _ = try await Tool.run(compare("one", options))
        let first = try await Tool.run(compare("p1", options + ["--shard", "1/2"]))
        #expect(first.status == 0 && first.output.isEmpty && first.errors.contains("shard 1/2 is done: 6 runs of 12"))
        let early = try await Tool.run(["merge", folder.path("p1"), "-o", folder.path("early")])
        #expect(early.status == 1 && early.errors.contains("6 of 12 runs are in no folder"))
        #expect(!FileManager.default.fileExists(atPath: folder.path("early")))
        let slurm = [
            "SLURM_ARRAY_TASK_ID": "8", "SLURM_ARRAY_TASK_MIN": "7", "SLURM_ARRAY_TASK_MAX": "8",
            "SLURM_ARRAY_TASK_COUNT": "2", "SLURM_ARRAY_TASK_STEP": "1",
        ]
        let second = try await Tool.run(compare("p2", options), environment: slurm)
        #expect(second.status == 0 && second.errors.contains("shard 2/2, from Slurm's array variables"))
        let merged = try await Tool.run(["merge", folder.path("p1"), folder.path("p2"), "-o", folder.path("all")])
        #expect(merged.status == 0, "\(merged.errors)")
        var one = try tree("one")
        one["report.html"] = nil
        var all = try tree("all")
        all["report.html"] = nil
        #expect(one == all)
        #expect(try await Tool.run(["merge", folder.path("other"), "-o", folder.path("x")]).status == 64)
    }

    @Test("a folder that another process works on is refused with its number")
    func locked() async throws {
        try FileManager.default.createDirectory(atPath: folder.path("r"), withIntermediateDirectories: true)
        let lock = try FileLock.take(folder.path("r/.lock"), .exclusive)
        let outcome = try await Tool.run(compare("r", ["--transcripts", "gold"]))
        withExtendedLifetime(lock) {}
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("in use by process \(ProcessInfo.processInfo.processIdentifier) on "))
        let model = try FileLock.take(folder.path("m.safetensors.lock"), .exclusive)
        let train = try await Tool.run([
            "train", corpus, "--model", "tre", "--labels", "happy,sad", "-o", folder.path("m.safetensors"),
        ])
        withExtendedLifetime(model) {}
        #expect(train.status == 64 && train.errors.contains("is being made by process"))
    }

    @Test("a dry run counts the runs, measures every model, and leaves nothing behind")
    func dryRun() async throws {
        let options = ["--transcripts", "gold,asr", "--runs", "3", "--dry-run"] + files
        let outcome = try await Tool.run(compare("r", options + ["--json", "--shard", "1/2"]))
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.json["runs"] as? Int == 9 && outcome.json["shard"] as? String == "1/2")
        let model = (outcome.json["models"] as? [[String: Any]])?.first
        #expect(model?["trainings"] as? Int == 9 && model?["maximumSteps"] as? Int == 4)
        #expect(model?["typicalStepsFrom"] as? String == "assumed")
        let usual = try #require(outcome.json["trainingSeconds"] as? Double)
        let most = try #require(outcome.json["trainingSecondsAtMost"] as? Double)
        #expect(usual > 0 && most >= usual)
        #expect(!FileManager.default.fileExists(atPath: folder.path("r")))
        _ = try await Tool.run(compare("r", ["--transcripts", "gold,asr", "--runs", "1"] + files))
        let text = try await Tool.run(compare("r", options))
        #expect(text.output.contains("18 trainings: 2 folds (speaker:2), 3 runs each, 24 utterances, 6 of them"))
        #expect(text.output.contains("tre the mean of 6 finished runs"))
    }
}
