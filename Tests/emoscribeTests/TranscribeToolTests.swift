import AudioIO
import Corpus
import Dispatch
import Foundation
import Synchronization
import TestSupport
import Testing
import TranscriptCache

/// `emoscribe transcribe` as a user runs it, against a local server.
@Suite("emoscribe transcribe", .enabled(if: Tool.isBuilt))
struct TranscribeToolTests {
    private let folder: TemporaryFolder
    private let manifest: String

    /// Ten recordings of half a second, no two alike.
    init() throws {
        folder = try TemporaryFolder()
        var table = "id,audio\n"
        for number in 0..<10 {
            var samples = [Int16](repeating: 0, count: 8000)
            samples[0] = Int16(number + 1)
            try folder.write(Data(PCM16.wav(samples)), to: "audio/\(number).wav")
            table += "u\(number),audio/\(number).wav\n"
        }
        try folder.write(table, to: "corpus.csv")
        manifest = folder.path("corpus.csv")
    }

    private func run(_ server: ScriptedServer, _ more: [String]) async throws -> Tool.Outcome {
        try await Tool.run(
            [
                "transcribe", manifest, "--asr", "compatible", "--asr-url", server.url, "--cache",
                folder.path("cache"), "-o", folder.path("t.csv"), "--json",
            ] + more)
    }

    /// How many rows of the table have each status.
    private func statuses() throws -> [String: Int] {
        var reader = try CSVReader(path: folder.path("t.csv"))
        _ = try reader.next()
        var counts: [String: Int] = [:]
        while let record = try reader.next() { counts[record.fields[2], default: 0] += 1 }
        return counts
    }

