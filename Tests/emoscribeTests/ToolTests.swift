import AudioIO
import Corpus
import Foundation
import Models
import TestSupport
import Testing

/// Runs the built tool as a user does.
///
/// Needs the built-in recogniser's model; every test has its own folder and cache.
@Suite("The tool", .enabled(if: Tool.isBuilt))
struct ToolTests {
    @Test("killed in the middle of transcribing, the next run asks only for the rest and gives the same bytes", .slow)
    func killedTranscription() async throws {
        let folder = try TemporaryFolder()
        let manifest = try DemoSlice.write(8, to: folder)
        let transcribe = { (cache: String, out: String) in
            ["transcribe", manifest, "--cache", folder.path(cache), "-o", folder.path(out), "--json", "--sphinx-fast"]
        }
        let undisturbed = try await Tool.run(transcribe("cache-a", "a.csv"))
        try #require(undisturbed.status == 0, "\(undisturbed.errors)")
        try await Tool.runAndKill(transcribe("cache-b", "b.csv")) {
            try await Tool.countTranscripts(folder.path("cache-b")) >= 3
        }
        let kept = try await Tool.countTranscripts(folder.path("cache-b"))
        #expect(kept >= 3)
        // On a busy machine the kill can come when all eight are answered and the table is written.
        #expect(kept == 8 || !FileManager.default.fileExists(atPath: folder.path("b.csv")))
        let again = try await Tool.run(transcribe("cache-b", "b.csv"))
        #expect(again.status == 0)
        #expect(again.json["requests"] as? Int == 8 - kept && again.json["fromCache"] as? Int == kept)
        #expect(try Data(contentsOf: folder.url("b.csv")) == Data(contentsOf: folder.url("a.csv")))
        let third = try await Tool.run(transcribe("cache-b", "b.csv"))
        #expect(third.json["requests"] as? Int == 0 && third.errors.contains("nothing was sent"))
    }

    @Test("one bad file after the other is named in its own row, and the good ones are labelled")
    func rubbish() async throws {
        let folder = try TemporaryFolder()
        _ = try DemoSlice.write(2, to: folder)
        let odd = "say \"hi\",\nthen 🎙️"
        let flac = try Data(contentsOf: DemoSlice.audio(3))
        try folder.write(flac, to: "audio/\(odd).flac")
        try folder.write("this is no sound", to: "audio/text.wav")
        try folder.write(Data(), to: "audio/empty.wav")
        try folder.write(flac.prefix(flac.count / 2), to: "audio/cut.flac")
        try FileManager.default.createDirectory(at: folder.url("audio/folder.wav"), withIntermediateDirectories: true)
        symlink("nowhere", folder.path("audio/dangling.wav"))
        mkfifo(folder.path("audio/pipe.wav"), 0o600)
        let model = try TinyModel.write(to: folder)
        let result = try await Tool.run([
            "annotate", folder.path("audio"), "--model", model, "--cache", folder.path("cache"), "-o",
            folder.path("labels.csv"), "--json",
        ])
        #expect(result.status == 1, "\(result.errors)")
        #expect(result.json["labelled"] as? Int == 3 && result.json["failed"] as? Int == 3)
        #expect(result.json["failuresByCause"] as? [String: Int] == ["audio": 3])
        var reader = try CSVReader(path: folder.path("labels.csv"))
        var rows: [String: [String]] = [:]
        while let record = try reader.next() { rows[record.fields[0]] = record.fields }
        #expect(rows[odd]?.contains("ok") == true)
        for (id, word) in [("text", "audio"), ("empty", "empty"), ("cut", "readable")] {
            #expect(rows[id]?.contains("failed") == true)
            #expect(rows[id]?.contains { $0.contains(word) } == true, "\(rows[id] ?? [])")
        }
        for name in ["folder.wav", "dangling.wav", "pipe.wav"] { #expect(result.errors.contains(name)) }
    }

    @Test("an endpoint that is down ends the run with its address and advice, and nothing is written")
    func endpointDown() async throws {
        let folder = try TemporaryFolder()
        let manifest = try DemoSlice.write(2, to: folder)
        let result = try await Tool.run([
            "transcribe", manifest, "--asr", "compatible", "--asr-url", "http://127.0.0.1:9/v1", "--cache",
            folder.path("cache"), "-o", folder.path("t.csv"),
        ])
        #expect(result.status == 1)
        #expect(result.errors.contains("http://127.0.0.1:9/v1") && result.errors.contains("--asr-url"))
        #expect(!FileManager.default.fileExists(atPath: folder.path("t.csv")))
    }

    @Test("a missing model is answered with how to train one, and wrong usage has its own status")
    func missingModel() async throws {
        let folder = try TemporaryFolder()
        _ = try DemoSlice.write(1, to: folder)
        let result = try await Tool.run(["annotate", folder.path("audio")])
        #expect(result.status == 64 && result.errors.contains("emoscribe train"))
        let unknown = try await Tool.run(["annotate", "--no-such-option"])
        #expect(unknown.status == 64)
    }

    @Test(
        "every command's help has an example",
        arguments: [
            "demo", "annotate", "import", "validate", "transcribe", "wer", "features", "train", "compare", "merge",
            "reproduce", "serve",
            "doctor",
            "cache",
        ])
    func help(_ command: String) async throws {
        let result = try await Tool.run([command, "--help"])
        #expect(result.status == 0 && result.output.contains("Example:"))
    }

    @Test("a corpus is trained on, compared over folds and labelled, twice with the same bytes", .slow)
    func wholeLine() async throws {
        let folder = try TemporaryFolder()
        let manifest = try DemoSlice.write(24, to: folder)
        let small = ["--preset", "small", "--max-steps", "4", "--hidden", "8", "--embedding-size", "8"]
        let cache = ["--cache", folder.path("cache")]
        let trained = try await Tool.run(
            ["train", manifest, "--model", "mdre", "-o", folder.path("m.safetensors")] + small)
        #expect(trained.status == 0, "\(trained.errors)")
        let annotate = ["annotate", manifest, "--transcripts", "gold", "--model", folder.path("m.safetensors")] + cache
        let first = try await Tool.run(annotate)
        let second = try await Tool.run(annotate + ["--threads", "1"])
        #expect(first.status == 0 && first.output == second.output)
        #expect(first.output.split(separator: "\n").count == 25)
        let compare =
            ["compare", manifest, "--models", "are,tre", "--transcripts", "gold", "--folds", "speaker:2"] + small
        let table = try await Tool.run(compare + ["-o", folder.path("results")])
        #expect(table.status == 0, "\(table.errors)")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path("results"))
        for file in ["table.csv", "table.md", "table.json", "runs.csv", "predictions.csv", "report.html"] {
            #expect(files.contains(file))
        }
        let other = try await Tool.run(compare + ["-o", folder.path("results"), "--seed", "2"])
        #expect(other.status == 64 && other.errors.contains("seed"))
    }
}
