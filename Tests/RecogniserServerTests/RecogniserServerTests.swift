import AudioIO
import Foundation
import LocalRecogniser
import RecogniserServer
import TestSupport
import Testing

@Suite("RecogniserServer", .enabled(if: (try? SphinxModel()) != nil, "needs pocketsphinx-en-us"))
struct RecogniserServerTests {
    @Test("health, models, and paths and methods that are not there")
    func simple() async throws {
        try await withServer { client, pool in
            let health = try await client.send("GET", "/health")
            #expect(health.status == 200 && health.headers["content-type"] == "application/json")
            #expect(try health.json["status"] as? String == "ok")
            #expect(try health.json["model"] as? String == pool.identity)
            #expect(try health.json["decoders"] as? Int == 1)
            let models = try await client.send("GET", "/v1/models?x=1")
            #expect(models.text.contains(#""id":"sphinx-fast""#) && models.text.contains(#""object":"list""#))
            let list = try #require(try models.json["data"] as? [[String: Any]])
            #expect((list.first?["created"] as? Int ?? 0) > 1_700_000_000)
            #expect(error(try await client.send("GET", "/nothing")) == [404, "invalid_request_error", "not_found"])
            let wrong = try await client.send("GET", "/v1/audio/transcriptions")
            #expect(error(wrong) == [405, "invalid_request_error", "method_not_allowed"])
            #expect(wrong.headers["allow"] == "POST")
        }
    }

    @Test("bad forms and bad audio are 400, with the part that is wrong")
    func badRequests() async throws {
        let noise = PCM16.wav((0..<4000).map { Int16(truncatingIfNeeded: ($0 &* 7919) % 999) })
        try await withServer { client, _ in
            let path = "/v1/audio/transcriptions"
            let json = try await client.send(
                "POST", path, headers: [("Content-Type", "application/json")], body: [0x7B])
            #expect(error(json) == [400, "invalid_request_error", "invalid_form"])
            let missing = try await client.post([("model", "x")], file: nil)
            #expect(error(missing) == [400, "invalid_request_error", "missing_file"])
            #expect(missing.text.contains(#""param":"file""#))
            let text = try await client.post([], file: Array("this is no sound".utf8))
            #expect(error(text) == [400, "invalid_request_error", "invalid_audio"])
            let cut = try await client.post([], file: noise.dropLast(1000))
            #expect(error(cut) == [400, "invalid_request_error", "invalid_audio"])
            #expect(cut.text.contains("a.wav: truncated") && cut.text.contains("Send the whole file."))
            #expect(!cut.text.contains("--"))
            let stream = try await client.post([("stream", "true"), ("response_format", "json")], file: noise)
            #expect(error(stream) == [400, "invalid_request_error", "unsupported_value"])
            #expect(stream.text.contains("streaming is not supported"))
            #expect(stream.text.contains(#""param":"stream""#))
            let german = try await client.post([("language", "de")], file: noise)
            #expect(error(german) == [400, "invalid_request_error", "unsupported_language"])
            let format = try await client.post([("response_format", "srt")], file: noise)
            #expect(error(format) == [400, "invalid_request_error", "invalid_value"])
            #expect(format.text.contains("json, text, verbose_json"))
            let granularity = try await client.post([("timestamp_granularities[]", "letter")], file: noise)
            #expect(error(granularity) == [400, "invalid_request_error", "invalid_value"])
        }
    }

    @Test("silence has an empty text in every format, whatever English is called")
    func silence() async throws {
        let silence = PCM16.wav(Array(repeating: 0, count: 8000))
        try await withServer { client, _ in
            for language in ["en", "EN-us", "en_GB", "English", ""] {
                let answer = try await client.post(
                    [("model", "whisper-1"), ("language", language), ("stream", "false")], file: silence)
                #expect(answer.status == 200 && answer.text == #"{"text":""}"#)
            }
            let text = try await client.post([("response_format", "text")], file: silence)
            #expect(text.text == "\n" && text.headers["content-type"] == "text/plain; charset=utf-8")
            let verbose = try await client.post([("response_format", "verbose_json")], file: silence)
            #expect(try verbose.json["duration"] as? Double == 0.5)
            #expect(try (verbose.json["words"] as? [Any])?.isEmpty == true)
            #expect(try (verbose.json["segments"] as? [Any])?.isEmpty == true)
        }
    }

    @Test("too large a request is 413, announced or not")
    func tooLarge() async throws {
        try await withServer(RecogniserServerConfiguration(maximumBodyBytes: 10_000)) { client, _ in
            let announced = try await client.post([], file: [UInt8](repeating: 1, count: 20_000))
            #expect(error(announced) == [413, "invalid_request_error", "request_too_large"])
            let chunk = Array("2000\r\n".utf8) + [UInt8](repeating: 1, count: 0x2000) + Array("\r\n".utf8)
            let chunked = try await client.send(
                "POST", "/v1/audio/transcriptions",
                headers: [
                    ("Transfer-Encoding", "chunked"), ("Content-Type", "multipart/form-data; boundary=BB"),
                ], body: chunk + chunk + Array("0\r\n\r\n".utf8))
            #expect(error(chunked) == [413, "invalid_request_error", "request_too_large"])
        }
    }

