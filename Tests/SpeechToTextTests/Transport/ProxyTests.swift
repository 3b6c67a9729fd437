import Foundation
import TestSupport
import Testing

@testable import SpeechToText

/// Who stands between, and what is told to whom.
@Suite struct ProxyTests {
    private static let key = "sk-very-secret-key-0123456789"
    private static let password = "proxy-password-0123456789"

    private func transport(
        _ environment: [String: String], _ change: (inout CurlTransport.Options) -> Void = { _ in }
    ) throws -> CurlTransport {
        try .with {
            $0.proxies = ProxySettings(environment: environment)
            change(&$0)
        }
    }

    private func address(_ proxy: ScriptedServer) -> String {
        "http://user:\(Self.password)@127.0.0.1:\(proxy.port)"
    }

    @Test("a plain request goes to the proxy as a whole, with the proxy's credentials")
    func plain() async throws {
        let proxy = try ScriptedServer(always: .json("{}"))
        let transport = try transport(["http_proxy": address(proxy)])
        // Nobody has to know the name here: the proxy looks it up.
        #expect(try await transport.post("http://speech.invalid/v1", bytes: 10).status == 200)
        let request = try #require(proxy.requests.first)
        #expect(request.path == "http://speech.invalid/v1")
        let credentials = Data("user:\(Self.password)".utf8).base64EncodedString()
        #expect(request.headers["proxy-authorization"] == "Basic \(credentials)")
    }

    @Test(
        "an encrypted request goes through a tunnel: the proxy sees the name and no more, the service no credentials",
        .enabled(if: TestAuthority.isAvailable, "needs the program openssl and OpenSSL's library"))
    func tunnel() async throws {
        let authority = try TestAuthority()
        var options = ScriptedServer.Options()
        options.identity = try authority.issue("DNS:speech.invalid")
        let service = try ScriptedServer(options, always: .json("{}"))
        let proxy = try ScriptedServer(always: Reply(manner: .tunnel(port: service.port)))
        let transport = try transport(["HTTPS_PROXY": address(proxy)]) { $0.caFile = authority.certificate }
        for _ in 0..<3 {
            let response = try await transport.post("https://speech.invalid/v1", key: Secret(Self.key))
            #expect(response.status == 200)
        }
        #expect(proxy.requests.map(\.method) == ["CONNECT"])
        let seen = try #require(proxy.requests.first)
        #expect(seen.path == "speech.invalid:443")
        #expect(!seen.headers.values.contains { $0.contains(Self.key) })
        #expect(service.requests.count == 3)
        #expect(service.requests.allSatisfy { $0.headers["authorization"] == "Bearer \(Self.key)" })
        #expect(service.requests.allSatisfy { $0.headers["proxy-authorization"] == nil })
    }

    @Test("a proxy that refuses is told from a service that refuses, its password from neither")
    func refusing() async throws {
        for status in [403, 407, 502] {
            let proxy = try ScriptedServer(always: .html("<h1>no</h1>", status: status))
            let transport = try transport(["https_proxy": address(proxy)])
            let failure = await transport.failure("https://speech.invalid/v1")
            #expect(failure?.kind == "proxy \(status)")
            #expect("\(String(describing: failure))".contains(Self.password) == false)
        }
    }

    @Test("a proxy that is not there, or whose address is none, is the one that is named")
    func unreachable() async throws {
        let proxy = try ScriptedServer(always: .json("{}"))
        proxy.stop()
        let refused = try transport(["all_proxy": address(proxy)])
        #expect(
            await refused.failure("http://speech.invalid/v1")
                == .unreachable(.proxy, reason: "the proxy 127.0.0.1:\(proxy.port): connection refused"))
        for value in [
            "http://user:\(Self.password)@no-such-proxy.invalid:3128", "gopher://user:\(Self.password)@[", "%%",
        ] {
            let failure = await (try transport(["http_proxy": value])).failure("http://speech.invalid/v1")
            #expect(failure?.kind.hasPrefix("unreachable") == true, "\(value)")
            #expect("\(String(describing: failure))".contains(Self.password) == false)
        }
    }

    @Test("which variable counts for what")
    func variables() {
        let all = ProxySettings(environment: [
            "http_proxy": "a", "HTTP_PROXY": "b", "https_proxy": "c", "HTTPS_PROXY": "d", "all_proxy": "e",
        ])
        #expect(all.proxy(for: "http://speech.example/v1") == "a")
        #expect(all.proxy(for: "https://speech.example/v1") == "c")
        #expect(ProxySettings(environment: ["HTTP_PROXY": "b"]).proxy(for: "http://speech.example/v1") == "")
        #expect(ProxySettings(environment: ["HTTPS_PROXY": "d"]).proxy(for: "HTTPS://speech.example/v1") == "d")
        let rest = ProxySettings(environment: ["http_proxy": "", "ALL_PROXY": "f", "NO_PROXY": "x,y"])
        #expect(rest.proxy(for: "http://speech.example/v1") == "f")
        #expect(rest.exceptions == "x,y")
        #expect(ProxySettings.none.proxy(for: "http://speech.example/v1") == "")
    }

    @Test("this machine's own addresses and those in no_proxy are asked directly")
    func direct() async throws {
        let proxy = try ScriptedServer(always: .json("{}", status: 599))
        let service = try ScriptedServer(always: .json("{}"))
        let transport = try transport(["all_proxy": address(proxy), "no_proxy": "example.org,.invalid"])
        #expect(try await transport.get(service.url).status == 200)
        #expect(try await transport.get("http://localhost:\(service.port)/v1").status == 200)
        #expect(await transport.failure("http://speech.invalid/v1")?.kind == "unreachable nameNotFound")
        #expect(proxy.connections == 0)
        #expect(try await transport.get("http://speech.example/v1").status == 599)
    }

    @Test("a proxy's password shows itself nowhere")
    func description() {
        let settings = ProxySettings(environment: ["https_proxy": "http://user:\(Self.password)@proxy.example:3128"])
        var dumped = ""
        dump(settings, to: &dumped)
        var options = CurlTransport.Options()
        options.proxies = settings
        for text in ["\(settings)", settings.debugDescription, dumped, "\(options)", String(reflecting: options)] {
            #expect(!text.contains(Self.password))
        }
        #expect(settings.description == "https through http://proxy.example:3128")
    }
}
