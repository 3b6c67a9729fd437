import AudioIO
import Foundation
import Models
import TestSupport
import Testing

/// `annotate` and `transcribe` in shards, their tables and caches put together, as a user does it.
@Suite("Shards of annotate and transcribe", .enabled(if: Tool.isBuilt))
struct ShardToolTests {
    private let folder: TemporaryFolder
    private let model: String

    /// Seven utterances in five recordings; a row of the manifest cannot be used, and a recording is no audio.
    init() throws {
        folder = try TemporaryFolder()
        var table = "id,audio,start,end,speaker,note\n"
        for number in 0..<5 {
            let samples = (0..<16_000).map { Int16(8000 * sin(Double($0) * Double(150 + 40 * number) / 2546)) }
            let bytes = number == 3 ? Array("no audio".utf8) : PCM16.wav(samples)
            try folder.write(Data(bytes), to: "corpus/audio/\(number).wav")
        }
        for row in 0..<7 {
            let start = row < 2 ? "0" : row < 4 ? "0.5" : ""
            table += "u\(row),audio/\([0, 1, 0, 1, 2, 3, 4][row]).wav,\(start),,s\(row % 2),\"n, \(row)\"\n"
            if row == 2 { table += "bad,audio/0.wav,9,1,,\n" }
        }
        try folder.write(table, to: "corpus/corpus.csv")
        model = try TinyModel.write(to: folder, .mdre)
    }

    /// Runs the tool in the test's folder.
    private func run(_ arguments: [String], _ environment: [String: String] = [:]) async throws -> Tool.Outcome {
        try await Tool.run(
            ["-c", "cd \"$1\" && shift && exec \"$@\"", "sh", folder.path, Tool.path] + arguments, program: "/bin/sh",
            environment: environment)
    }

    /// Answers with a text that the sound decides.
    private static func server() throws -> ScriptedServer {
        try ScriptedServer { request, _ in
            let audio = request.parts.first?.content ?? Data()
            return .transcript("text \(audio.reduce(UInt64(5381)) { $0 &* 33 &+ UInt64($1) })")
        }
    }

    private func asking(_ server: ScriptedServer) -> [String] {
        ["--asr", "compatible", "--asr-url", server.url, "--json"]
    }

    private func data(_ name: String) throws -> Data { try Data(contentsOf: folder.url(name)) }

    private func isThere(_ name: String) -> Bool { FileManager.default.fileExists(atPath: folder.path(name)) }

    @Test("annotate: the merged tables are those of one run, and the merged caches answer everything", .slow)
    func annotate() async throws {
        let server = try Self.server()
        let command = ["annotate", "corpus/corpus.csv", "--model", model] + asking(server)
        let one = try await run(command + ["--cache", "one", "--summary", "one-recordings.csv", "-o", "one.csv"])
        #expect(one.status == 1 && one.json["failed"] as? Int == 1 && server.requests.count == 6, "\(one.errors)")

        let slurm = [
            "SLURM_ARRAY_TASK_ID": "1", "SLURM_ARRAY_TASK_MIN": "0", "SLURM_ARRAY_TASK_MAX": "2",
            "SLURM_ARRAY_TASK_STEP": "1", "SLURM_ARRAY_TASK_COUNT": "3",
        ]
        for number in 1...3 {
            let shard = number == 2 ? [] : ["--shard", "\(number)/3"]
            let part = try await run(command + shard + ["-o", "part-\(number).csv"], number == 2 ? slurm : [:])
            #expect(part.status == 1 && part.json["shard"] as? String == "\(number)/3", "\(part.errors)")
            #expect(part.errors.contains("wrote part-\(number).csv: part \(number)/3, rows "), "\(part.errors)")
            #expect(isThere("cache/shard-\(number)-of-3/emoscribe.sqlite"))
        }
        #expect(!isThere("cache/emoscribe.sqlite") && server.requests.count == 12)

        let parts = ["part-3.csv", "part-1.csv", "part-2.csv"]
        let merged = try await run(["merge"] + parts + ["--summary", "recordings.csv", "-o", "labels.csv", "--json"])
        #expect(merged.status == 1 && merged.json["rows"] as? Int == 7, "\(merged.errors)")
        #expect(merged.json["failed"] as? Int == 1 && merged.json["unusable"] as? Int == 1)
        #expect(try data("labels.csv") == data("one.csv"))
        #expect(try data("recordings.csv") == data("one-recordings.csv"))

        let caches = try await run(["cache", "merge"] + (1...3).map { "cache/shard-\($0)-of-3" } + ["--with-audio"])
        #expect(caches.status == 0, "\(caches.errors)")
        let again = try await run(command + ["-o", "again.csv"])
        #expect(again.json["fromCache"] as? Int == 6 && server.requests.count == 12, "\(again.errors)")
        #expect((again.json["stageSeconds"] as? [String: Double])?["predict"] == 0)
        #expect(try data("again.csv") == data("one.csv"))
    }

