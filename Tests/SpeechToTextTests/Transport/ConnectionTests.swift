import Foundation
import TestSupport
import Testing

@testable import SpeechToText

/// How connections are made, kept and lost.
@Suite struct ConnectionTests {
    private let transport: CurlTransport

    init() throws { transport = try .with { _ in } }

    @Test("one connection serves request after request, and the response says so")
    func keepAlive() async throws {
        let server = try ScriptedServer(always: .json("{}"))
        let first = try await transport.post(server.url)
        #expect(!first.transfer.reusedConnection)
        #expect(first.transfer.httpVersion == "1.1")
        #expect(first.transfer.remoteAddress == "127.0.0.1")
        for _ in 0..<9 { #expect(try await transport.post(server.url).transfer.reusedConnection) }
        #expect(server.requests.count == 10)
        #expect(server.connections == 1)
    }

    @Test("as many connections as requests in flight, however many requests there are")
    func parallelReuse() async throws {
        let server = try ScriptedServer { _, number in .json("{}").held(untilBusy: number < 8 ? 8 : 0) }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<25 { #expect((try? await transport.post(server.url, bytes: 1000))?.status == 200) }
                }
            }
        }
        #expect(server.requests.count == 200)
        #expect(server.connections == 8)
    }

    @Test("a server that closes kept connections between requests is asked over new ones; nothing is sent twice unseen")
    func closedBetween() async throws {
        let server = try ScriptedServer(always: Reply.json("{}").sent(.closing))
        var answers = 0
        while answers < 20 {
            do throws(TransportError) {
                // A recording of more than one buffer, which would have to be sent again from its start.
                #expect(try await transport.post(server.url, bytes: 300_000).status == 200)
                answers += 1
            } catch {
                // The request and the end of the connection may meet on the way; who asks again must know that.
                #expect(error == .connectionLost(reason: "closed before an answer came", wasReused: true))
            }
        }
        #expect(server.requests.count == 20)
        #expect(server.requests.allSatisfy { $0.parts.first?.content.count == 300_000 })
    }

    @Test("an answer that comes before the recording was sent is an answer")
    func earlyRefusal() async throws {
        var options = ScriptedServer.Options()
        options.answersHeads = true
        let server = try ScriptedServer(options, always: .json("{}", status: 413))
        #expect(try await transport.post(server.url, bytes: 5_000_000).status == 413)
    }

    @Test("100 Continue, late and unasked for, is no answer")
    func continueFirst() async throws {
        var reply = Reply.json("{}", status: 201, headers: ["X-Mine": "1"])
        reply.continueAfterSeconds = 0.05
        let server = try ScriptedServer(always: reply)
        let response = try await transport.post(server.url)
        #expect(response.status == 201)
        #expect(response.headers["x-mine"] == "1")
    }

    @Test("an IPv6 address is written in brackets")
    func ipv6() async throws {
        var options = ScriptedServer.Options()
        options.host = "::1"
        guard let server = try? ScriptedServer(options, always: .json("{}")) else { return }
        #expect(server.url.hasPrefix("http://[::1]:"))
        let response = try await transport.get(server.url)
        #expect(response.transfer.remoteAddress == "::1")
        #expect(server.requests.first?.headers["host"] == "[::1]:\(server.port)")
    }

    @Test("who does not answer the door: each way has its own cause")
    func unreachable() async throws {
        let server = try ScriptedServer(always: .json("{}"))
        server.stop()
        #expect(
            await transport.failure(server.url) == .unreachable(.refused, reason: "connection refused"))
        #expect(
            await transport.failure("http://no-such-host.invalid/v1")
                == .unreachable(.nameNotFound, reason: "no such name, or no name server answers"))
        // No TCP connection leads to everybody.
        #expect(
            await transport.failure("http://255.255.255.255/v1")
                == .unreachable(.noRoute, reason: "network is unreachable"))
    }

    @Test("a server whose queue is full does not connect in time")
    func connectTimeout() async throws {
        // A port that is listened on with room for one and never accepted from.
        let full = try FullPort()
        let hasty = try CurlTransport.with { $0.connectTimeoutSeconds = 0.3 }
        #expect(
            await hasty.failure("http://127.0.0.1:\(full.port)/v1")
                == .unreachable(.connectTimeout, reason: "no connection within 0.3 s"))
    }

    @Test("what is not http or https is not sent, and neither is a header that would end early")
    func invalid() async throws {
        let server = try ScriptedServer(always: .json("{}"))
        for url in ["file:///etc/passwd", "gopher://127.0.0.1:\(server.port)/", "http://", "127.0.0.1 x"] {
            #expect(await transport.failure(url)?.kind == "invalid", "\(url)")
        }
        await #expect(throws: TransportError.invalidRequest(reason: "a header holds a control character")) {
            try await transport.send(HTTPRequest(url: server.url, headers: [("A", .text("b\r\nC: d"))]))
        }
        #expect(server.connections == 0)
    }

    @Test("neither a redirect to another host, nor to a file, nor away from TLS is followed, and the key stays")
    func redirects() async throws {
        let other = try ScriptedServer(always: .json("{}"))
        let key = try #require(Secret("sk-very-secret-key-0123456789"))
        for location in [other.url, "file:///etc/passwd", "//127.0.0.1:\(other.port)/v1", "/v1/"] {
            for status in [301, 302, 303, 307, 308] {
                let server = try ScriptedServer(always: Reply(status: status, headers: ["Location": location]))
                let response = try await transport.post(server.url, bytes: 10, key: key)
                #expect(response.status == status)
                #expect(response.headers["location"] == location)
                #expect(server.requests.map { $0.headers["authorization"] } == ["Bearer sk-very-secret-key-0123456789"])
            }
        }
        #expect(other.connections == 0)
    }

    @Test("no cookies are kept, no user is taken from a .netrc, no password from one request comes into the next")
    func nothingRemembered() async throws {
        let server = try ScriptedServer(
            always: .json("{}", headers: ["Set-Cookie": "session=1; Path=/", "Strict-Transport-Security": "max-age=9"]))
        _ = try await transport.post(server.url, key: Secret("sk-very-secret-key-0123456789"))
        _ = try await transport.get(server.url)
        let second = try #require(server.requests.last)
        #expect(server.connections == 1)
        #expect(second.method == "GET")
        #expect(Set(second.headers.keys) == ["host", "user-agent", "accept", "accept-encoding"])
    }
}

typealias Reply = ScriptedServer.Reply
