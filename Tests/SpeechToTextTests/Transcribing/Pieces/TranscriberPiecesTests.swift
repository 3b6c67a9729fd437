import Foundation
import Synchronization
import TestSupport
import Testing
import TranscriptCache

@testable import SpeechToText

/// Recordings that are longer than a service takes.
@Suite struct TranscriberPiecesTests {
    private let bench: Workbench
    private let clock = ManualClock()
    private let items = [TranscriptionItem(index: 0, id: "long", fingerprint: LongRecording.fingerprint)]

    init() throws { bench = try Workbench() }

    private func run(
        _ server: ScriptedServer, limits: ProviderLimits = ProviderLimits(audioSeconds: 4), seconds: Int = 10,
        items: [TranscriptionItem]? = nil, _ change: (inout Transcriber.Options) -> Void = { _ in }
    ) async throws -> (summary: TranscriptionSummary, results: [Int: TranscriptionResult]) {
        let provider = try bench.provider(server) { $0.limits = limits }
        let transcriber = bench.transcriber(provider, clock: clock.runClock, concurrency: 2) {
            $0.cutter = LongRecording.cutter
            change(&$0)
        }
        return await Workbench.run(transcriber, items ?? self.items) { _ in LongRecording.audio(seconds: seconds) }
    }

    private func text(_ seconds: Range<Int>) -> String { seconds.map { "w\($0)" }.joined(separator: " ") }

    private func sent(_ server: ScriptedServer) -> [Range<Int>] {
        server.requests.map(LongRecording.seconds).sorted { ($0.lowerBound, $0.count) < ($1.lowerBound, $1.count) }
    }

    @Test("a long recording is sent in pieces and comes back as one transcript with right times")
    func pieces() async throws {
        let server = try ScriptedServer { request, _ in LongRecording.answer(LongRecording.seconds(of: request)) }
        let run = try await run(server)
        #expect(sent(server) == [0..<4, 4..<8, 8..<10])
        let transcript = try #require(try? run.results[0]?.outcome.get())
        #expect(transcript.parsed.text == text(0..<10))
        #expect(transcript.parsed.words.map(\.start) == (0..<10).map(Double.init))
        #expect(transcript.pieces == 3 && transcript.audioSeconds == 10 && transcript.parsed.billedSeconds == 10)
        #expect(run.summary.progress.done == 1 && run.summary.progress.requests == 3)
        #expect(run.summary.progress.spending.utterances == 1 && run.summary.progress.spending.billedSeconds == 10)
    }

    @Test("a second run sends and decodes nothing, also where the same sound has another name")
    func secondRun() async throws {
        let server = try ScriptedServer { request, _ in LongRecording.answer(LongRecording.seconds(of: request)) }
        let first = try await run(server)
        let provider = try bench.provider(server) { $0.limits = ProviderLimits(audioSeconds: 4) }
        let again = await Workbench.run(bench.transcriber(provider), items) { _ in
            throw SpeechToTextError.audio(reason: "must not be decoded")
        }
        #expect(again.results[0]?.text == first.results[0]?.text && again.results[0]?.source == .cache)
        var other = items
        other[0].fingerprint?.path = "/other.wav"
        let renamed = try await run(server, items: other)
        #expect(renamed.results[0]?.text == first.results[0]?.text)
        #expect(renamed.summary.progress.fromCache == 1 && server.requests.count == 3)
    }

