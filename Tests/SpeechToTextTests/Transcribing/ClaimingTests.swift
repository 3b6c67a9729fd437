import Foundation
import TestSupport
import Testing
import TranscriptCache

@testable import SpeechToText

/// Two runs on one cache, as two processes would make them: each with a store of its own.
@Suite struct ClaimingTests {
    private let bench: Workbench

    init() throws { bench = try Workbench() }

    private func transcriber(_ server: ScriptedServer, concurrency: Int = 4) throws -> Transcriber {
        var options = Transcriber.Options()
        options.concurrency = concurrency
        return Transcriber(
            provider: try bench.provider(server), store: try TranscriptStore(directory: bench.folder.path),
            transport: bench.transport, options: options)
    }

    @Test("two runs that want the same audio at the same moment send one request for each, and both have all answers")
    func together() async throws {
        let server = try ScriptedServer { _, number in .transcript("answer \(number)").after(seconds: 0.02) }
        let (first, second) = (try transcriber(server), try transcriber(server))
        async let one = Workbench.run(first, Workbench.items(20))
        async let other = Workbench.run(second, Workbench.items(20))
        let (left, right) = await (one, other)
        #expect(server.requests.count == 20)
        #expect(left.summary.progress.requests + right.summary.progress.requests == 20)
        #expect(left.summary.progress.fromCache + right.summary.progress.fromCache == 20)
        #expect(left.results.count == 20 && left.results.mapValues(\.text) == right.results.mapValues(\.text))
        #expect(try await bench.store.claimCount() == 0)
    }

    @Test("a question that another run gave up is asked by the one that waited for it")
    func failure() async throws {
        let server = try ScriptedServer { _, number in
            number == 0 ? .json("{}", status: 400).after(seconds: 0.2) : .transcript("at last")
        }
        let first = try transcriber(server)
        async let one = Workbench.run(first, Workbench.items(1))
        while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        let other = await Workbench.run(try transcriber(server), Workbench.items(1))
        #expect(await one.results[0]?.error?.cause == "rejected")
        #expect(other.results[0]?.text == "at last" && server.requests.count == 2)
    }

    @Test("a run that waits for another one's answer stops when it is told to, and asks nothing")
    func cancelled() async throws {
        let server = try ScriptedServer(always: .transcript("never"))
        let provider = try bench.provider(server)
        let audio = Workbench.audio(Workbench.items(1)[0])
        let key = provider.identity(of: ContentHash(samples: audio.samples), sampleRate: audio.sampleRate).key
        #expect(try await bench.store.claim(key) == .taken)
        let waiting = try transcriber(server)
        async let run = Workbench.run(waiting, Workbench.items(1))
        try await Task.sleep(for: .milliseconds(100))
        waiting.cancel()
        let (summary, results) = await run
        #expect(summary.wasCancelled && results.isEmpty && server.requests.isEmpty)
        #expect(try await bench.store.claimCount() == 1)
    }
}
