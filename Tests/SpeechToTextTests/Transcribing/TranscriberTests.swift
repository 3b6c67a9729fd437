import Foundation
import Synchronization
import TestSupport
import Testing
import TranscriptCache

@testable import SpeechToText

@Suite struct TranscriberTests {
    private let bench: Workbench

    init() throws { bench = try Workbench() }

    @Test("each utterance gets its own answer; the second run sends nothing and says the same")
    func secondRun() async throws {
        let server = try ScriptedServer { request, _ in
            // The second-to-last sample tells the utterances apart.
            let audio = request.parts.first?.content ?? Data()
            return .transcript("answer \(audio.suffix(2).map { String($0) }.joined(separator: "-"))")
        }
        let first = await Workbench.run(bench.transcriber(try bench.provider(server)), Workbench.items(20))
        #expect(first.results.count == 20)
        #expect(Set(first.results.values.compactMap(\.text)).count == 20)
        #expect(first.summary.progress.requests == 20)
        #expect(first.summary.progress.fromCache == 0)
        #expect(first.summary.progress.audioSeconds == 2)

        let second = await Workbench.run(bench.transcriber(try bench.provider(server)), Workbench.items(20))
        #expect(server.requests.count == 20)
        #expect(second.summary.progress.requests == 0)
        #expect(second.summary.progress.fromCache == 20)
        #expect(second.results.mapValues(\.text) == first.results.mapValues(\.text))
    }

    @Test("the form holds what the service needs, and the key only in its header")
    func wire() async throws {
        let server = try ScriptedServer(always: .transcript("hi"))
        let provider = try bench.provider(server) {
            $0.prompt = "names"
            $0.temperature = 0
            $0.fields = [RequestField("hotwords", "emoscribe")]
        }
        _ = await Workbench.run(bench.transcriber(provider), Workbench.items(1))
        let request = try #require(server.requests.first)
        #expect(request.path == "/v1/audio/transcriptions")
        #expect(request.headers["authorization"] == "Bearer \(Workbench.key)")
        #expect(request.field("model") == "whisper-1")
        #expect(request.field("language") == "en")
        #expect(request.field("prompt") == "names")
        #expect(request.field("temperature") == "0.0")
        #expect(request.field("hotwords") == "emoscribe")
        #expect(request.field("response_format") == "verbose_json")
        #expect(request.fields("timestamp_granularities[]") == ["word", "segment"])
        let wav = try #require(request.parts.first?.content)
        #expect(wav == Workbench.audio(Workbench.items(1)[0]).wav)
        #expect(wav.prefix(4) == Data("RIFF".utf8) && wav.count == 44 + 3200)
        #expect(request.body.range(of: Data(Workbench.key.utf8)) == nil)
    }

    @Test("an answer is in the store when its result is handed out")
    func committed() async throws {
        let server = try ScriptedServer(always: .transcript("kept"))
        let provider = try bench.provider(server)
        let other = try TranscriptStore(directory: bench.folder.path)
        let seen = Mutex(0)
        await bench.transcriber(provider).transcribe(Workbench.items(5), load: Workbench.audio) { result in
            guard let hash = try? result.outcome.get().sampleHash else { return }
            let stored = try? await other.transcript(forKey: provider.identity(of: hash, sampleRate: 16_000).key)
            if stored?.parsed.text == "kept" { seen.withLock { $0 += 1 } }
        }
        #expect(seen.withLock { $0 } == 5)
    }

    @Test("the same content under many names is sent once")
    func duplicates() async throws {
        let server = try ScriptedServer(always: .transcript("once").after(seconds: 0.05))
        let transcriber = bench.transcriber(try bench.provider(server))
        let run = await Workbench.run(transcriber, Workbench.items(10)) { _ in
            SpeechAudio(samples: [1, 2, 3])
        }
        #expect(server.requests.count == 1)
        #expect(run.results.values.allSatisfy { $0.text == "once" })
        #expect(run.summary.progress.fromCache == 9)
        #expect(run.summary.progress.requests == 1)
    }