    @Test("a dry run tells seconds, bill and price, sends nothing and leaves nothing behind")
    func dryRun() async throws {
        let server = try ScriptedServer(always: .transcript("x"))
        let outcome = try await run(
            server, ["--dry-run", "--price-per-minute", "6", "--billed-increment", "1", "--max-cost", "0.35"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.json["utterances"] as? Int == 10 && outcome.json["audioSeconds"] as? Double == 5)
        let within = outcome.json["withinLimits"] as? [String: Any]
        #expect(within?["utterances"] as? Int == 3 && outcome.json["billedSeconds"] as? Double == 3)
        #expect(server.requests.isEmpty && server.connections == 0)
        #expect(!FileManager.default.fileExists(atPath: folder.path("cache")))
        #expect(!FileManager.default.fileExists(atPath: folder.path("t.csv")))
    }

    @Test("a limit stops before it is passed, the table says what is pending, and the next run goes on")
    func limits() async throws {
        let server = try ScriptedServer(always: .transcript("x"))
        let first = try await run(server, ["--price-per-minute", "6", "--max-cost", "0.21"])
        #expect(first.status == 1 && first.json["stoppedBy"] as? String == "limit")
        #expect(server.requests.count == 4 && first.json["requests"] as? Int == 4)
        #expect(try statuses() == ["ok": 4, "pending": 6])
        #expect(first.errors.contains("6 utterances left"))
        let second = try await run(server, ["--limit", "2"])
        #expect(second.json["fromCache"] as? Int == 4 && server.requests.count == 6)
        let rest = try await run(server, [])
        #expect(rest.status == 0 && server.requests.count == 10)
        #expect(try statuses() == ["ok": 10])
    }

    @Test("a cost that may not be passed needs a price where the service may cost something")
    func priceMissing() async throws {
        let outcome = try await Tool.run(
            ["transcribe", manifest, "--asr", "openai", "--max-cost", "1", "--cache", folder.path("cache")])
        #expect(outcome.status == 64 && outcome.errors.contains("--price-per-minute"))
    }

    @Test("offline, nothing is sent or started and the table names what is missing")
    func offline() async throws {
        let server = try ScriptedServer(always: .transcript("x"))
        _ = try await run(server, ["--limit", "3"])
        server.stop()
        let outcome = try await run(server, ["--offline"])
        #expect(outcome.status == 1 && outcome.json["requests"] as? Int == 0)
        #expect(try statuses() == ["ok": 3, "pending": 7])
        let builtIn = try await Tool.run(
            ["transcribe", manifest, "--offline", "--cache", folder.path("none"), "--json"])
        #expect(builtIn.json["pending"] as? Int == 10 && builtIn.json["requests"] as? Int == 0)
    }

    @Test("offline, the built-in recogniser is called by its name, not by an address that nobody gave")
    func offlineName() async throws {
        let outcome = try await Tool.run([
            "transcribe", manifest, "--offline", "--cache", folder.path("none"), "-o", folder.path("t.csv"),
        ])
        let table = try String(contentsOfFile: folder.path("t.csv"), encoding: .utf8)
        #expect(outcome.status == 1 && table.contains("forbids asking sphinx"))
        #expect(!table.contains("127.0.0.1"))
    }

    @Test("an answer that was asked for as plain text stays readable: a verification of the cache finds nothing wrong")
    func plainText() async throws {
        let server = try ScriptedServer(
            always: .init(headers: ["Content-Type": "text/plain"], body: Data("hello there\n".utf8)))
        let first = try await run(server, ["--asr-field", "response_format=text"])
        #expect(first.status == 0)
        #expect(try statuses() == ["ok": 10])
        let verified = try await Tool.run(["cache", "verify", "--cache", folder.path("cache")])
        #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
    }

    @Test("commands that ask for what is missing keep to the limits of spending too, and say how to go on")
    func limitsElsewhere() async throws {
        let server = try ScriptedServer(always: .transcript("x"))
        var table = "id,audio,transcript\n"
        for number in 0..<10 { table += "u\(number),audio/\(number).wav,x\n" }
        try folder.write(table, to: "gold.csv")
        let arguments = [
            "wer", folder.path("gold.csv"), "--asr", "compatible", "--asr-url", server.url, "--cache",
            folder.path("cache"),
        ]
        let limited = try await Tool.run(arguments + ["--max-cost", "0.21", "--price-per-minute", "6"])
        #expect(limited.status == 1 && server.requests.count == 4)
        #expect(limited.errors.contains("--max-cost 0.21") && limited.errors.contains("raise or drop the limit"))
        let unpriced = try await Tool.run([
            "wer", folder.path("gold.csv"), "--asr", "openai", "--max-cost", "1", "--cache", folder.path("cache"),
        ])
        #expect(unpriced.status == 64 && unpriced.errors.contains("--price-per-minute"))
        let whole = try await Tool.run(arguments)
        #expect(whole.status == 0 && server.requests.count == 10)
    }

    @Test("only what failed is asked again, and failures are counted by cause with advice")
    func retryFailed() async throws {
        // By the order of requests: which recordings are ready first is not certain.
        let server = try ScriptedServer { _, place in
            [1, 3].contains(place) ? .json("{}", status: 400) : .transcript("x")
        }
        let first = try await run(server, ["--limit", "5", "--concurrency", "1"])
        #expect(first.json["failuresByCause"] as? [String: Int] == ["rejected": 2])
        #expect(first.errors.contains("rejected  2  asking again will not help"))
        let again = try await run(server, ["--retry-failed"])
        #expect(again.json["requests"] as? Int == 2 && again.json["fromCache"] as? Int == 3)
        #expect(try statuses() == ["ok": 5, "pending": 5])
    }

    @Test("Ctrl-C finishes what is in flight and writes what there is, but never over a table that has more")
    func interrupted() async throws {
        // From the third on, answers are held until Ctrl-C was sent: the run cannot end before, however slow the test is.
        let isReleased = Mutex(false)
        let server = try ScriptedServer { _, place in
            for _ in 0..<2000 where place >= 2 && !isReleased.withLock({ $0 }) { Thread.sleep(forTimeInterval: 0.01) }
            return .transcript("x")
        }
        let arguments = ["--concurrency", "2", "--cache", folder.path("other")]
        let outcome = try await Tool.runAndInterrupt(
            ["transcribe", manifest, "--asr", "compatible", "--asr-url", server.url, "-o", folder.path("t.csv")]
                + arguments
        ) {
            guard server.requests.count >= 4 else { return false }
            DispatchQueue.global().asyncAfter(deadline: .now() + 1) { isReleased.withLock { $0 = true } }
            return true
        }
        #expect(outcome.status == 130 && outcome.errors.contains("the same command"))
        let kept = try await Tool.countTranscripts(folder.path("other"))
        #expect(kept == server.requests.count && kept < 10)
        #expect(try statuses() == ["ok": kept, "pending": 10 - kept])

        _ = try await run(server, [])
        #expect(try statuses() == ["ok": 10])
        let poorer = try await Tool.run([
            "transcribe", manifest, "--asr", "compatible", "--asr-url", server.url, "-o", folder.path("t.csv"),
            "--limit", "1", "--cache", folder.path("third"),
        ])
        #expect(poorer.status == 1 && poorer.errors.contains("stays as it is"))
        #expect(try statuses() == ["ok": 10])
    }
}
