import Foundation
import Synchronization
import TestSupport
import Testing
import TranscriptCache

@testable import SpeechToText

@Suite struct TranscriberFailureTests {
    private let bench: Workbench
    private let clock = ManualClock()

    init() throws { bench = try Workbench() }

    /// With one request at a time and nothing loaded ahead, utterances are asked for in their order.
    private func run(
        _ server: ScriptedServer, items: Int = 1, concurrency: Int = 1,
        _ change: (inout OpenAICompatibleProvider.Settings) -> Void = { _ in }
    ) async throws -> (summary: TranscriptionSummary, results: [Int: TranscriptionResult]) {
        let provider = try bench.provider(server, change)
        return await Workbench.run(
            bench.transcriber(provider, clock: clock.runClock, concurrency: concurrency, lookahead: 0),
            Workbench.items(items))
    }

    @Test(
        "failures that heal are asked again",
        arguments: [
            ScriptedServer.Reply.json("{}", status: 500), .json("{}", status: 503), .json("{}", status: 408),
            .json("{}", status: 409), .init(status: 502, body: Data("<html>Bad Gateway</html>".utf8)),
            .init(manner: .drop), .init(body: Data(count: 9), manner: .cut(after: 4)), .json(#"{"text":"cut"#),
        ])
    func healing(_ reply: ScriptedServer.Reply) async throws {
        let server = try ScriptedServer { _, number in number == 0 ? reply : .transcript("x") }
        let run = try await run(server)
        #expect(run.results[0]?.text == "x")
        #expect(run.summary.progress.requests == 2)
        #expect(run.summary.progress.retries == 1)
        #expect(clock.sleeps.count == 1)
        #expect(try await bench.store.failedAttempts().isEmpty)
    }

    @Test("a stalled answer is asked for again")
    func stalled() async throws {
        let server = try ScriptedServer { _, number in
            number == 0 ? .init(body: Data(count: 9), manner: .stall(after: 4)) : .transcript("x")
        }
        let run = try await run(server) {
            $0.time.base = 0.2
            $0.time.perAudioSecond = 0
        }
        #expect(run.results[0]?.text == "x")
    }

    @Test(
        "429: the server's pause is kept, in each of its forms",
        arguments: [
            (["retry-after-ms": "1500"], 1.5), (["Retry-After": "3"], 3),
            // The manual clock starts at RFC 9110's Sun, 06 Nov 1994 08:49:37 GMT.
            (["Retry-After": "Sun, 06 Nov 1994 08:49:47 GMT"], 10),
        ] as [([String: String], Double)])
    func retryAfter(_ headers: [String: String], _ seconds: Double) async throws {
        let server = try ScriptedServer { _, number in
            number == 0 ? .json("{}", status: 429, headers: headers) : .transcript("x")
        }
        let run = try await run(server)
        #expect(run.results[0]?.text == "x")
        #expect(clock.sleeps == [seconds])
    }

    @Test("429: all workers pause, not only the one that was told")
    func sharedPause() async throws {
        let clock = clock
        let times = Mutex<[Double]>([])
        let server = try ScriptedServer { _, number in
            times.withLock { $0.append(clock.runClock.seconds()) }
            return number == 0
                ? .json("{}", status: 429, headers: ["Retry-After": "40"])
                : .transcript("x").after(seconds: 0.02)
        }
        let run = try await run(server, items: 12, concurrency: 4)
        #expect(run.summary.progress.failed == 0)
        // Up to three were under way when the message came; nobody started between it and the end of the pause.
        #expect(times.withLock { $0.filter { $0 < 1040 }.count } <= 4)
        #expect(run.summary.progress.retries == 1)
    }

    @Test("429 without end from a server that takes one job at a time still gets everything done")
    func singleJob() async throws {
        let busy = Mutex(false)
        let server = try ScriptedServer { _, _ in
            let taken = busy.withLock { busy in
                defer { busy = true }
                return busy
            }
            guard !taken else {
                return .json(#"{"error":"server is busy with another transcription"}"#, status: 429)
            }
            Thread.sleep(forTimeInterval: 0.005)
            busy.withLock { $0 = false }
            return .transcript("x")
        }
        let run = try await run(server, items: 12, concurrency: 4)
        #expect(run.results.values.allSatisfy { $0.text == "x" })
        #expect(run.results.count == 12)
    }

    @Test("x-should-retry: false ends it at once")
    func shouldNotRetry() async throws {
        let server = try ScriptedServer(always: .json("{}", status: 500, headers: ["x-should-retry": "false"]))
        let run = try await run(server)
        #expect(run.results[0]?.error?.cause == "server")
        #expect(server.requests.count == 1)
    }

    @Test(
        "a missing key, a spent quota, a wrong address stop the run at the first answer",
        arguments: [
            (ScriptedServer.Reply.json(#"{"error":{"message":"bad key"}}"#, status: 401), "authentication"),
            (.json(#"{"detail":"no"}"#, status: 403), "authentication"),
            (.json(#"{"error":{"message":"m","code":"insufficient_quota"}}"#, status: 429), "quota"),
            (.json(#"{"detail":"Model 'x' is not installed locally."}"#, status: 404), "not-found"),
            (.init(status: 302, headers: ["Location": "https://login.example/?next=x"]), "redirect"),
        ])
    func stops(_ reply: ScriptedServer.Reply, _ cause: String) async throws {
        let server = try ScriptedServer(always: reply)
        let run = try await run(server, items: 100)
        #expect(run.summary.stoppedBy?.cause == cause)
        #expect(server.requests.count == 1)
        #expect(run.results.count == 1)
        #expect(!run.summary.wasCancelled)
    }

    @Test("a 200 with a web page stops the run after one more try")
    func html() async throws {
        let server = try ScriptedServer(
            always: .init(headers: ["Content-Type": "text/html"], body: Data("<html>Please sign in</html>".utf8)))
        let run = try await run(server, items: 100)
        #expect(run.summary.stoppedBy?.cause == "malformed-response")
        #expect(run.summary.stoppedBy?.description.contains("Please sign in") == true)
        #expect(server.requests.count == 2)
        #expect(try await bench.store.statistics().transcripts == 0)
    }

    @Test("an endpoint that is down stops the run soon, by name")
    func down() async throws {
        let server = try ScriptedServer(always: .transcript("x"))
        server.stop()
        let run = try await run(server, items: 100)
        #expect(run.summary.stoppedBy?.cause == "connection-refused")
        #expect(run.summary.stoppedBy?.description.contains("127.0.0.1:\(server.port)") == true)
        #expect(run.summary.progress.requests == 4)
        #expect(run.results.count == 1)
    }

    @Test("a server that dies in the middle stops the run; the next one goes on where it was")
    func diesInTheMiddle() async throws {
        let server = try ScriptedServer(always: .transcript("x"))
        let provider = try bench.provider(server)
        let transcriber = bench.transcriber(provider, clock: clock.runClock, concurrency: 1)
        let results = Results()
        let summary = await transcriber.transcribe(Workbench.items(30), load: Workbench.audio) { result in
            results.add(result)
            if results.byIndex.count >= 5 { server.stop() }
        }
        #expect(["connection-refused", "connection"].contains(summary.stoppedBy?.cause))
        #expect(results.byIndex.values.filter { $0.text == "x" }.count >= 5)
        #expect(results.byIndex.count < 10)
    }

    @Test("a server that only fails stops the run after five utterances", arguments: [500, 502, 503, 504])
    func onlyFails(_ status: Int) async throws {
        let server = try ScriptedServer(always: .json(#"{"error":{"message":"no worker"}}"#, status: status))
        let run = try await run(server, items: 100)
        #expect(run.summary.stoppedBy == .server(status: status, message: "no worker"))
        #expect(run.results.count == 5)
        #expect(server.requests.count == 5 * 7)
        #expect(run.summary.progress.lastProblem?.contains("HTTP \(status): no worker") == true)
    }

    @Test("several workers stop together at a server that only fails")
    func onlyFailsInParallel() async throws {
        let server = try ScriptedServer(always: .json("{}", status: 500, headers: ["x-should-retry": "false"]))
        let run = try await run(server, items: 100, concurrency: 4)
        #expect(run.summary.stoppedBy?.cause == "server")
        // Those that were under way when the fifth was given up end too.
        #expect(run.results.count < 5 + 4)
    }

    @Test("a server that never answers in time stops the run after two utterances")
    func onlyTimesOut() async throws {
        let server = try ScriptedServer(always: .init(body: Data(count: 9), manner: .stall(after: 4)))
        let run = try await run(server, items: 100) {
            $0.time.base = 0.05
            $0.time.perAudioSecond = 0
        }
        #expect(run.summary.stoppedBy?.cause == "timeout")
        #expect(run.results.count == 2)
        #expect(run.summary.progress.requests == 2 * 2)
        #expect(run.summary.progress.lastProblem?.hasPrefix("no answer within") == true)
    }

    @Test("a server that fails for good in the middle stops the run after twenty utterances, not before")
    func failsForGood() async throws {
        let failure = ScriptedServer.Reply.json("{}", status: 500, headers: ["x-should-retry": "false"])
        let server = try ScriptedServer { _, number in
            // One answer, nineteen failures, one answer, a refusal among failures, then failures without end.
            [0, 20].contains(number) ? .transcript("x") : number == 30 ? .json("{}", status: 400) : failure
        }
        let run = try await run(server, items: 100)
        #expect(run.summary.stoppedBy?.cause == "server")
        #expect(run.results.count == 31 + 20)
    }

    @Test("nothing failed, nothing is named; what healed stays named")
    func lastProblem() async throws {
        let server = try ScriptedServer { _, number in
            number == 1 ? .json(#"{"error":"warming \#(Workbench.key) up"}"#, status: 503) : .transcript("x")
        }
        let transcriber = bench.transcriber(try bench.provider(server), clock: clock.runClock, concurrency: 1)
        let first = await Workbench.run(transcriber, Workbench.items(1))
        #expect(first.summary.progress.lastProblem == nil)
        let second = await Workbench.run(transcriber, Workbench.items(3))
        #expect(second.summary.progress.failed == 0)
        #expect(second.summary.progress.lastProblem?.contains("HTTP 503: warming <redacted> up") == true)
    }

    @Test("one refused utterance fails alone, is reported, and is asked again by the next run")
    func refusedAlone() async throws {
        let server = try ScriptedServer { _, number in
            number == 1 ? .json(#"{"error":{"message":"too short"}}"#, status: 400) : .transcript("x")
        }
        let first = try await run(server, items: 3)
        #expect(first.summary.progress.failuresByCause == ["rejected": 1])
        #expect(first.results[1]?.error == .rejected(status: 400, message: "too short"))
        let failures = try await bench.store.failedAttempts()
        #expect(failures.map(\.cause) == ["rejected"])
        #expect(failures.map(\.httpStatus) == [400])
        let second = try await run(server, items: 3)
        #expect(second.results[1]?.text == "x")
        #expect(server.requests.count == 4)
        #expect(try await bench.store.failedAttempts().isEmpty)
    }

    @Test("verbose_json refused: json is asked for once and for the rest of the run")
    func formatFallback() async throws {
        let server = try ScriptedServer { request, _ in
            request.field("response_format") == "json"
                ? .transcript("x")
                : .json(
                    #"{"error":{"message":"response_format 'verbose_json' is not compatible with model","param":"response_format"}}"#,
                    status: 400)
        }
        let run = try await run(server, items: 5)
        #expect(run.results.values.allSatisfy { $0.text == "x" })
        #expect(server.requests.count == 6)
        #expect(run.summary.progress.retries == 0)
        #expect(server.requests.last?.fields("timestamp_granularities[]").isEmpty == true)
    }

    @Test("granularities refused: segments are kept")
    func granularityFallback() async throws {
        let server = try ScriptedServer { request, _ in
            request.fields("timestamp_granularities[]").isEmpty
                ? .transcript("x")
                : .json(#"{"object":"error","message":"timestamp_granularities: word is not supported"}"#, status: 400)
        }
        _ = try await run(server, items: 2)
        #expect(server.requests.count == 3)
        #expect(server.requests.last?.field("response_format") == "verbose_json")
    }

    @Test("too much audio is not sent")
    func limits() async throws {
        let server = try ScriptedServer(always: .transcript("x"))
        let long = try await run(server) { $0.limits = ProviderLimits(audioSeconds: 0.05) }
        let large = try await run(server) { $0.limits = ProviderLimits(audioBytes: 100) }
        #expect(long.results[0]?.error == .audioTooLong(seconds: 0.1, limitSeconds: 0.05))
        #expect(large.results[0]?.error == .audioTooLarge(bytes: 3244, limitBytes: 100))
        #expect(server.requests.isEmpty)
    }

    @Test("the key is in no message and nowhere in the cache, even when the server sends it back")
    func keyStaysHere() async throws {
        let echo = #"{"error":{"message":"Incorrect key \#(Workbench.key) for you"}}"#
        let server = try ScriptedServer { _, number in
            switch number {
            case 0: .json(echo, status: 400)
            case 1: .json(#"{"text":"your key is \#(Workbench.key)","echo":"\#(Workbench.key)"}"#)
            case 2, 3: .json(#"<b>\#(Workbench.key)"#)
            default: .json(echo, status: 401)
            }
        }
        let run = try await run(server, items: 5)
        #expect(run.results.count == 4)
        #expect(run.results[1]?.text == "your key is <redacted>")
        for result in run.results.values {
            #expect(!"\(result)".contains(Workbench.key))
            #expect(result.error?.description.contains(Workbench.key) != true)
        }
        #expect(run.summary.stoppedBy?.description.contains("<redacted>") == true)
        let bytes = try bench.cacheBytes()
        #expect(bytes.range(of: Data("your key is".utf8)) != nil)
        #expect(bytes.range(of: Data(Workbench.key.utf8)) == nil)
        #expect(bytes.range(of: Data("Bearer".utf8)) == nil)
    }

    @Test("a stored response is read anew by a newer parser, without a request")
    func reread() async throws {
        let server = try ScriptedServer(always: .json(#"{"text":" hello  there "}"#))
        _ = try await run(server)
        let provider = try bench.provider(server)
        let hash = ContentHash(samples: Workbench.audio(Workbench.items(1)[0]).samples)
        let key = provider.identity(of: hash, sampleRate: 16_000).key
        // As an older parser would have left it.
        try await bench.store.updateParsed(ParsedTranscript(text: "old"), parserVersion: 0, forKey: key)
        #expect(try await run(server).results[0]?.text == "hello there")
        try await bench.store.updateParsed(ParsedTranscript(text: "old"), parserVersion: 1, forKey: key)
        #expect(try await rereadAll(by: provider, in: bench.store) == (read: 1, changed: 1))
        #expect(try await rereadAll(by: provider, in: bench.store) == (read: 1, changed: 0))
        #expect(try await bench.store.transcript(forKey: key)?.parsed.text == "hello there")
        #expect(server.requests.count == 1)
    }
}
