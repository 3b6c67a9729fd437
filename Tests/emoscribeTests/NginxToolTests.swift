import Foundation
import TestSupport
import Testing

/// The built-in recogniser as an endpoint behind a real reverse proxy with TLS, asked by the tool.
@Suite(
    "emoscribe serve behind nginx",
    .enabled(if: Tool.isBuilt && Nginx.isAvailable, "needs the programs nginx (Debian: nginx-light) and openssl"))
struct NginxToolTests {
    @Test("what comes through TLS and HTTP/2 is what the recogniser says, and an unknown authority is refused")
    func throughTLS() async throws {
        let folder = try TemporaryFolder()
        let manifest = try DemoSlice.write(2, to: folder)
        let authority = try TestAuthority()
        func transcribe(_ more: [String]) async throws -> Tool.Outcome {
            try await Tool.run(["transcribe", manifest, "--concurrency", "2"] + more)
        }
        try await Tool.whileServing(["serve", "--port", "0", "--decoders", "2", "--preset", "fast"]) { url in
            let port = try #require(URL(string: url)?.port)
            let nginx = try Nginx(before: port, identity: authority.issue())
            let plain = try await transcribe(["--asr-url", url, "--cache", folder.path("plain")])
            #expect(plain.status == 0, "\(plain.errors)")
            let secured = try await transcribe([
                "--asr-url", nginx.url, "--ca-file", authority.certificate, "--cache", folder.path("secured"),
            ])
            #expect(secured.status == 0, "\(secured.errors)")
            #expect(secured.output == plain.output && secured.output.split(separator: "\n").count == 3)
            let unknown = try await transcribe(["--asr-url", nginx.url, "--cache", folder.path("unknown")])
            #expect(unknown.status == 1 && unknown.errors.contains("--ca-file"))
            let doctor = try await Tool.run([
                "doctor", "--asr-url", nginx.url, "--ca-file", authority.certificate, "--cache", folder.path("cache"),
            ])
            #expect(doctor.output.contains("TLS") && doctor.output.contains("HTTP/2"), "\(doctor.output)")
        }
    }
}
