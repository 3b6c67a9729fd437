import Foundation
import Glibc

/// nginx as users put it before a service: a reverse proxy with TLS and HTTP/2, in processes of its own.
///
/// It needs the `nginx` program (Debian: nginx-light); tests that use it are skipped where there is none
/// (`.enabled(if: Nginx.isAvailable)`).
package final class Nginx: Sendable {
    /// Where it listens, on 127.0.0.1.
    package let port: Int

    private let folder: TemporaryFolder
    private let process: Int32

    /// Whether it can be started here, with certificates made here.
    package static let isAvailable = TestAuthority.isAvailable && TestAuthority.program("nginx") != nil

    /// Starts it and waits until it listens.
    ///
    /// - Parameters:
    ///   - target: the port of the service behind it, on 127.0.0.1.
    ///   - identity: its certificate.
    ///   - directives: further lines for the server's part of the configuration.
    ///   - port: where it listens, for one that takes another's place; nil for any free port.
    /// - Throws: what nginx says where it does not start.
    package init(before target: Int, identity: ServerIdentity, directives: String = "", port: Int? = nil) throws {
        folder = try TemporaryFolder()
        let port = try port ?? Self.freePort()
        self.port = port
        try folder.write(
            """
            daemon off;
            worker_processes 1;
            \(geteuid() == 0 ? "user root;" : "")
            pid nginx.pid;
            error_log stderr warn;
            events { worker_connections 512; }
            http {
                access_log off;
                client_body_temp_path body;
                proxy_temp_path proxy;
                fastcgi_temp_path fastcgi;
                uwsgi_temp_path uwsgi;
                scgi_temp_path scgi;
                client_max_body_size 0;
                upstream service { server 127.0.0.1:\(target); keepalive 64; }
                server {
                    listen 127.0.0.1:\(port) ssl http2;
                    ssl_certificate \(identity.certificate);
                    ssl_certificate_key \(identity.key);
                    # Which connection a request came on, for counting them.
                    add_header X-Connection $connection always;
                    \(directives)
                    location / {
                        proxy_http_version 1.1;
                        proxy_set_header Connection "";
                        proxy_pass http://service;
                    }
                }
            }
            """, to: "nginx.conf")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: TestAuthority.program("nginx") ?? "/usr/sbin/nginx")
        process.arguments = ["-p", folder.path + "/", "-c", "nginx.conf", "-e", "stderr"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try folder.write("", to: "said")
        process.standardError = try FileHandle(forWritingTo: folder.url("said"))
        try process.run()
        self.process = process.processIdentifier
        // Where it takes another's place, that one may still listen.
        while !FileManager.default.fileExists(atPath: folder.path("nginx.pid")) || !Self.isListening(port) {
            guard process.isRunning else {
                let said = try String(contentsOf: folder.url("said"), encoding: .utf8)
                throw POSIXError(.EIO, userInfo: ["nginx": said])
            }
            usleep(10_000)
        }
    }

    deinit { kill(process, SIGTERM) }

    /// Its address by name, with the path of OpenAI's interface.
    package var url: String { "https://localhost:\(port)/v1" }

    /// Ends it as an administrator would who restarts it: what is in flight is finished, nothing new is taken.
    package func quit() { kill(process, SIGQUIT) }

    /// Ends it at once.
    package func terminate() { kill(process, SIGKILL) }

    private static func freePort() throws -> Int {
        let probe = try ScriptedServer(always: .init())
        defer { probe.stop() }
        return probe.port
    }

    private static func isListening(_ port: Int) -> Bool {
        let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(client) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(client, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
