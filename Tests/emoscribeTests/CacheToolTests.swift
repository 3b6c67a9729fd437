import Foundation
import TestSupport
import Testing
import TranscriptCache

/// `emoscribe cache`, run as a user does.
@Suite("emoscribe cache", .enabled(if: Tool.isBuilt))
struct CacheToolTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A cache with `count` answers to questions that differ by their samples.
    private func cache(_ name: String, _ count: Int16, text: String = "hello there") async throws -> String {
        let store = try TranscriptStore(directory: folder.path(name))
        for number in 0..<count {
            let body = Data("{\"text\":\"\(text) \(number)\"}".utf8)
            try await store.store(
                CachedTranscript(
                    identity: TranscriptIdentity(
                        sampleHash: ContentHash(samples: [number]), sampleRate: 16_000, provider: "openai",
                        endpoint: "https://api.openai.com/v1", model: "whisper-1", language: "en", options: [:],
                        adapterVersion: 1),
                    parsed: ParsedTranscript(text: "\(text) \(number)"), parserVersion: 2, rawResponse: body,
                    httpStatus: 200, audioSeconds: 30, createdAt: Date(timeIntervalSince1970: 1_700_000_000)))
        }
        return folder.path(name)
    }

    private func run(_ arguments: String...) async throws -> Tool.Outcome { try await Tool.run(["cache"] + arguments) }

    @Test("every subcommand's help has an example", arguments: ["stats", "verify", "export", "import", "merge", "gc"])
    func help(_ command: String) async throws {
        let result = try await run(command, "--help")
        #expect(result.status == 0 && result.output.contains("Example:"))
    }

    @Test("stats count answers, seconds and failures and name no text and no recording")
    func stats() async throws {
        let path = try await cache("a", 4, text: "private words")
        let store = try TranscriptStore(directory: path)
        try await store.remember(
            AudioFingerprint(path: "/private/recording.wav", size: 1, mtimeNanoseconds: 1),
            as: SeenAudio(sampleHash: ContentHash(samples: [1]), sampleRate: 16_000, durationSeconds: 30))
        try await store.recordFailure(
            FailedAttempt(
                key: CacheKey(bytes: Data(count: 32)) ?? store.anyKey, provider: "openai", endpoint: "e", model: "m",
                cause: "server", message: "private message", httpStatus: 500))
        let text = try await run("stats", "--cache", path)
        #expect(text.status == 0 && text.output.contains("4 answers, 2 min 00 s of audio"))
        #expect(text.output.contains("openai") && text.output.contains("server 1"))
        let json = try await run("stats", "--cache", path, "--json")
        #expect(json.json["transcripts"] as? Int == 4)
        #expect(json.json["failuresByCause"] as? [String: Int] == ["server": 1])
        #expect(json.json["audioSpans"] as? Int == 1)
        #expect(!(text.output + text.errors + json.output + json.errors).contains("private"))
    }

    @Test("looking where there is no cache makes none and says so")
    func missing() async throws {
        for command in ["stats", "verify", "export"] {
            let result = try await run(command, "--cache", folder.path("none"))
            #expect(result.status == 64 && result.errors.contains("there is no cache"))
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path("none")))
    }

    @Test("an export replays in another cache, and once more changes nothing")
    func exchange() async throws {
        let path = try await cache("a", 5)
        let file = folder.path("all.jsonl")
        let exported = try await run("export", "--cache", path, "-o", file, "--json")
        #expect(exported.json["exported"] as? Int == 5)
        let first = try await run("import", file, "--cache", folder.path("b"), "--json")
        #expect(first.status == 0 && first.json["added"] as? Int == 5)
        let second = try await run("import", file, "--cache", folder.path("b"), "--json")
        #expect(second.status == 0 && second.json["alreadyPresent"] as? Int == 5)
        let again = try await run("export", "--cache", folder.path("b"))
        #expect(Data(again.output.utf8) == (try Data(contentsOf: URL(fileURLWithPath: file))))
        let verified = try await run("verify", "--cache", folder.path("b"), "--json")
        #expect(verified.status == 0 && verified.json["reread"] as? Int == 5)
    }

    @Test("bad lines and conflicts are told with their numbers and status 1; the rest is taken")
    func badLines() async throws {
        let theirs = try await cache("a", 3, text: "theirs")
        let mine = try await cache("b", 1, text: "mine")
        var text = try await run("export", "--cache", theirs).output
        text += "rubbish\n"
        let file = try folder.write(text, to: "all.jsonl")
        let refused = try await run("import", file, "--cache", mine, "--json")
        #expect(refused.status == 1 && refused.json["added"] as? Int == 2)
        #expect(refused.json["conflicts"] as? Int == 1 && refused.json["refused"] as? Int == 1)
        #expect(refused.errors.contains("line 5: it is not a JSON object"))
        #expect(refused.errors.contains("another answer"))
        let kept = try await run("import", file, "--cache", mine, "--conflicts", "keep")
        #expect(kept.status == 1 && !kept.errors.contains("another answer"))
        let gone = try await run("import", folder.path("gone.jsonl"), "--cache", mine)
        #expect(gone.status == 64)
    }

    @Test("merging takes the rest over; a dry run only counts")
    func merge() async throws {
        let (one, other) = (try await cache("a", 4), try await cache("b", 6))
        let counted = try await run("merge", other, "--cache", one, "--dry-run", "--json")
        #expect((counted.json["transcripts"] as? [String: Int])?["added"] == 2)
        #expect(try await Tool.countTranscripts(one) == 4)
        let merged = try await run("merge", other, "--cache", one)
        #expect(merged.status == 0 && merged.output.contains("answers 2 new, 4 the same"), "\(merged.output)")
        #expect(try await Tool.countTranscripts(one) == 6)
        let itself = try await run("merge", one, "--cache", one)
        #expect(itself.status == 64)
    }

    @Test("answers are dropped only where they are named")
    func cleaning() async throws {
        let path = try await cache("a", 4)
        #expect(try await run("gc", "--cache", path).status == 64)
        #expect(try await run("gc", "--cache", path, "--asr-model", "whisper-1").status == 64)
        let failures = try await run("gc", "--cache", path, "--failures-older-than", "0", "--missing-audio", "--json")
        #expect(failures.status == 0 && failures.json["answers"] as? Int == 0)
        let dry = try await run("gc", "--cache", path, "--answers", "openai", "--dry-run")
        #expect(dry.output.contains("would drop 4 answers") && dry.output.contains("paid for again"))
        #expect(try await Tool.countTranscripts(path) == 4)
        let done = try await run("gc", "--cache", path, "--answers", "openai", "--json")
        #expect(done.status == 0 && done.json["answers"] as? Int == 4 && done.json["answeredSeconds"] as? Double == 120)
        #expect(try await Tool.countTranscripts(path) == 0)
    }

    @Test("only the answers for a corpus' recordings are exported, decoded or not")
    func corpus() async throws {
        let manifest = try DemoSlice.write(3, to: folder)
        let server = try ScriptedServer { _, _ in .transcript("heard") }
        let path = try await cache("a", 5)
        let heard = try await Tool.run([
            "transcribe", manifest, "--asr-url", server.url, "--cache", path, "-o", folder.path("t.csv"),
        ])
        #expect(heard.status == 0, "\(heard.errors)")
        let known = try await run("export", "--corpus", manifest, "--cache", path)
        #expect(known.status == 0 && known.output.split(separator: "\n").count == 1 + 3, "\(known.errors)")
        let copy = folder.path("copy")
        _ = try await TranscriptStore(directory: copy).merge(from: TranscriptStore(reading: path))
        let decoded = try await run("export", "--corpus", manifest, "--cache", copy)
        #expect(decoded.output == known.output)
    }
}

extension TranscriptStore {
    /// Any key.
    fileprivate var anyKey: CacheKey { CacheKeyFields(kind: "any", version: 1).key }
}
