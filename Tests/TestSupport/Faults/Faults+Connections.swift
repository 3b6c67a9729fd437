import Foundation

extension FaultGroup {
    /// Connections that are not made.
    static let connections = FaultGroup(
        title: "Connections that are not made",
        faults: [
            Fault("nobody listens") { _ in
                let server = try ScriptedServer(always: .transcript("never"))
                server.stop()
                return Fault.Scene(url: server.url)
            },
            Fault("an unknown host") { _ in Fault.Scene(url: "http://no-such-host.invalid/v1") },
            Fault("no way to the host") { _ in Fault.Scene(url: "http://255.255.255.255/v1") },
            Fault("no answer to the connection (these runs wait 1 s)") { _ in
                let port = try FullPort()
                return Fault.Scene(url: "http://127.0.0.1:\(port.port)/v1").keeping(port)
            },
            Fault("http to a service that speaks TLS", needsAuthority: true) { _ in
                let authority = try TestAuthority()
                let server = try encrypted(authority, authority.issue())
                return Fault.Scene(url: server.url.replacing("https:", with: "http:")).keeping(server).keeping(
                    authority)
            },
        ])

    /// Connections over TLS that are not made.
    static let certificates = FaultGroup(
        title: "Certificates",
        faults: [
            tls("an authority that nobody here knows, no --ca-file", isTrusted: false) { try $0.issue() },
            tls("a certificate that has expired") { try $0.issue(dates: date(-9)...date(-1)) },
            tls("a certificate that is not valid yet") { try $0.issue(dates: date(1)...date(9)) },
            tls("a certificate for another name") { try $0.issue("DNS:other.example") },
            Fault("https to a service that speaks no TLS") { _ in
                let server = try ScriptedServer(always: .transcript("never"))
                return Fault.Scene(url: server.url.replacing("http:", with: "https:")).keeping(server)
            },
            Fault("https to a mail server") { _ in
                let greeter = try Greeter("220 mail.example ESMTP\r\n")
                return Fault.Scene(url: "https://127.0.0.1:\(greeter.port)/v1").keeping(greeter)
            },
        ])

    /// Proxies that do not let us through.
    static let proxies = FaultGroup(
        title: "Proxies",
        faults: [
            Fault("the proxy is not there") { _ in
                let proxy = try ScriptedServer(always: .json("{}"))
                proxy.stop()
                return through(proxy, "http://speech.invalid/v1")
            },
            Fault("the proxy's name is unknown") { _ in
                var scene = Fault.Scene(url: "http://speech.invalid/v1")
                scene.environment = ["http_proxy": "http://user:\(proxyPassword)@no-such-proxy.invalid:3128"]
                return scene
            },
            Fault("the proxy wants credentials, service without TLS") { _ in
                through(
                    try ScriptedServer(always: .html("<h1>Proxy Authentication Required</h1>", status: 407)),
                    "http://speech.invalid/v1")
            },
            Fault("the proxy wants credentials, service with TLS") { _ in
                through(try ScriptedServer(always: .html("<h1>no</h1>", status: 407)), "https://speech.invalid/v1")
            },
            Fault("the proxy forbids the host") { _ in
                through(try ScriptedServer(always: .html("<h1>no</h1>", status: 403)), "https://speech.invalid/v1")
            },
            Fault("the proxy does not reach the host") { _ in
                through(try ScriptedServer(always: .html("<h1>no</h1>", status: 502)), "https://speech.invalid/v1")
            },
        ])

    /// In the proxies' addresses; no message may hold it.
    package static let proxyPassword = "proxy-password-0123456789"

    private static func through(_ proxy: ScriptedServer, _ url: String) -> Fault.Scene {
        var scene = Fault.Scene(url: url).keeping(proxy)
        let address = "http://user:\(proxyPassword)@127.0.0.1:\(proxy.port)"
        scene.environment = ["http_proxy": address, "https_proxy": address]
        return scene
    }

    private static func encrypted(_ authority: TestAuthority, _ identity: ServerIdentity) throws -> ScriptedServer {
        var options = ScriptedServer.Options()
        options.identity = identity
        return try ScriptedServer(options, always: .transcript("never"))
    }

    private static func tls(
        _ title: String, isTrusted: Bool = true,
        _ identity: @escaping @Sendable (TestAuthority) throws -> ServerIdentity
    ) -> Fault {
        Fault(title, needsAuthority: true) { _ in
            let authority = try TestAuthority()
            let server = try encrypted(authority, identity(authority))
            var scene = Fault.Scene(server).keeping(authority)
            scene.caFile = isTrusted ? authority.certificate : nil
            return scene
        }
    }

    private static func date(_ days: Double) -> Date { Date(timeIntervalSinceNow: days * 86_400) }
}