    @Test("Expect: 100-continue gets leave to send the body, or the refusal at once")
    func expectations() async throws {
        try await withServer { client, _ in
            let silence = PCM16.wav(Array(repeating: 0, count: 8000))
            let granted = try await client.postExpecting(file: silence)
            #expect(granted.first == "HTTP/1.1 100 Continue\r\n\r\n")
            #expect(granted.answer?.status == 200 && granted.answer?.text == #"{"text":""}"#)
            let refused = try await client.postExpecting(announced: 1 << 40, file: silence)
            #expect(refused.first.hasPrefix("HTTP/1.1 413 ") && refused.answer == nil)
        }
    }

    @Test("speech comes back as words, the same for all who ask at once")
    func speech() async throws {
        let file = [UInt8](try Data(contentsOf: DemoCorpus.recording("demo-011")))
        try await withServer(decoders: 2) { client, pool in
            let fields = [
                ("model", "any"), ("language", "en"), ("response_format", "verbose_json"),
                ("timestamp_granularities[]", "word"), ("timestamp_granularities[]", "segment"),
            ]
            let answers = try await withThrowingTaskGroup(of: HTTPClient.Answer.self) { group in
                for _ in 0..<4 { group.addTask { try await client.post(fields, file: file) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.status == 200 && $0.body == answers.first?.body })
            let json = try answers.first?.json ?? [:]
            let text = json["text"] as? String ?? ""
            let words = json["words"] as? [[String: Any]] ?? []
            #expect(text == "she gave me the keys to the car")
            #expect(words.compactMap { $0["word"] as? String }.joined(separator: " ") == text)
            #expect(words.allSatisfy { ($0["probability"] as? Double).map { (0...1).contains($0) } ?? false })
            let segments = json["segments"] as? [[String: Any]] ?? []
            #expect(segments.count == 1 && (segments.first?["avg_logprob"] as? Double ?? 1) <= 0)
            #expect(json["language"] as? String == "english" && json["task"] as? String == "transcribe")
            #expect(json["model"] as? String == pool.identity)
        }
    }

    @Test("a client that hangs up while it waits leaves the queue")
    func abandoned() async throws {
        let noise = PCM16.wav((0..<96_000).map { Int16(truncatingIfNeeded: ($0 &* 7919) % 2999) })
        try await withServer { client, pool in
            let busy = Task { try await client.post([], file: noise) }
            while await pool.startedCount == 0 { await Task.yield() }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<3 {
                    group.addTask { try await client.abandon([], file: noise, after: .milliseconds(100)) }
                }
                try await group.waitForAll()
            }
            // Whoever comes next is served without the work that nobody waits for any more.
            let answer = try await client.post([], file: PCM16.wav(Array(repeating: 0, count: 8000)))
            #expect(answer.status == 200)
            #expect(try await busy.value.status == 200)
            #expect(await pool.waitingCount == 0)
            #expect(await pool.startedCount < 5)
        }
    }

    @Test("stopping finishes what has begun, and the port is free again")
    func graceful() async throws {
        let pool = try SphinxPool(model: SphinxModel(), preset: .fast)
        let server = RecogniserServer(pool: pool)
        let port = try await server.start()
        await #expect(throws: RecogniserServerError.alreadyStarted) { try await server.start() }
        let noise = PCM16.wav((0..<32_000).map { Int16(truncatingIfNeeded: ($0 &* 7919) % 2999) })
        let client = HTTPClient(port: port)
        let request = Task { try await client.post([], file: noise) }
        try await Task.sleep(for: .milliseconds(200))
        await server.stop()
        #expect(try await request.value.status == 200)
        await #expect(throws: (any Error).self) { try await client.send("GET", "/health") }
        let again = RecogniserServer(pool: pool, configuration: RecogniserServerConfiguration(port: port))
        #expect(try await again.start() == port)
        await again.stop()
    }

    @Test("a port that is taken is named")
    func taken() async throws {
        try await withServer { client, pool in
            let second = RecogniserServer(pool: pool, configuration: RecogniserServerConfiguration(port: client.port))
            let taken = RecogniserServerError.portInUse(host: "127.0.0.1", port: client.port)
            await #expect(throws: taken) { try await second.start() }
            await #expect(throws: taken) { try await second.run() }
            #expect("\(taken)".hasPrefix("port \(client.port) of 127.0.0.1 is in use: choose another with --port"))
        }
    }

    // Reserved so that nobody has them: the address by RFC 5737, the name by RFC 2606.
    @Test("a host that is not this computer is named", arguments: ["192.0.2.1", "host.invalid"])
    func elsewhere(_ host: String) async throws {
        let pool = try SphinxPool(model: SphinxModel(), preset: .fast)
        let server = RecogniserServer(pool: pool, configuration: RecogniserServerConfiguration(host: host))
        await #expect(throws: RecogniserServerError.noSuchAddress(host: host)) { try await server.start() }
    }

    private func withServer(
        _ configuration: RecogniserServerConfiguration = .init(), decoders: Int = 1,
        _ body: (HTTPClient, SphinxPool) async throws -> Void
    ) async throws {
        let pool = try SphinxPool(model: SphinxModel(), preset: .fast, decoders: decoders)
        let server = RecogniserServer(pool: pool, configuration: configuration)
        let port = try await server.start()
        do {
            try await body(HTTPClient(port: port), pool)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    /// Status, type and code of an error in OpenAI's form.
    private func error(_ answer: HTTPClient.Answer) -> [AnyHashable] {
        let error = try? answer.json["error"] as? [String: Any]
        return [answer.status, error?["type"] as? String ?? "", error?["code"] as? String ?? ""]
    }
}
