import Foundation
import TestSupport
import Testing
import TranscriptCache

@testable import SpeechToText

@Suite struct RecogniserExaminationTests {
    private func choice(
        _ kind: RecogniserKind, _ change: (inout RecogniserSettings) -> Void = { _ in }
    ) throws -> RecogniserChoice {
        var settings = RecogniserSettings()
        change(&settings)
        return try RecogniserChoice(name: kind.rawValue, kind: kind, settings: settings)
    }

    private func examination(
        _ choice: RecogniserChoice, _ transport: any HTTPTransport, environment: [String: String] = [:],
        clock: RunClock = .system, proxies: ProxySettings = .none
    ) throws -> RecogniserExamination {
        RecogniserExamination(
            choice, provider: try choice.provider(environment: environment), transport: transport, clock: clock,
            proxies: proxies)
    }

    @Test("the clip is one second of speech, loud enough to be heard")
    func clip() {
        let audio = OneSecondClip.audio
        #expect(audio.samples.count == 16_000 && audio.sampleRate == 16_000)
        let loudest = audio.samples.map { abs(Int($0)) }.max() ?? 0
        #expect((3000...32_767).contains(loudest))
        // Speech goes through zero some hundred times a second, noise some thousand times.
        let crossings = zip(audio.samples, audio.samples.dropFirst()).count { ($0 < 0) != ($1 < 0) }
        #expect((200...6000).contains(crossings))
    }

    @Test("what the service said is told: text, words, confidences, bill")
    func heard() async throws {
        let body = """
            {"text":"one two","language":"en","words":[{"word":"one","start":0,"end":0.3,"probability":0.5},
             {"word":"two","start":0.4,"end":0.6,"probability":0.7}],"usage":{"type":"duration","seconds":1}}
            """
        let choice = try choice(.compatible) { $0.url = "http://127.0.0.1:1/v1" }
        let findings = try await examination(choice, ScriptedTransport(body)).clip()
        #expect(findings.count == 1 && findings[0].verdict == .ok)
        for part in [
            "heard \"one two\"", "language en", "confidence 0.6", "single words: 2, with times: 2, with confidences: 2",
            "1 s billed",
        ] { #expect(findings[0].text.contains(part), "\(findings[0].text)") }
    }

    @Test("an empty answer to speech is a warning, a failure is a problem with its advice")
    func notHeard() async throws {
        let choice = try choice(.compatible) { $0.url = "http://127.0.0.1:1/v1" }
        #expect(try await examination(choice, ScriptedTransport(#"{"text":""}"#)).clip()[0].verdict == .warning)
        let refused = try await examination(choice, ScriptedTransport("", status: 401)).clip()
        #expect(refused[0].verdict == .problem && refused[0].text.contains("key"))
        #expect(try await examination(choice, ScriptedTransport("<html>")).clip()[0].verdict == .problem)
    }

    @Test("a service that goes on refusing is not asked for ever")
    func stubborn() async throws {
        let choice = try choice(.google) {
            $0.credential = .token(.command(["/bin/sh", "-c", "echo token-$$-abcdefgh"]))
        }
        let transport = ScriptedTransport("", status: 401)
        let findings = try await examination(choice, transport).clip()
        #expect(findings[0].verdict == .problem && transport.requests.count <= 8)
    }

    @Test("the connection is tried without a key, and told with its clock and proxy")
    func connection() async throws {
        let clock = ManualClock()
        let date = "Sun, 06 Nov 1994 08:49:37 GMT"
        let transport = ScriptedTransport { _, _ in
            var response = HTTPResponse(status: 404, headers: ["date": date, "server": "whisper.cpp"])
            response.transfer.httpVersion = "2"
            response.transfer.remoteAddress = "192.0.2.7"
            response.transfer.tls = TLSFacts()
            response.transfer.tls?.version = "TLSv1.3 / X"
            return response
        }
        let choice = try choice(.openai)
        let proxies = ProxySettings(environment: ["https_proxy": "http://user:\(testKey)@proxy.example:3128"])
        let findings = try await examination(
            choice, transport, environment: ["OPENAI_API_KEY": testKey], clock: clock.runClock, proxies: proxies
        ).connection()
        #expect(transport.requests.map(\.url) == ["https://api.openai.com/"])
        #expect(transport.requests.allSatisfy { $0.header("Authorization") == nil })
        #expect(findings.map(\.verdict) == [.ok, .ok])
        for part in ["192.0.2.7", "HTTP/2", "TLSv1.3", "through the proxy http://proxy.example:3128", "whisper.cpp"] {
            #expect(findings[0].text.contains(part), "\(findings[0].text)")
        }
        #expect(!findings[0].text.contains(testKey))
        try await clock.runClock.sleep(600)
        let late = try await examination(choice, transport, clock: clock.runClock).connection()
        #expect(late[1].verdict == .warning && late[1].text.contains("600 s ahead"))
    }

    @Test("a key is looked up and not shown; one that would travel in the open is a warning")
    func key() async throws {
        let open = try choice(.compatible) {
            $0.url = "http://192.0.2.7/v1"
            $0.credential = .key(.variable("LAB"))
        }
        let transport = ScriptedTransport("{}")
        let findings = try await examination(open, transport, environment: ["LAB": testKey]).key()
        #expect(findings.map(\.verdict) == [.ok, .warning] && transport.requests.isEmpty)
        #expect(!findings.contains { $0.text.contains(testKey) })
        let missing = try await examination(open, transport).key()
        #expect(missing.map(\.verdict) == [.problem] && missing[0].text.contains("LAB"))
        #expect(try await examination(choice(.whispercpp), transport).key().map(\.verdict) == [.ok])
    }

    @Test("what the clip would cost is said for those who bill, in the user's price")
    func cost() throws {
        let transport = ScriptedTransport("{}")
        #expect(try examination(choice(.whispercpp), transport).clipCost == nil)
        #expect(try examination(choice(.openai), transport).clipCost == "1 s on the bill")
        let priced = try choice(.google) {
            $0.pricePerMinute = 0.024
            $0.billedIncrementSeconds = 15
            $0.currency = "EUR"
        }
        #expect(try examination(priced, transport).clipCost == "15 s on the bill, 0.006 EUR")
    }
}

@Suite struct CacheExaminationTests {
    private func findings(_ directory: String) async -> [Finding] {
        await CacheExamination(directory: directory) { try TranscriptStore(directory: directory) }.findings()
    }

    @Test("a cache that works is told with its size; a folder that is not there is not made")
    func working() async throws {
        let folder = try TemporaryFolder()
        let missing = await findings(folder.path("cache"))
        #expect(missing.first?.verdict == .ok && !FileManager.default.fileExists(atPath: folder.path("cache")))
        _ = try TranscriptStore(directory: folder.path("cache"))
        let there = await findings(folder.path("cache"))
        #expect(there.first?.verdict == .ok && there.first?.text.contains("0 transcripts") == true)
        #expect(there.map(\.subject) == ["cache", "disk"])
    }

    @Test("a file that is no cache is a problem by name")
    func noCache() async throws {
        let folder = try TemporaryFolder()
        try folder.write("no database at all", to: "emoscribe.sqlite")
        let findings = await findings(folder.path)
        #expect(findings.map(\.verdict) == [.problem] && findings[0].text.contains("emoscribe.sqlite"))
    }
}