    @Test("a piece that fails is named; the others are kept, and the next run asks for the missing one only")
    func missingPiece() async throws {
        let isBroken = Mutex(true)
        let server = try ScriptedServer { request, _ in
            let seconds = LongRecording.seconds(of: request)
            return seconds == 4..<8 && isBroken.withLock { $0 }
                ? .json(#"{"error":{"message":"no"}}"#, status: 400) : LongRecording.answer(seconds)
        }
        let first = try await run(server)
        let error = try #require(first.results[0]?.error)
        #expect(error.description.hasPrefix("4.0–8.0 s of 10.0 s (1 of 3 pieces failed, the other 2 kept"))
        #expect(error.cause == "rejected" && error.httpStatus == 400)
        #expect(first.summary.progress.failuresByCause == ["rejected": 1])
        #expect(sent(server).count == 3)
        isBroken.withLock { $0 = false }
        let second = try await run(server)
        #expect(second.results[0]?.text == text(0..<10))
        #expect(server.requests.last.map(LongRecording.seconds) == 4..<8 && server.requests.count == 4)
        #expect(try await bench.store.failedAttempts().isEmpty)
    }

    @Test("a limit in bytes counts the header of the file")
    func bytes() async throws {
        let server = try ScriptedServer { request, _ in LongRecording.answer(LongRecording.seconds(of: request)) }
        _ = try await run(server, limits: ProviderLimits(audioBytes: 3 * 32_000 + 44))
        #expect(sent(server) == [0..<3, 3..<6, 6..<9, 9..<10])
    }

    @Test(
        "a refusal for length is cut smaller, once for all that follow, and the second run knows",
        arguments: [
            ScriptedServer.Reply.json(
                #"{"error":{"code":400,"message":"Sync input too long. For audio longer than 1 min use LongRunningRecognize with a 'uri' parameter.","status":"INVALID_ARGUMENT"}}"#,
                status: 400),
            .init(status: 413, body: Data("<html><h1>413 Request Entity Too Large</h1></html>".utf8)),
        ])
    func refused(_ refusal: ScriptedServer.Reply) async throws {
        let server = try ScriptedServer { request, _ in
            let seconds = LongRecording.seconds(of: request)
            return seconds.count > 6 ? refusal : LongRecording.answer(seconds)
        }
        var two = items + [TranscriptionItem(index: 1, id: "b")]
        two[1].fingerprint = AudioFingerprint(path: "/b.wav", size: 2, mtimeNanoseconds: 1)
        let provider = try bench.provider(server)
        func transcriber() -> Transcriber {
            bench.transcriber(provider, clock: clock.runClock, concurrency: 1, lookahead: 0) {
                $0.cutter = LongRecording.cutter
            }
        }
        let load: Transcriber.Loader = { LongRecording.audio(seconds: $0.index == 0 ? 12 : 20) }
        let first = await Workbench.run(transcriber(), two, load: load)
        #expect(first.results[0]?.text == text(0..<12) && first.results[1]?.text == text(0..<20))
        // One refusal of 12 s; what follows is never longer than 6 s, and the first 12 s of the second recording are known.
        #expect(server.requests.map { LongRecording.seconds(of: $0).count } == [12, 6, 6, 6, 2])
        #expect(first.summary.progress.failed == 0)
        let second = await Workbench.run(transcriber(), two) { _ in throw SpeechToTextError.audio(reason: "decoded") }
        #expect(second.results[1]?.text == text(0..<20) && server.requests.count == 5)
        #expect(try await bench.store.failedAttempts().isEmpty)
    }

    @Test("a service that refuses everything for its length fails the utterance in the end")
    func refusesEverything() async throws {
        let server = try ScriptedServer(always: .init(status: 413))
        let run = try await run(server, limits: ProviderLimits(), seconds: 40)
        #expect(run.results[0]?.error?.cause == "too-large")
        #expect(server.requests.map { LongRecording.seconds(of: $0).count }.max() == 40)
        #expect(server.requests.count < 30)
    }

    @Test("pieces are asked at the same time, within the concurrency, and share no more memory than that")
    func concurrent() async throws {
        let server = try ScriptedServer { request, _ in
            LongRecording.answer(LongRecording.seconds(of: request)).held(untilBusy: 2)
        }
        _ = try await run(server, limits: ProviderLimits(audioSeconds: 1), seconds: 8)
        #expect(server.mostBusy == 2)
    }

    @Test("a recording cut before under another limit is not paid for again")
    func otherLimit() async throws {
        let server = try ScriptedServer { request, _ in LongRecording.answer(LongRecording.seconds(of: request)) }
        _ = try await run(server)
        let wider = try await run(server, limits: ProviderLimits(audioSeconds: 60))
        #expect(wider.results[0]?.text == text(0..<10))
        #expect(server.requests.count == 3)
    }

    @Test("stopping between pieces keeps those that were answered and leaves the utterance for the next run")
    func stopped() async throws {
        let server = try ScriptedServer { request, _ in
            LongRecording.answer(LongRecording.seconds(of: request)).after(seconds: 0.02)
        }
        let provider = try bench.provider(server) { $0.limits = ProviderLimits(audioSeconds: 1) }
        func transcriber(_ limit: Double?) -> Transcriber {
            bench.transcriber(provider, concurrency: 1) {
                $0.cutter = LongRecording.cutter
                $0.limits.audioSeconds = limit
            }
        }
        let first = await Workbench.run(transcriber(3), items) { _ in LongRecording.audio(seconds: 8) }
        #expect(first.results.isEmpty && first.summary.stoppedBy == .limitReached(.audioSeconds(3)))
        #expect(server.requests.count == 3)
        let second = await Workbench.run(transcriber(nil), items) { _ in LongRecording.audio(seconds: 8) }
        #expect(second.results[0]?.text == text(0..<8) && server.requests.count == 8)
    }
}
