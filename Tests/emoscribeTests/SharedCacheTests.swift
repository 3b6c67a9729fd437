import Foundation
import TestSupport
import Testing
import TranscriptCache

/// The built tool on a cache that others use, that cannot be written, or that is damaged, against a service that counts
/// what it is paid for.
@Suite("Caches that are shared, full, read-only or damaged", .enabled(if: Tool.isBuilt))
struct SharedCacheTests {
    private let folder: TemporaryFolder
    private let manifest: String

    init() throws {
        folder = try TemporaryFolder()
        manifest = try DemoSlice.write(10, to: folder)
    }

    /// Answers with a text that depends on the audio alone.
    private static func transcript(_ request: ScriptedServer.Request) -> ScriptedServer.Reply {
        let audio = request.parts.first?.content ?? Data()
        return .transcript("text \(audio.reduce(UInt64(5381)) { $0 &* 33 &+ UInt64($1) })")
    }

    private func arguments(_ server: ScriptedServer, cache: String, output: String) -> [String] {
        [
            "transcribe", manifest, "--asr", "compatible", "--asr-url", server.url, "--concurrency", "3", "--cache",
            cache, "-o", folder.path(output), "--json",
        ]
    }

    @Test("two processes that transcribe the same corpus at the same time pay for each recording once")
    func together() async throws {
        let server = try ScriptedServer { request, _ in Self.transcript(request).after(seconds: 0.1) }
        let cache = folder.path("cache")
        async let one = Tool.run(arguments(server, cache: cache, output: "a.csv"))
        async let other = Tool.run(arguments(server, cache: cache, output: "b.csv"))
        let outcomes = try await [one, other]
        #expect(outcomes.map(\.status) == [0, 0], "\(outcomes.map(\.errors))")
        #expect(server.requests.count == 10)
        #expect(outcomes.reduce(0) { $0 + ($1.json["requests"] as? Int ?? 0) } == 10)
        #expect(outcomes.reduce(0) { $0 + ($1.json["fromCache"] as? Int ?? 0) } == 10)
        #expect(try Data(contentsOf: folder.url("a.csv")) == Data(contentsOf: folder.url("b.csv")))
        #expect(try await TranscriptStore(reading: cache).claimCount() == 0)
    }

    @Test("what a killed process was asking is asked by the next one, and nothing else twice")
    func killed() async throws {
        let server = try ScriptedServer { request, number in
            var reply = Self.transcript(request)
            if (4..<7).contains(number) { reply.manner = .stall(after: 0) }
            return reply
        }
        let cache = folder.path("cache")
        try await Tool.runAndKill(arguments(server, cache: cache, output: "a.csv")) { server.requests.count >= 7 }
        let inFlight = try await TranscriptStore(reading: cache).claimCount()
        let kept = try await Tool.countTranscripts(cache)
        // Three are in flight, two more are claimed and wait for their turn; the last answer may not be stored yet.
        #expect(inFlight >= 3 && kept >= 1 && kept <= 4, "\(inFlight) in flight, \(kept) kept")
        let next = try await Tool.run(arguments(server, cache: cache, output: "b.csv"))
        #expect(next.status == 0 && next.json["requests"] as? Int == 10 - kept, "\(next.errors)")
        #expect(next.json["fromCache"] as? Int == kept && server.requests.count == 7 + 10 - kept)
        #expect(try await TranscriptStore(reading: cache).claimCount() == 0)
    }

