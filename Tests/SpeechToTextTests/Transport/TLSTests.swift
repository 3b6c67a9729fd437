import Foundation
import TestSupport
import Testing

@testable import SpeechToText

/// Whom the transport trusts.
@Suite(.enabled(if: TestAuthority.isAvailable, "needs the program openssl and OpenSSL's library"))
struct TLSTests {
    private let authority: TestAuthority
    private let transport: CurlTransport

    init() throws {
        let authority = try TestAuthority()
        self.authority = authority
        transport = try .with { $0.caFile = authority.certificate }
    }

    private func server(_ identity: ServerIdentity, host: String = "127.0.0.1") throws -> ScriptedServer {
        var options = ScriptedServer.Options()
        options.identity = identity
        options.host = host
        return try ScriptedServer(options, always: .json("{}"))
    }

    @Test(
        "a service of one's own is trusted with its authority's certificate, by name and by address, and connections last"
    )
    func trusted() async throws {
        let server = try server(authority.issue())
        for url in [server.url, "https://localhost:\(server.port)/v1"] {
            for _ in 0..<3 { #expect(try await transport.post(url, bytes: 300_000).status == 200) }
        }
        #expect(server.requests.count == 6)
        #expect(server.connections == 2)
        #expect(server.requests.allSatisfy { $0.parts.first?.content.count == 300_000 })
    }

    @Test("a new connection's encryption is told to whoever asks, a reused one's and a plain one's are not")
    func encryptionTold() async throws {
        let server = try server(authority.issue())
        let curious = try CurlTransport.with {
            $0.caFile = authority.certificate
            $0.describesTLS = true
        }
        let facts = try await curious.post(server.url).transfer
        #expect(facts.tls?.version.hasPrefix("TLSv1.") == true && facts.tls?.issuer.contains("CN") == true)
        #expect(facts.tls?.validUntil.contains("GMT") == true)
        #expect(try await curious.post(server.url).transfer.tls == nil)
        #expect(try await transport.post(server.url).transfer.tls == nil)
    }

    @Test("without the authority's certificate it is not trusted, and hears nothing of the request")
    func unknownAuthority() async throws {
        let server = try server(authority.issue())
        let key = Secret("sk-very-secret-key-0123456789")
        let other = try TestAuthority()
        for transport in [try CurlTransport.with { _ in }, try .with { $0.caFile = other.certificate }] {
            await #expect { try await transport.post(server.url, key: key) } throws: { error in
                (error as? TransportError)?.kind == "tls unknownAuthority"
            }
        }
        #expect(server.requests.isEmpty)
    }

    @Test("a CA file stands in the place of the system's authorities, not beside them")
    func onlyThisAuthority() async throws {
        let system = "/etc/ssl/certs/ca-certificates.crt"
        guard FileManager.default.isReadableFile(atPath: system) else { return }
        let server = try server(authority.issue())
        let systemOnly = try CurlTransport.with { $0.caFile = system }
        #expect(await systemOnly.failure(server.url)?.kind == "tls unknownAuthority")
    }

    @Test("a certificate that has expired, is not valid yet or is for another name is refused, each with its cause")
    func badCertificates() async throws {
        let day = 86_400.0
        let now = Date()
        let expired = try server(authority.issue(dates: now - 9 * day...now - day))
        #expect(await transport.failure(expired.url)?.kind == "tls expired")
        let early = try server(authority.issue(dates: now + day...now + 9 * day))
        #expect(await transport.failure(early.url)?.kind == "tls notYetValid")
        let other = try server(authority.issue("DNS:other.example"))
        #expect(await transport.failure(other.url)?.kind == "tls wrongHost")
        #expect(await transport.failure("https://localhost:\(other.port)/v1")?.kind == "tls wrongHost")
        for server in [expired, early, other] { #expect(server.requests.isEmpty) }
    }

    @Test("the environment cannot turn verification off, nor a redirect lead away from it")
    func neverOff() async throws {
        let key = try #require(Secret("sk-very-secret-key-0123456789"))
        let plain = try ScriptedServer(always: .json("{}"))
        var options = ScriptedServer.Options()
        options.identity = try authority.issue()
        let server = try ScriptedServer(options, always: Reply(status: 308, headers: ["Location": plain.url]))
        #expect(try await transport.post(server.url, key: key).status == 308)
        #expect(plain.connections == 0)
    }

    @Test("TLS to a port that speaks none, or hangs up, is told as that")
    func notTLS() async throws {
        let plain = try ScriptedServer(always: .json("{}"))
        #expect(await transport.failure("https://127.0.0.1:\(plain.port)/v1")?.kind == "tls closed")
        let talkative = try Greeter("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")
        #expect(await transport.failure("https://127.0.0.1:\(talkative.port)/v1")?.kind == "tls notTLS")
        let encrypted = try server(authority.issue())
        #expect(await transport.failure("http://127.0.0.1:\(encrypted.port)/v1")?.kind == "lost")
    }

    @Test("an answer over TLS that breaks off or stalls is told as one that does so in the open")
    func brokenAnswers() async throws {
        let identity = try authority.issue()
        let hasty = try CurlTransport.with {
            $0.caFile = authority.certificate
            $0.stallSeconds = 0.3
        }
        for (manner, kind) in [(Reply.Manner.cut(after: 5), "lost"), (.drop, "lost"), (.stall(after: 5), "stalled")] {
            var options = ScriptedServer.Options()
            options.identity = identity
            let server = try ScriptedServer(options, always: Reply(body: Data(count: 50), manner: manner))
            #expect(await hasty.failure(server.url)?.kind == kind)
        }
    }

    @Test("a CA file that is missing or holds no certificate is named before anything is asked")
    func caFile() throws {
        let folder = try TemporaryFolder()
        try folder.write("nothing", to: "empty.pem")
        for file in [folder.path("missing.pem"), folder.path("empty.pem"), folder.path] {
            let error = #expect(throws: SpeechToTextError.self) { try CurlTransport.with { $0.caFile = file } }
            #expect(error?.description.contains(file) == true)
        }
    }
}
