import Foundation
import TestSupport
import Testing

/// Which recogniser a command asks, and what becomes of the keys on the way.
@Suite("Recogniser options of the tool", .enabled(if: Tool.isBuilt, "build the tool first"))
struct RecogniserOptionsTests {
    private static let key = "test-key-0123456789-abcdef"

    /// A server that hears "hello" in everything, and says so in OpenAI's, Google's, Azure's and Deepgram's way; it sends
    /// back whatever key it is given.
    private func server() throws -> ScriptedServer {
        try ScriptedServer { request, _ in
            let names = ["authorization", "x-goog-api-key", "ocp-apim-subscription-key"]
            let key = names.compactMap { request.headers[$0] }.first ?? ""
            return .json(
                """
                {"text":"hello","results":\(request.path.contains("listen")
                    ? #"{"channels":[{"alternatives":[{"transcript":"hello"}]}]}"#
                    : #"[{"alternatives":[{"transcript":"hello"}]}]"#),
                 "RecognitionStatus":"Success","DisplayText":"hello","echo":"\(key)"}
                """, headers: ["X-Echo": key])
        }
    }

    @Test("an endpoint of the settings file is asked by its name, and results carry that name")
    func endpoint() async throws {
        let folder = try TemporaryFolder()
        let server = try server()
        let manifest = try DemoSlice.write(1, to: folder)
        try folder.write(
            "[endpoint.lab]\nprovider = \"compatible\"\nurl = \"\(server.url)\"\nmodel = \"m\"\n", to: "lab.toml")
        let result = try await Tool.run([
            "transcribe", manifest, "--asr", "lab", "--config", folder.path("lab.toml"), "--cache",
            folder.path("cache"),
            "--asr-field", "hotwords=a=b",
        ])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("hello") && result.output.contains(",lab,m"))
        #expect(server.requests.first?.field("model") == "m" && server.requests.first?.field("hotwords") == "a=b")
    }

    @Test("the user's own settings file is found and named, unless quiet is wanted")
    func usualFile() async throws {
        let folder = try TemporaryFolder()
        let server = try server()
        let manifest = try DemoSlice.write(1, to: folder)
        try FileManager.default.createDirectory(atPath: folder.path("emoscribe"), withIntermediateDirectories: true)
        try folder.write(
            "[defaults]\nasr = \"lab\"\n[endpoint.lab]\nprovider = \"compatible\"\nurl = \"\(server.url)\"\n",
            to: "emoscribe/config.toml")
        let arguments = ["transcribe", manifest, "--cache", folder.path("cache")]
        let result = try await Tool.run(arguments, environment: ["XDG_CONFIG_HOME": folder.path])
        #expect(result.status == 0 && server.requests.count == 1, "\(result.errors)")
        #expect(result.errors.contains("settings: \(folder.path("emoscribe/config.toml"))"))
        let quiet = try await Tool.run(arguments + ["--quiet"], environment: ["XDG_CONFIG_HOME": folder.path])
        #expect(quiet.status == 0 && !quiet.errors.contains("settings:"))
    }

    @Test("wrong names and settings are wrong usage, with what would be right")
    func wrongUsage() async throws {
        let folder = try TemporaryFolder()
        let manifest = try DemoSlice.write(1, to: folder)
        try folder.write("[provider.openai]\nmodle = \"x\"\n", to: "bad.toml")
        let base = ["transcribe", manifest, "--cache", folder.path("cache")]
        for (arguments, words) in [
            (["--asr", "whisper"], ["whisper", "sphinx"]),
            (["--config", folder.path("bad.toml")], ["line 2", "modle", "model"]),
            (["--config", folder.path("nothing.toml")], ["nothing.toml"]),
            (["--asr", "compatible"], ["--asr-url"]),
            (["--asr", "openai", "--asr", "groq"], ["--asr once"]),
            (["--asr", "google", "--asr-prompt", "x"], ["prompt"]),
            (["--asr-field", "novalue"], ["name=value"]),
            (["--asr", "command", "--asr-command", "program"], ["{audio}"]),
            (["--asr", "openai"], ["OPENAI_API_KEY"]),
            (["--asr", "azure"], ["AZURE_SPEECH_REGION"]),
        ] {
            let result = try await Tool.run(base + arguments)
            #expect(result.status == 64, "\(arguments): \(result.errors)")
            for word in words { #expect(result.errors.contains(word), "\(arguments): \(result.errors)") }
        }
    }

    @Test("what is in the cache needs no key and no service")
    func withoutKey() async throws {
        let folder = try TemporaryFolder()
        let server = try server()
        let manifest = try DemoSlice.write(1, to: folder)
        let arguments = [
            "transcribe", manifest, "--asr", "openai", "--asr-url", server.url, "--cache", folder.path("cache"),
        ]
        let first = try await Tool.run(arguments, environment: ["OPENAI_API_KEY": Self.key])
        #expect(first.status == 0, "\(first.errors)")
        server.stop()
        let second = try await Tool.run(arguments)
        #expect(second.status == 0 && second.output == first.output, "\(second.errors)")
    }

    @Test(
        "a key goes to its service and nowhere else: no output, no file",
        arguments: [
            ("openai", "OPENAI_API_KEY"), ("groq", "GROQ_API_KEY"), ("google", "GOOGLE_API_KEY"),
            ("google", "GOOGLE_OAUTH_ACCESS_TOKEN"), ("azure", "AZURE_SPEECH_KEY"), ("deepgram", "DEEPGRAM_API_KEY"),
            ("openai", "file"), ("openai", "command"), ("google", "token"), ("compatible", "file"),
        ])
    func secrecy(_ provider: String, _ source: String) async throws {
        let folder = try TemporaryFolder()
        let good = try server()
        let redirect = try server()
        let manifest = try DemoSlice.write(3, to: folder)
        try folder.write(Self.key, to: "secret/key")
        chmod(folder.path("secret/key"), 0o600)
        var environment: [String: String] = [:]
        var options = ["--asr", provider]
        switch source {
        case "file": options += ["--asr-key-file", folder.path("secret/key")]
        case "command": options += ["--asr-key-command", "cat '\(folder.path("secret/key"))'"]
        case "token": options += ["--asr-token-command", "cat '\(folder.path("secret/key"))'"]
        default: environment[source] = Self.key
        }
        // A service that sends the key back in its answer, one that refuses it and names it, one that sends us elsewhere.
        let bad = try ScriptedServer { request, number in
            let key = request.headers.values.first { $0.contains(Self.key) } ?? ""
            return number == 0
                ? .json(#"{"error":{"message":"bad key \#(key)","code":400,"status":"INVALID"}}"#, status: 400)
                : .init(status: 307, headers: ["Location": "\(redirect.url)/\(key.filter { $0 != " " })"])
        }
        var outputs: [String] = []
        for url in [good.url, bad.url] {
            let result = try await Tool.run(
                ["transcribe", manifest, "--asr-url", url, "--cache", folder.path("cache"), "--concurrency", "1"]
                    + options,
                environment: environment)
            outputs += [result.output, result.errors]
        }
        #expect(good.requests.count == 3)
        #expect(good.requests.allSatisfy { request in request.headers.values.contains { $0.contains(Self.key) } })
        #expect(redirect.requests.isEmpty)
        for text in outputs { #expect(!text.contains(Self.key)) }
        let files = try #require(FileManager.default.enumerator(atPath: folder.path))
        var looked = 0
        for case let name as String in files where !name.hasPrefix("secret") {
            guard let bytes = FileManager.default.contents(atPath: folder.path(name)) else { continue }
            looked += 1
            #expect(bytes.range(of: Data(Self.key.utf8)) == nil, "\(name)")
        }
        #expect(looked >= 4)
    }

    @Test("a program is asked, its answer kept, and no recording is left behind")
    func program() async throws {
        let folder = try TemporaryFolder()
        let manifest = try DemoSlice.write(3, to: folder)
        try FileManager.default.createDirectory(atPath: folder.path("tmp"), withIntermediateDirectories: true)
        let arguments = [
            "transcribe", manifest, "--asr-command", "sh -c 'stat -c %s \"$1\"' program {audio}", "--cache",
            folder.path("cache"),
        ]
        let result = try await Tool.run(arguments, environment: ["TMPDIR": folder.path("tmp")])
        #expect(result.status == 0 && result.output.contains(",command,"), "\(result.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("tmp")).isEmpty)
        let again = try await Tool.run(arguments, environment: ["TMPDIR": folder.path("tmp")])
        #expect(again.output == result.output && again.errors.contains("nothing was sent"))
    }

    @Test("what a service says against its own transcript stands beside it, now and from the cache, and is counted")
    func remarks() async throws {
        let folder = try TemporaryFolder()
        let server = try ScriptedServer(
            always: .json(
                #"{"text":"Thank you.","segments":[{"start":0,"end":1,"avg_logprob":-0.2,"no_speech_prob":0.9}]}"#))
        let manifest = try DemoSlice.write(1, to: folder)
        let arguments = [
            "transcribe", manifest, "--asr-url", server.url, "--cache", folder.path("cache"), "-o",
            folder.path("t.csv"),
        ]
        var tables: [String] = []
        for _ in 0..<2 {
            let result = try await Tool.run(arguments)
            #expect(result.status == 0 && result.errors.contains("1 no-speech"), "\(result.errors)")
            tables.append(try String(contentsOf: folder.url("t.csv"), encoding: .utf8))
        }
        #expect(tables[0].contains("Thank you.,ok,") && tables[0].contains("may be made up"))
        #expect(tables[0] == tables[1] && server.requests.count == 1)
    }
}
