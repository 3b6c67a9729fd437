import Foundation
import TestSupport
import Testing

@testable import SpeechToText

/// What servers send when they are not well, and what becomes of it.
@Suite struct BrokenAnswerTests {
    private let transport: CurlTransport

    init() throws {
        transport = try .with {
            $0.maximumResponseBytes = 100_000
            $0.maximumErrorBytes = 1000
            $0.stallSeconds = 0.6
        }
    }

    private static let text = Data(#"{"text":"one two three"}"#.utf8)

    @Test(
        "an answer that breaks off anywhere is a lost connection",
        arguments: [
            Reply.Manner.drop, .reset, .cutHead(after: 5), .cutHead(after: 30), .cut(after: 0), .cut(after: 10),
            .announcing(1000), .brokenChunks,
        ])
    func breaksOff(_ manner: Reply.Manner) async throws {
        // A connection that is to be kept and whose answer never gets longer would stall instead.
        let reply = Reply(headers: ["Connection": "close"], body: Self.text, manner: manner)
        let server = try ScriptedServer(always: reply)
        let expected = manner == .announcing(1000) ? "stalled" : "lost"
        #expect(await transport.failure(server.url)?.kind == expected)
    }

    @Test("an answer that is longer than announced is cut where it said, and its connection is not used again")
    func announcedTooShort() async throws {
        let server = try ScriptedServer(always: Reply(body: Self.text, manner: .announcing(10)))
        for _ in 0..<3 { #expect(try await transport.get(server.url).body == Self.text.prefix(10)) }
        #expect(server.connections == 3)
    }

    @Test("an answer in chunks is put together")
    func chunked() async throws {
        let server = try ScriptedServer(always: Reply(body: Self.text, manner: .chunked))
        #expect(try await transport.get(server.url).body == Self.text)
    }

    @Test("an answer that stops in its middle has stalled, in its head as in its body")
    func stalls() async throws {
        for manner in [Reply.Manner.stallHead(after: 30), .stall(after: 1), .stall(after: 10)] {
            let server = try ScriptedServer(always: Reply(body: Self.text, manner: manner))
            guard case .stalled(let bytes, seconds: 0.6)? = await transport.failure(server.url) else {
                Issue.record("\(manner) did not stall")
                continue
            }
            if case .stall(let count) = manner { #expect(bytes == count) }
        }
    }

    @Test("a service that thinks is left to think, before its head and between head and body; so is one that is slow")
    func thinks() async throws {
        let thinking = try ScriptedServer(always: Reply(body: Self.text).after(seconds: 0.8))
        #expect(try await transport.get(thinking.url).body == Self.text)
        let slow = try ScriptedServer(always: Reply(body: Self.text.prefix(8), manner: .trickle(pauseSeconds: 0.12)))
        #expect(try await transport.get(slow.url).body == Self.text.prefix(8))
        let silent = try ScriptedServer(always: Reply(body: Self.text, manner: .stall(after: 0)))
        #expect(await transport.failure(silent.url, seconds: 0.9) == .timedOut(unsentBytes: 0))
    }

    @Test("a recording that cannot be sent in time is told from an answer that does not come in time")
    func unsent() async throws {
        // Nobody reads, so the connection fills up.
        let full = try FullPort(accepting: true)
        let request = HTTPRequest(
            url: "http://127.0.0.1:\(full.port)/v1", body: .bytes(Data(count: 30_000_000), contentType: "audio/wav"),
            timeoutSeconds: 0.5)
        await #expect {
            try await transport.send(request)
        } throws: { error in
            guard case .timedOut(let unsent)? = error as? TransportError else { return false }
            return unsent > 10_000_000
        }
    }

    @Test("an answer without end is refused as soon as it is too long, a compressed one by what is in it")
    func endless() async throws {
        let endless = try ScriptedServer(always: Reply(body: Data(count: 5000), manner: .endless))
        #expect(await transport.failure(endless.url) == .responseTooLarge(limitBytes: 100_000))
        let announced = try ScriptedServer(always: Reply(body: Data(count: 9), manner: .announcing(1 << 40)))
        #expect(await transport.failure(announced.url) == .responseTooLarge(limitBytes: 100_000))
        let bomb = try Gzip.compress(Data(count: 20_000_000))
        #expect(bomb.count < 100_000)
        let compressed = try ScriptedServer(always: Reply(headers: ["Content-Encoding": "gzip"], body: bomb))
        #expect(await transport.failure(compressed.url) == .responseTooLarge(limitBytes: 100_000))
    }

    @Test("of a refusal without end the start is kept, with its status")
    func endlessRefusal() async throws {
        let server = try ScriptedServer(
            always: Reply(status: 502, body: Data(repeating: 65, count: 300), manner: .endless))
        let response = try await transport.get(server.url)
        #expect(response.status == 502)
        #expect(response.body.count == 1000)
        let page = try ScriptedServer(always: Reply(status: 503, body: Data(repeating: 66, count: 200_000)))
        #expect(try await transport.get(page.url).body.count == 1000)
    }

    @Test("a compressed answer is read; what only says that it is compressed is not")
    func gzip() async throws {
        let headers = ["Content-Encoding": "gzip"]
        let server = try ScriptedServer { request, number in
            #expect(request.headers["accept-encoding"] == "gzip")
            let body = number == 0 ? (try? Gzip.compress(Self.text)) ?? Data() : Self.text
            return Reply(headers: headers, body: body)
        }
        #expect(try await transport.get(server.url).body == Self.text)
        #expect(await transport.failure(server.url)?.kind == "not HTTP")
    }

    @Test("headers without end are refused")
    func hugeHeaders() async throws {
        let line = "X-Padding: \(String(repeating: "x", count: 2000))\r\n"
        for head in [
            String(repeating: line, count: 100), "X-Padding: " + String(repeating: "y", count: 200_000) + "\r\n",
        ] {
            let raw = "HTTP/1.1 200 OK\r\n\(head)Content-Length: 0\r\n\r\n"
            let server = try ScriptedServer(always: Reply(body: Data(raw.utf8), manner: .raw))
            #expect(await transport.failure(server.url)?.kind == "not HTTP")
        }
    }

    @Test(
        "what is not HTTP is not an answer",
        arguments: [
            "SSH-2.0-OpenSSH_9.2\r\n", "{\"text\":\"hello\"}", "\u{15}\u{3}\u{1}\u{0}\u{2}\u{2}\u{16}",
            "HTTP/1.1 200 OK\r\nno colon here\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", "HTTP/9.9 200 OK\r\n\r\n",
        ])
    func notHTTP(_ text: String) async throws {
        let server = try ScriptedServer(always: Reply(body: Data(text.utf8), manner: .raw))
        let failure = await transport.failure(server.url)
        #expect(["not HTTP", "lost"].contains(failure?.kind), "\(String(describing: failure))")
        #expect(failure != nil)
    }

    @Test("headers in any case and spacing, twice, or of bytes that are no text, are read as far as they go")
    func oddHeaders() async throws {
        var raw = Data("HTTP/1.1 429 \r\nreTRY-after:7  \r\nVia: a\r\nVIA:b\r\nX-Odd: ".utf8)
        raw += Data([0xff, 0xfe]) + Data("\r\nContent-Length: 0\r\n\r\n".utf8)
        let server = try ScriptedServer(always: Reply(body: raw, manner: .raw))
        let response = try await transport.get(server.url)
        #expect(response.status == 429)
        #expect(response.headers["retry-after"] == "7")
        #expect(response.headers["via"] == "a, b")
        #expect(response.headers["x-odd"] == "\u{fffd}\u{fffd}")
    }
}
