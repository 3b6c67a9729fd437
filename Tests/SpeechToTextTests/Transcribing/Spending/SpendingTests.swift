import Foundation
import TestSupport
import Testing
import TranscriptCache

@testable import SpeechToText

/// Runs that may not spend, or ask, without end.
@Suite struct SpendingTests {
    private let bench: Workbench

    init() throws { bench = try Workbench() }

    private func run(
        _ server: ScriptedServer, items: Int = 20, concurrency: Int = 4, clock: RunClock = .system,
        _ change: (inout Transcriber.Options) -> Void
    ) async throws -> (summary: TranscriptionSummary, results: [Int: TranscriptionResult]) {
        let transcriber = bench.transcriber(
            try bench.provider(server), clock: clock, concurrency: concurrency, change)
        return await Workbench.run(transcriber, Workbench.items(items))
    }

    @Test("the run stops before a limit is passed, with requests in flight counted, and goes on from there")
    func limits() async throws {
        let server = try ScriptedServer(always: .transcript("x").after(seconds: 0.01))
        // A tenth of a second each.
        let minutes = try await run(server) { $0.limits.audioSeconds = 0.75 }
        #expect(server.requests.count == 7 && minutes.results.count == 7)
        #expect(minutes.summary.stoppedBy == .limitReached(.audioSeconds(0.75)) && !minutes.summary.wasCancelled)
        #expect(abs(minutes.summary.progress.spending.sentSeconds - 0.7) < 1e-9)

        let cost = try await run(server) {
            $0.price = ServicePrice(perMinute: 60)
            $0.billing = BillingRule(incrementSeconds: 1)
            $0.limits.cost = 5
        }
        #expect(cost.summary.progress.requests == 5 && cost.summary.progress.fromCache == 7)
        #expect(cost.summary.progress.spending.cost == 5)

        let utterances = try await run(server) { $0.limits.utterances = 3 }
        #expect(utterances.summary.progress.spending.utterances == 3 && utterances.results.count == 15)

        let rest = try await run(server) { _ in }
        #expect(rest.results.count == 20 && server.requests.count == 20)
    }

    @Test("a run whose limits are not reached does not stop")
    func enough() async throws {
        let server = try ScriptedServer(always: .transcript("x"))
        let run = try await run(server) { $0.limits = SpendingLimits(cost: 2, audioSeconds: 2, utterances: 20) }
        #expect(run.summary.stoppedBy == nil && run.results.count == 20)
    }

    @Test("repeated requests are not counted twice, refused ones not at all")
    func retries() async throws {
        let server = try ScriptedServer { _, number in
            number % 2 == 0 ? .json("{}", status: 503) : .transcript("x")
        }
        let run = try await run(server, items: 4, concurrency: 1, clock: ManualClock().runClock) {
            $0.limits.audioSeconds = 0.4
        }
        #expect(run.summary.stoppedBy == nil && run.summary.progress.requests == 8)
        #expect(abs(run.summary.progress.spending.sentSeconds - 0.4) < 1e-9)
    }

    @Test("an answer that was lost on the way counts towards the limit")
    func uncertain() async throws {
        let server = try ScriptedServer { _, number in
            number == 0 ? .init(body: Data(count: 9), manner: .cut(after: 4)) : .transcript("x")
        }
        let run = try await run(server, items: 4, concurrency: 1, clock: ManualClock().runClock) {
            $0.limits.audioSeconds = 0.3
        }
        #expect(run.results.count == 2)
        #expect(abs(run.summary.progress.spending.uncertainSeconds - 0.1) < 1e-9)
    }

    @Test("offline, nothing is sent, what is stored is answered and the rest is named")
    func offline() async throws {
        let server = try ScriptedServer(always: .transcript("x"))
        _ = try await run(server, items: 3) { _ in }
        let offline = try await run(server, items: 5) { $0.asking = .nothing }
        #expect(server.requests.count == 3)
        #expect(offline.results[2]?.text == "x")
        #expect(offline.results[4]?.error == .offline(endpoint: server.url))
        #expect(offline.summary.progress.pending == 2 && offline.summary.progress.failed == 0)
        #expect(offline.summary.progress.done == 5 && offline.summary.stoppedBy == nil)
        #expect(try await bench.store.failedAttempts().isEmpty)
        #expect(try await bench.store.claimCount() == 0)
    }

    @Test("asking only what failed before asks for that, and for nothing that was never asked")
    func onlyFailed() async throws {
        let server = try ScriptedServer { request, number in
            number < 6 && number % 2 == 1 ? .json("{}", status: 400) : .transcript("x")
        }
        var items = Workbench.items(8)
        for index in items.indices {
            items[index].fingerprint = AudioFingerprint(path: "/\(index).wav", size: 1, mtimeNanoseconds: 1)
        }
        let provider = try bench.provider(server)
        let first = await Workbench.run(
            bench.transcriber(provider, concurrency: 1, lookahead: 0), Array(items.prefix(6)))
        #expect(first.summary.progress.failed == 3)
        items[7].hasFailedBefore = true
        let again = await Workbench.run(
            bench.transcriber(provider, concurrency: 1, lookahead: 0) { $0.asking = .onlyWhatFailedBefore }, items)
        #expect(again.summary.progress.requests == 4 && again.summary.progress.fromCache == 3)
        #expect(again.results[6]?.error == .notFailedBefore && again.results[7]?.text == "x")
        #expect(again.summary.progress.pending == 1)
    }

    @Test("what a stopped run did not reach is found in the store without decoding or asking")
    func known() async throws {
        let server = try ScriptedServer(always: .transcript("x"))
        var items = Workbench.items(3)
        for index in items.indices {
            items[index].fingerprint = AudioFingerprint(path: "/\(index).wav", size: 1, mtimeNanoseconds: 1)
        }
        let provider = try bench.provider(server)
        _ = await Workbench.run(bench.transcriber(provider), Array(items.prefix(2)))
        let stopped = bench.transcriber(provider)
        stopped.cancel()
        #expect(try await stopped.known(items[1])?.parsed.text == "x")
        #expect(try await stopped.known(items[2]) == nil)
        #expect(server.requests.count == 2)
    }

    @Test("no more audio is loaded than allowed, and what waits is loaded in time")
    func allowance() async throws {
        let server = try ScriptedServer(always: .transcript("x").after(seconds: 0.005))
        let run = try await run(server, items: 30, concurrency: 8) { $0.loadedSeconds = 0.15 }
        #expect(run.results.values.filter { $0.text == "x" }.count == 30)
        // Two recordings of a tenth of a second, and as many as load at the same time.
        #expect(server.mostBusy <= 4)
    }
}