    @Test("transcribe: what the common cache knows is not asked again, and the rest goes into each shard's own", .slow)
    func transcribe() async throws {
        let server = try Self.server()
        let command = ["transcribe", "corpus/corpus.csv"] + asking(server)
        let one = try await run(command + ["--cache", "one", "-o", "one.csv"])
        #expect(one.status == 1 && server.requests.count == 6, "\(one.errors)")
        _ = try await run(command + ["--limit", "2", "--concurrency", "1", "-o", "some.csv"])
        #expect(server.requests.count == 8)
        var parts: [String] = []
        for number in 1...9 {
            parts.append("part-\(number).csv")
            let part = try await run(command + ["--shard", "\(number)/9", "-o", "part-\(number).csv"])
            #expect(part.status == 1 && part.json["utterances"] as? Int == (number > 7 ? 0 : 1), "\(part.errors)")
            #expect(part.json["shard"] as? String == "\(number)/9")
        }
        #expect(server.requests.count == 12)
        let merged = try await run(["merge"] + parts + ["-o", "transcripts.csv"])
        #expect(merged.status == 1, "\(merged)")
        #expect(merged.errors.contains("7 rows of 9 parts, 1 failed, 1 of the input could not be used"), "\(merged)")
        #expect(try data("transcripts.csv") == data("one.csv"))
        _ = try await run(["cache", "merge"] + (1...9).map { "cache/shard-\($0)-of-9" })
        let again = try await run(command + ["-o", "again.csv"])
        #expect(again.json["requests"] as? Int == 0 && again.json["fromCache"] as? Int == 6, "\(again)")
        #expect(try data("again.csv") == data("one.csv"))
        let summary = try await run(["merge"] + parts + ["-o", "x.csv", "--summary", "y.csv"])
        #expect(summary.status == 64 && summary.errors.contains("holds transcripts"), "\(summary.errors)")
    }

    @Test("a shard that was stopped by a limit leaves a part that is not merged until it is finished", .slow)
    func unfinished() async throws {
        let server = try Self.server()
        let command = ["transcribe", "corpus/corpus.csv", "--shard", "1/2", "-o", "1.csv"] + asking(server)
        #expect(try await run(command + ["--limit", "1"]).status == 1)
        _ = try await run(["transcribe", "corpus/corpus.csv", "--shard", "2/2", "-o", "2.csv"] + asking(server))
        let early = try await run(["merge", "1.csv", "2.csv", "-o", "whole.csv"])
        #expect(early.status == 1 && early.errors.contains("part 1/2 is not finished, 3 of its rows are pending"))
        #expect(!isThere("whole.csv"))
        _ = try await run(command)
        #expect(try await run(["merge", "1.csv", "2.csv", "-o", "whole.csv"]).status == 1)
        #expect(isThere("whole.csv"))
    }

    @Test("a shard needs a file for its table, and leaves the table of recordings to the merge")
    func usage() async throws {
        let command = ["annotate", "corpus/corpus.csv", "--model", model, "--transcripts", "gold", "--shard", "1/2"]
        for further in [[], ["-o", "-"], ["-o", "/dev/null"], ["--json"]] {
            let outcome = try await run(command + further)
            #expect(outcome.status == 64 && outcome.errors.contains("shard 1/2 needs a file"), "\(outcome.errors)")
        }
        let summary = try await run(command + ["-o", "1.csv", "--summary", "r.csv"])
        #expect(summary.status == 64 && summary.errors.contains("merge … --summary FILE"), "\(summary.errors)")
        let transcribe = try await run(["transcribe", "corpus/corpus.csv", "--shard", "2/2"])
        #expect(transcribe.status == 64 && transcribe.errors.contains("shard 2/2 needs a file"))
        let dry = try await run(["transcribe", "corpus/corpus.csv", "--shard", "2/2", "--dry-run", "--json"])
        #expect(dry.status == 1 && dry.json["utterances"] as? Int == 3, "\(dry)")
        #expect(!isThere("cache"))
    }

    @Test("what is no part of a table is wrong usage, and a part that does not fit is not merged")
    func refusals() async throws {
        let none = try await run(["merge", "corpus/corpus.csv", "-o", "x.csv"])
        #expect(none.status == 64 && none.errors.contains("corpus.csv is no part of a table"), "\(none.errors)")
        #expect(try await run(["merge", "nowhere.csv", "-o", "x.csv"]).status == 64)
        let mixed = try await run(["merge", "corpus/corpus.csv", "corpus", "-o", "x.csv"])
        #expect(mixed.status == 64 && mixed.errors.contains("corpus is no result folder"), "\(mixed.errors)")
        let command = ["annotate", "corpus/corpus.csv", "--model", model, "--transcripts", "gold"]
        _ = try await run(command + ["--shard", "1/2", "-o", "1.csv"])
        _ = try await run(command + ["--shard", "2/2", "-o", "2.csv", "--min-confidence", "0.9"])
        let other = try await run(["merge", "1.csv", "2.csv", "-o", "x.csv"])
        #expect(other.status == 1 && other.errors.contains("min-confidence 0.9 and not none"), "\(other.errors)")
        let itself = try await run(["merge", "1.csv", "2.csv", "-o", "1.csv"])
        #expect(itself.status == 64 && itself.errors.contains("it would be overwritten"), "\(itself.errors)")
        for (table, summary) in [("x.csv", "x.csv"), ("-", "y.csv"), ("/dev/null", "y.csv")] {
            let both = try await run(["merge", "1.csv", "2.csv", "-o", table, "--summary", summary])
            #expect(both.status == 64 && both.errors.contains("a file of its own for each"), "\(both.errors)")
        }
        let beside = try await run(["merge", "1.csv", "1.csv.part.json", "-o", "x.csv"])
        #expect(beside.status == 64 && beside.errors.contains("name the table beside it, 1.csv"), "\(beside.errors)")
        #expect(!isThere("x.csv"))
    }
}
