import Foundation
import TestSupport
import Testing

@Suite("The doctor", .enabled(if: Tool.isBuilt, "build the tool first"))
struct DoctorTests {
    private static let key = "test-key-0123456789-abcdef"

    @Test("the built-in recogniser is well where it is installed, and hears something")
    func builtIn() async throws {
        let folder = try TemporaryFolder()
        let result = try await Tool.run(["doctor", "--cache", folder.path("cache"), "--json"])
        #expect(result.status == 0, "\(result.output)")
        let recogniser = (result.json["recognisers"] as? [[String: Any]])?.first
        #expect(recogniser?["name"] as? String == "sphinx")
        let clip = (recogniser?["findings"] as? [[String: Any]])?.last
        #expect(clip?["subject"] as? String == "clip" && (clip?["text"] as? String)?.contains("three") == true)
        #expect(!FileManager.default.fileExists(atPath: folder.path("cache")))
    }

    @Test("nothing that may cost is sent unless the user says so, and no key is shown")
    func paid() async throws {
        let folder = try TemporaryFolder()
        let server = try ScriptedServer { request, _ in
            request.method == "GET" ? .json("{}", status: 404) : .transcript("one two three")
        }
        try folder.write(
            "[endpoint.lab]\nprovider = \"openai\"\nurl = \"\(server.url)\"\nprice-per-minute = 0.6\n", to: "lab.toml")
        let arguments = [
            "doctor", "--asr", "lab", "--config", folder.path("lab.toml"), "--cache", folder.path("cache"),
        ]
        let environment = ["OPENAI_API_KEY": Self.key]
        let careful = try await Tool.run(arguments, environment: environment)
        #expect(careful.status == 0 && careful.output.contains("skipped  clip"), "\(careful.output)")
        #expect(careful.output.contains("0.01 USD") && server.requests.map(\.method) == ["GET"])
        let paid = try await Tool.run(arguments + ["--yes"], environment: environment)
        #expect(paid.status == 0 && paid.output.contains("heard \"one two three\""))
        #expect(server.requests.map(\.method) == ["GET", "GET", "POST"])
        for text in [careful.output, careful.errors, paid.output, paid.errors] { #expect(!text.contains(Self.key)) }
        #expect(server.requests.filter { $0.method == "GET" }.allSatisfy { $0.headers["authorization"] == nil })
    }

    @Test("a service that is down is a problem with advice; the settings alone are shown without a look")
    func down() async throws {
        let folder = try TemporaryFolder()
        let arguments = [
            "doctor", "--asr", "whispercpp", "--asr-url", "http://127.0.0.1:9", "--cache", folder.path("cache"),
        ]
        let result = try await Tool.run(arguments)
        #expect(
            result.status == 1 && result.output.contains("problem  connection") && result.output.contains("--asr-url"))
        let settings = try await Tool.run(arguments + ["--settings"])
        #expect(settings.status == 0 && settings.output.contains("url = http://127.0.0.1:9"))
    }
}
