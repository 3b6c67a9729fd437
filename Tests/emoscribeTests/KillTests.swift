import AudioIO
import Corpus
import Foundation
import Synchronization
import TestSupport
import Testing
import TranscriptCache

/// Runs that are killed without warning, again and again: nothing is lost, and nothing is paid twice but what was in
/// flight.
///
/// `EMOSCRIBE_KILL_TEST=2000,20` makes it 2,000 utterances and 20 kills in place of the quick run's; `Scripts/kill-test`
/// does that.
@Suite("Killed runs", .enabled(if: Tool.isBuilt))
struct KillTests {
    private static let size: (utterances: Int, kills: Int) = {
        let parts = (ProcessInfo.processInfo.environment["EMOSCRIBE_KILL_TEST"] ?? "").split(separator: ",")
        guard parts.count == 2, let utterances = Int(parts[0]), let kills = Int(parts[1]) else { return (60, 3) }
        return (utterances, kills)
    }()
    private static let concurrency = 8

    /// Counts how often each recording was asked for, and how many requests are being answered.
    private final class Counts: Sendable {
        private let state = Mutex((asked: [Data: Int](), inFlight: 0))

        var total: Int { state.withLock { $0.asked.values.reduce(0, +) } }
        var mostForOne: Int { state.withLock { $0.asked.values.max() ?? 0 } }
        var different: Int { state.withLock { $0.asked.count } }
        var inFlight: Int { state.withLock { $0.inFlight } }

        func begin(_ audio: Data) {
            state.withLock { state in
                state.asked[audio, default: 0] += 1
                state.inFlight += 1
            }
        }

        func end() { state.withLock { $0.inFlight -= 1 } }
    }

    private let folder: TemporaryFolder
    private let manifest: String

    init() throws {
        folder = try TemporaryFolder()
        manifest = try Self.writeCorpus(Self.size.utterances, to: folder)
    }

    @Test("killed at random moments, a run is paid once but for what was in flight, and ends in the same bytes")
    func killed() async throws {
        var generator = SeededGenerator(seed: 20)
        let undisturbed = Counts()
        let calm = try server(undisturbed)
        let first = try await Tool.run(arguments(calm, "cache-a", "a.csv"))
        calm.stop()
        try #require(first.status == 0, "\(first.errors)")
        #expect(undisturbed.total == Self.size.utterances)

        let counts = Counts()
        let server = try server(counts)
        var inFlight = 0
        for moment in (0..<Self.size.kills).map({ _ in generator.below(Self.size.utterances) }).sorted() {
            let pause = generator.uniform() * 0.06
            try await Tool.runAndKill(arguments(server, "cache-b", "b.csv")) {
                guard counts.total >= moment else { return false }
                try await Task.sleep(for: .seconds(pause))
                inFlight += counts.inFlight
                return true
            }
        }
        let killedRequests = counts.total
        let last = try await Tool.run(arguments(server, "cache-b", "b.csv"))
        #expect(last.status == 0, "\(last.errors)")
        #expect(try Data(contentsOf: folder.url("b.csv")) == Data(contentsOf: folder.url("a.csv")))
        #expect(counts.different == Self.size.utterances)
        // An answer that has come but is not on the disk yet counts as in flight: its worker has begun nothing new.
        let repeated = counts.total - Self.size.utterances
        #expect(repeated <= Self.size.kills * (Self.concurrency + 2))
        let store = try TranscriptStore(directory: folder.path("cache-b"))
        #expect(try await store.statistics().transcripts == Self.size.utterances)
        #expect(try await store.claimCount() == 0)
        if Self.size.kills > 3 {
            print(
                "\(Self.size.kills) kills in a run of \(Self.size.utterances): \(counts.total) requests in all, \(repeated) "
                    + "of them repeated, \(inFlight) being answered at the kills; \(killedRequests) before the last run"
            )
        }
    }

    @Test("two runs that share a cache, one of them killed, ask for nothing twice but what was in flight")
    func shared() async throws {
        let counts = Counts()
        let server = try server(counts)
        async let other = Tool.run(arguments(server, "cache", "one.csv"))
        try await Tool.runAndKill(arguments(server, "cache", "two.csv")) { counts.total >= Self.size.utterances / 2 }
        let outcome = try await other
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(counts.total <= Self.size.utterances + Self.concurrency + 2)
        #expect(counts.different == Self.size.utterances)
    }

    private func arguments(_ server: ScriptedServer, _ cache: String, _ table: String) -> [String] {
        [
            "transcribe", manifest, "--asr", "compatible", "--asr-url", server.url, "--concurrency",
            "\(Self.concurrency)", "--cache", folder.path(cache), "-o", folder.path(table), "--quiet",
        ]
    }

    /// Answers after 10 ms with a text that only the recording decides.
    private func server(_ counts: Counts) throws -> ScriptedServer {
        try ScriptedServer { request, _ in
            let audio = request.parts.first?.content.dropFirst(44) ?? Data()
            counts.begin(Data(audio.prefix(8)))
            Thread.sleep(forTimeInterval: 0.01)
            counts.end()
            return .transcript("heard \(audio.prefix(8).map { String($0) }.joined(separator: " "))")
        }
    }

    /// Recordings of a twentieth of a second; the first samples of each are its number.
    private static func writeCorpus(_ count: Int, to folder: TemporaryFolder) throws -> String {
        var table = "id,audio\n"
        for number in 0..<count {
            var samples = [Int16](repeating: 0, count: 800)
            for place in 0..<4 { samples[place] = Int16(number >> (4 * place) & 15) }
            try folder.write(Data(PCM16.wav(samples)), to: "audio/\(number).wav")
            table += "u\(number),audio/\(number).wav\n"
        }
        try folder.write(table, to: "corpus.csv")
        return folder.path("corpus.csv")
    }
}
