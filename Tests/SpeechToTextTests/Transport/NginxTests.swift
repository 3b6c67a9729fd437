import Foundation
import Synchronization
import TestSupport
import Testing
import TranscriptCache

@testable import SpeechToText

/// The client through a real reverse proxy: TLS, HTTP/2, limits, restarts.
@Suite(.enabled(if: Nginx.isAvailable, "needs the programs nginx (Debian: nginx-light) and openssl"))
struct NginxTests {
    private let authority: TestAuthority
    private let transport: CurlTransport

    init() throws {
        let authority = try TestAuthority()
        self.authority = authority
        transport = try .with { $0.caFile = authority.certificate }
    }

    private func nginx(before server: ScriptedServer, _ directives: String = "") throws -> Nginx {
        try Nginx(before: server.port, identity: authority.issue(), directives: directives)
    }

    /// Sends many requests, some at a time, and returns their responses.
    private func ask(_ url: String, times: Int, width: Int, bytes: Int) async -> [Result<HTTPResponse, TransportError>]
    {
        await withTaskGroup(of: [Result<HTTPResponse, TransportError>].self) { group in
            for _ in 0..<width {
                group.addTask {
                    var all: [Result<HTTPResponse, TransportError>] = []
                    for _ in 0..<times / width {
                        do throws(TransportError) {
                            all.append(.success(try await transport.post(url, bytes: bytes)))
                        } catch {
                            all.append(.failure(error))
                        }
                    }
                    return all
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
    }

    @Test("HTTP/2 is spoken where it is offered, over as many connections as requests in flight")
    func http2() async throws {
        let server = try ScriptedServer { _, number in .json("{}").held(untilBusy: number < 6 ? 6 : 0) }
        let nginx = try nginx(before: server)
        let responses = try await ask(nginx.url, times: 60, width: 6, bytes: 200_000).map { try $0.get() }
        #expect(responses.count == 60)
        #expect(responses.allSatisfy { $0.status == 200 && $0.transfer.httpVersion == "2" })
        #expect(Set(responses.map { $0.headers["x-connection"] }).count == 6)
        #expect(server.requests.allSatisfy { $0.parts.first?.content.count == 200_000 })
    }

    @Test("a proxy that ends each connection after some requests loses none of them, and passes none on twice")
    func endedConnections() async throws {
        let server = try ScriptedServer(always: .json("{}"))
        let nginx = try nginx(before: server, "keepalive_requests 3;")
        let responses = try await ask(nginx.url, times: 40, width: 4, bytes: 100_000).map { try $0.get() }
        #expect(responses.count == 40)
        #expect(responses.allSatisfy { $0.status == 200 })
        #expect(server.requests.count == 40)
    }

    @Test("a recording beyond the proxy's limit is refused with its page, which says so")
    func bodyLimit() async throws {
        let server = try ScriptedServer(always: .json("{}"))
        let nginx = try nginx(before: server, "client_max_body_size 50k;")
        let response = try await transport.post(nginx.url, bytes: 3_000_000)
        #expect(response.status == 413)
        let error = SpeechToTextError(ProviderFailure(response), endpoint: nginx.url, hint: RetryHint())
        #expect(error.description.contains("too large"))
        #expect(error.description.contains("413 Request Entity Too Large"))
        #expect(server.requests.isEmpty)
    }

    @Test("a service that is down, silent or breaks off behind the proxy gives the proxy's 502 or 504")
    func badGateway() async throws {
        let server = try ScriptedServer { request, _ in
            request.path.hasSuffix("silent")
                ? Reply(manner: .stallHead(after: 0)) : Reply(body: Data(count: 9), manner: .drop)
        }
        let nginx = try nginx(before: server, "proxy_read_timeout 1s;")
        #expect(try await transport.get(nginx.url).status == 502)
        #expect(try await transport.get(nginx.url + "/silent").status == 504)
        server.stop()
        #expect(try await transport.get(nginx.url).status == 502)
    }

    @Test("an answer that breaks off behind the proxy is a lost connection here, never half an answer")
    func cutBehind() async throws {
        let server = try ScriptedServer(always: Reply(body: Data(count: 90_000), manner: .cut(after: 70_000)))
        let nginx = try nginx(before: server, "proxy_buffering off;")
        #expect(await transport.failure(nginx.url)?.kind == "lost")
    }

    @Test("answers that the proxy compresses are read")
    func gzip() async throws {
        let text = "{\"text\":\"\(String(repeating: "again and ", count: 500))\"}"
        let server = try ScriptedServer(always: .json(text))
        let nginx = try nginx(
            before: server, "gzip on; gzip_types application/json; gzip_proxied any; gzip_http_version 1.0;")
        let response = try await transport.get(nginx.url)
        #expect(response.headers["content-encoding"] == "gzip")
        #expect(response.body == Data(text.utf8))
    }

    @Test("a proxy that is restarted in the middle of a run costs retries and no answer")
    func restart() async throws {
        let server = try ScriptedServer { request, number in
            .transcript("\(request.parts.first?.content.count ?? 0)").after(seconds: 0.005)
        }
        let identity = try authority.issue()
        let first = try Nginx(before: server.port, identity: identity)
        let bench = try Workbench()
        var settings = OpenAICompatibleProvider.Settings(baseURL: first.url, model: "whisper-1")
        settings.concurrency = 4
        let transcriber = Transcriber(
            provider: try OpenAICompatibleProvider(settings), store: bench.store, transport: transport)
        let results = Results()
        let second = Mutex<Nginx?>(nil)
        let summary = await transcriber.transcribe(Workbench.items(80), load: Workbench.audio) { result in
            results.add(result)
            guard results.byIndex.count == 20 else { return }
            first.quit()
            second.withLock { $0 = try? Nginx(before: server.port, identity: identity, port: first.port) }
        }
        #expect(summary.stoppedBy == nil)
        #expect(results.byIndex.values.filter { $0.text != nil }.count == 80)
        #expect(second.withLock { $0 } != nil)
    }
}