    @Test(
        "a disk without room for answers ends the run before anything is paid for", .enabled(if: SmallDisk.isPossible))
    func fullDisk() async throws {
        let server = try ScriptedServer { request, _ in Self.transcript(request) }
        let disk = try SmallDisk(folder, megabytes: 4)
        let nearly = try await Tool.run(arguments(server, cache: disk.path + "/cache", output: "a.csv"))
        #expect(nearly.status == 1 && nearly.errors.contains("MiB must be"), "\(nearly.errors)")
        // And not a byte left.
        let filler = FileManager.default
        filler.createFile(atPath: disk.path + "/filler", contents: nil)
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: disk.path + "/filler"))
        while (try? file.write(contentsOf: Data(count: 4096))) != nil {}
        try file.close()
        let full = try await Tool.run(arguments(server, cache: disk.path + "/other", output: "a.csv"))
        #expect(full.status == 1 && full.errors.contains("no space left for the cache"), "\(full.errors)")
        #expect(server.requests.isEmpty && !FileManager.default.fileExists(atPath: folder.path("a.csv")))
    }

    @Test(
        "a cache that cannot be written ends a run before anything is paid for, and can still be looked into",
        .enabled(if: SmallDisk.isPossible))
    func readOnly() async throws {
        let server = try ScriptedServer { request, _ in Self.transcript(request) }
        let disk = try SmallDisk(folder, megabytes: 64)
        let cache = disk.path + "/cache"
        let first = try await Tool.run(arguments(server, cache: cache, output: "a.csv"))
        #expect(first.status == 0, "\(first.errors)")
        // Empties the log, as a copy made for reading should.
        _ = try await TranscriptStore(directory: cache).compact()
        try disk.makeReadOnly()
        let again = try await Tool.run(arguments(server, cache: cache, output: "b.csv"))
        #expect(again.status == 1 && again.errors.contains("cannot be written"), "\(again.errors)")
        #expect(server.requests.count == 10)
        let stats = try await Tool.run(["cache", "stats", "--cache", cache, "--json"])
        #expect(stats.status == 0 && stats.json["transcripts"] as? Int == 10, "\(stats.errors)")
        let exported = try await Tool.run(["cache", "export", "--cache", cache])
        #expect(exported.output.split(separator: "\n").count == 11)
        #expect(try await Tool.run(["cache", "verify", "--cache", cache]).status == 0)
    }

    @Test("another user's cache is named with its owner, and not touched", .enabled(if: Self.canBecomeAnother))
    func anotherUser() async throws {
        let cache = folder.path("cache")
        _ = try TranscriptStore(directory: cache)
        for path in [cache, cache + "/emoscribe.sqlite"] { chown(path, 65_534, 65_534) }
        chmod(folder.path, 0o755)
        chmod(cache, 0o755)
        let outcome = try await Tool.run(
            ["--reuid=65533", "--clear-groups", Tool.path, "cache", "stats", "--cache", cache], program: Self.setpriv)
        #expect(outcome.status == 1 && outcome.errors.contains("belongs to the user nobody"), "\(outcome.errors)")
    }

    private static let setpriv = "/usr/bin/setpriv"

    private static var canBecomeAnother: Bool {
        guard geteuid() == 0, FileManager.default.isExecutableFile(atPath: setpriv) else { return false }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: setpriv)
        process.arguments = ["--reuid=65533", "--clear-groups", Tool.path, "--version"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    @Test("a damaged cache is told with what to do, and what can be read is saved")
    func damaged() async throws {
        let server = try ScriptedServer { request, _ in Self.transcript(request) }
        let cache = folder.path("cache")
        _ = try await Tool.run(arguments(server, cache: cache, output: "a.csv"))
        _ = try await TranscriptStore(directory: cache).compact()
        let file = folder.url("cache/emoscribe.sqlite")
        var bytes = try Data(contentsOf: file)
        // The root page of the index by key: found by a key that stands in it.
        let row = try await TranscriptStore(reading: cache).transcripts(after: 0, limit: 1)
        let key = try #require(row.first?.transcript.identity.key.bytes)
        let places = bytes.ranges(of: key).map { $0.lowerBound / 4096 * 4096 }
        let page = try #require(places.max())
        bytes.replaceSubrange(page..<page + 64, with: Data(repeating: 0xff, count: 64))
        try bytes.write(to: file)

        let run = try await Tool.run(arguments(server, cache: cache, output: "b.csv"))
        #expect(run.status == 1 && run.errors.contains("emoscribe cache verify"), "\(run.errors)")
        #expect(server.requests.count == 10)
        let verified = try await Tool.run(["cache", "verify", "--cache", cache])
        #expect(verified.status == 1 && verified.output.contains("problem: file: SQLite"), "\(verified.output)")
        let saved = try await Tool.run(["cache", "export", "--cache", cache, "-o", folder.path("saved.jsonl")])
        #expect(saved.status == 1 && saved.errors.contains("10 answers exported"), "\(saved.errors)")
        let fresh = try await Tool.run(["cache", "import", folder.path("saved.jsonl"), "--cache", folder.path("fresh")])
        #expect(fresh.status == 0 && fresh.errors.contains("10 answers added"), "\(fresh.errors)")
        let replayed = try await Tool.run(arguments(server, cache: folder.path("fresh"), output: "c.csv"))
        #expect(replayed.json["requests"] as? Int == 0)
        #expect(try Data(contentsOf: folder.url("c.csv")) == Data(contentsOf: folder.url("a.csv")))
    }
}