    @Test("no more requests than allowed are in flight, and as many as allowed are")
    func concurrency() async throws {
        let server = try ScriptedServer(always: .transcript("x").held(untilBusy: 3).after(seconds: 0.005))
        _ = await Workbench.run(
            bench.transcriber(try bench.provider(server), concurrency: 3), Workbench.items(15))
        #expect(server.mostBusy == 3)
    }

    @Test("no more utterances are loaded than are in flight or just ahead")
    func boundedLoading() async throws {
        let server = try ScriptedServer(always: .transcript("x").after(seconds: 0.01))
        let loaded = Mutex((now: 0, most: 0))
        let transcriber = bench.transcriber(try bench.provider(server), concurrency: 2)
        await transcriber.transcribe(Workbench.items(30)) { item in
            loaded.withLock { state in
                state.now += 1
                state.most = max(state.most, state.now)
            }
            return Workbench.audio(item)
        } onResult: { _ in
            loaded.withLock { $0.now -= 1 }
        }
        #expect(loaded.withLock { $0.most } <= 4)
    }

    @Test("an empty transcript is an answer and is not asked for again")
    func emptyTranscript() async throws {
        let server = try ScriptedServer(always: .json(#"{"text":"","segments":[]}"#))
        for _ in 0..<2 {
            let run = await Workbench.run(bench.transcriber(try bench.provider(server)), Workbench.items(1))
            #expect(run.results[0]?.text == "")
        }
        #expect(server.requests.count == 1)
    }

    @Test("audio that cannot be read fails its utterance and no other")
    func badAudio() async throws {
        struct Broken: Error, CustomStringConvertible { let description = "a.wav: header promises 12.0 s" }
        let server = try ScriptedServer(always: .transcript("x"))
        let run = await Workbench.run(bench.transcriber(try bench.provider(server)), Workbench.items(3)) { item in
            if item.index == 1 { throw Broken() }
            return item.index == 2 ? SpeechAudio(samples: []) : Workbench.audio(item)
        }
        #expect(run.results[0]?.text == "x")
        #expect(run.results[1]?.error == .audio(reason: "a.wav: header promises 12.0 s"))
        #expect(run.results[2]?.error?.cause == "audio")
        #expect(run.summary.progress.failuresByCause == ["audio": 2])
        #expect(run.summary.stoppedBy == nil)
        #expect(server.requests.count == 1)
    }

    @Test("audio whose transcript is stored is not decoded again, unless the file changed")
    func quickPath() async throws {
        let server = try ScriptedServer(always: .transcript("x"))
        var items = Workbench.items(4)
        for index in items.indices {
            items[index].fingerprint = AudioFingerprint(path: "/c/\(index).wav", size: 10, mtimeNanoseconds: 5)
        }
        _ = await Workbench.run(bench.transcriber(try bench.provider(server)), items)
        items[2].fingerprint?.size = 11
        let loads = Mutex<[Int]>([])
        let run = await Workbench.run(bench.transcriber(try bench.provider(server)), items) { item in
            loads.withLock { $0.append(item.index) }
            return Workbench.audio(item)
        }
        #expect(loads.withLock { $0 } == [2])
        #expect(run.summary.progress.fromCache == 4)
        #expect(server.requests.count == 4)
    }

    @Test("content known under another name is remembered for its new one")
    func remembered() async throws {
        let server = try ScriptedServer(always: .transcript("x"))
        var item = Workbench.items(1)
        _ = await Workbench.run(bench.transcriber(try bench.provider(server)), item)
        item[0].fingerprint = AudioFingerprint(path: "/other.wav", size: 1, mtimeNanoseconds: 1)
        _ = await Workbench.run(bench.transcriber(try bench.provider(server)), item)
        let run = await Workbench.run(bench.transcriber(try bench.provider(server)), item) { _ in
            throw SpeechToTextError.audio(reason: "must not be loaded")
        }
        #expect(run.results[0]?.text == "x")
    }

    @Test("cancelling keeps what is in flight, begins nothing more, and the next run goes on from there")
    func cancel() async throws {
        let server = try ScriptedServer(always: .transcript("x").after(seconds: 0.05))
        let provider = try bench.provider(server)
        let transcriber = bench.transcriber(provider, concurrency: 2)
        let results = Results()
        let summary = await transcriber.transcribe(Workbench.items(50), load: Workbench.audio) { result in
            results.add(result)
            if results.byIndex.count >= 3 { transcriber.cancel() }
        }
        let sent = server.requests.count
        #expect(summary.wasCancelled)
        #expect(summary.stoppedBy == nil)
        #expect(sent < 10)
        #expect(results.byIndex.count == sent)
        #expect(try await bench.store.statistics().transcripts == sent)

        let rest = await Workbench.run(bench.transcriber(provider), Workbench.items(50))
        #expect(rest.results.count == 50)
        #expect(rest.summary.progress.fromCache == sent)
        #expect(server.requests.count == 50)
    }

    @Test("cancelling the calling task does the same")
    func cancelTask() async throws {
        let server = try ScriptedServer(always: .transcript("x").after(seconds: 0.05))
        let transcriber = bench.transcriber(try bench.provider(server), concurrency: 2)
        let task = Task { await Workbench.run(transcriber, Workbench.items(50)) }
        while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
        task.cancel()
        let run = await task.value
        #expect(run.summary.wasCancelled)
        #expect(run.results.count == server.requests.count)
        #expect(run.results.values.allSatisfy { $0.text == "x" })
    }

    @Test("two runs over one folder at the same time both finish, and agree")
    func twoProcesses() async throws {
        let server = try ScriptedServer { _, number in .transcript("answer \(number)") }
        let provider = try bench.provider(server)
        let other = try TranscriptStore(directory: bench.folder.path)
        let transport = bench.transport
        async let one = Workbench.run(bench.transcriber(provider), Workbench.items(20))
        async let two = Workbench.run(
            Transcriber(provider: provider, store: other, transport: transport), Workbench.items(20))
        let (first, second) = await (one, two)
        #expect(first.results.count == 20)
        #expect(first.results.mapValues(\.text) == second.results.mapValues(\.text))
        #expect(try await bench.store.statistics().transcripts == 20)
    }

    @Test("a cache that is full stops the run before more is paid for")
    func fullCache() async throws {
        let server = try ScriptedServer(always: .json(#"{"text":"\#(String(repeating: "x", count: 200_000))"}"#))
        let small = try TranscriptStore(
            directory: bench.folder.path("small"), busyTimeoutSeconds: 1, maximumPages: 60)
        var options = Transcriber.Options()
        options.concurrency = 1
        let transcriber = Transcriber(
            provider: try bench.provider(server), store: small, transport: bench.transport, options: options)
        let run = await Workbench.run(transcriber, Workbench.items(20))
        #expect(run.summary.stoppedBy == .cache(.diskFull(path: small.path)))
        #expect(server.requests.count <= 4)
    }

    @Test("an endpoint with an alias is found in the cache under another port")
    func alias() async throws {
        let one = try ScriptedServer(always: .transcript("x"))
        let two = try ScriptedServer(always: .transcript("y"))
        for server in [one, two] {
            let provider = try OpenAICompatibleProvider(.sphinx(baseURL: server.url, identity: "pocketsphinx-5/en-us"))
            let run = await Workbench.run(bench.transcriber(provider), Workbench.items(1))
            #expect(run.results[0]?.text == "x")
        }
        #expect(two.requests.isEmpty)
        one.stop()
        let provider = try OpenAICompatibleProvider(.sphinx(baseURL: one.url, identity: "pocketsphinx-5/en-us"))
        #expect(provider.endpoint == "pocketsphinx-5/en-us")
        #expect(provider.shownAddress == one.url)
    }

    @Test("no items is no run")
    func nothing() async throws {
        let server = try ScriptedServer(always: .transcript("x"))
        let run = await Workbench.run(bench.transcriber(try bench.provider(server)), [])
        #expect(run.summary.progress == TranscriptionProgress())
    }
}
