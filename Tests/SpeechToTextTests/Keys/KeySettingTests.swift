import Foundation
import TestSupport
import Testing

@testable import SpeechToText

@Suite struct KeySettingTests {
    private func lookUp(_ setting: KeySetting, _ environment: [String: String] = [:]) throws(SpeechToTextError)
        -> String
    {
        try setting.lookUp(environment: environment, for: "openai").revealed
    }

    @Test("a key is found in a variable, a private file, and on a command's output")
    func found() throws {
        let folder = try TemporaryFolder()
        try folder.write(testKey + "\n", to: "key")
        chmod(folder.path("key"), 0o600)
        #expect(try lookUp(.variable("K"), ["K": testKey]) == testKey)
        #expect(try lookUp(.file(folder.path("key"))) == testKey)
        #expect(try lookUp(.command(["/bin/echo", testKey])) == testKey)
    }

    @Test("a file that others can read, or that is none, is refused", arguments: [0o644, 0o640, 0o604, 0o660])
    func openFile(_ mode: mode_t) throws {
        let folder = try TemporaryFolder()
        try folder.write(testKey, to: "key")
        chmod(folder.path("key"), mode)
        let error = #expect(throws: SpeechToTextError.self) { try lookUp(.file(folder.path("key"))) }
        #expect(error?.description.contains("chmod 600") == true && error?.description.contains(testKey) == false)
        #expect(throws: SpeechToTextError.self) { try lookUp(.file(folder.path)) }
        #expect(throws: SpeechToTextError.self) { try lookUp(.file(folder.path("nothing"))) }
    }

    @Test(
        "a command that fails is named, its output and its arguments are not",
        arguments: [
            (["/bin/sh", "-c", "echo private-output-1; echo private-output-2 >&2; exit 7"], "status 7"),
            (["/bin/sh", "-c", "echo private-output and more"], "something else than one key"),
            (["/bin/sh", "-c", ": private-output"], "wrote nothing"),
            (["/bin/sh", "-c", "kill -15 $$ # private-output"], "signal 15"),
            (["no-such-program-here", "private-output"], "could not be started"),
        ])
    func failingCommand(_ words: [String], _ reason: String) {
        let error = #expect(throws: SpeechToTextError.self) { try lookUp(.command(words)) }
        #expect(error?.description.contains(reason) == true && error?.description.contains(words[0]) == true)
        #expect(error?.description.contains("private-output") == false)
        #expect(!"\(KeySetting.command(words))".contains("private-output"))
    }

    @Test("a variable that is missing or holds no key is named")
    func variables() {
        for environment in [[:], ["K": ""], ["K": "a b"]] {
            let error = #expect(throws: SpeechToTextError.self) { try lookUp(.variable("K"), environment) }
            #expect(error?.description.contains("variable K") == true)
        }
    }

    @Test("a command is run when a key is first needed, and again when the service refuses what it gave")
    func renewal() async throws {
        let folder = try TemporaryFolder()
        let count = folder.path("count")
        let words = ["/bin/sh", "-c", "echo x >> \(count); echo key-number-$(wc -l < \(count))"]
        let credential = Credential(TokenSource(.command(words), environment: [:], for: "openai"))
        let provider = try OpenAICompatibleProvider(.init(credential: credential))
        #expect(!FileManager.default.fileExists(atPath: count))
        let transport = ScriptedTransport { request, _ in
            request.header("Authorization") == "Bearer key-number-2"
                ? HTTPResponse(status: 200, body: Data(#"{"text":"hi"}"#.utf8)) : HTTPResponse(status: 401)
        }
        #expect(await provider.hear(.tone(), transport) == nil)
        #expect(await provider.hear(.tone(), transport) == .success("hi"))
        #expect(provider.redacting("key-number-1 key-number-2") == "<redacted> <redacted>")
    }

    @Test("a command that gives the refused key again ends the run")
    func sameKey() async throws {
        let credential = Credential(TokenSource(.command(["/bin/echo", testKey]), environment: [:], for: "openai"))
        let provider = try OpenAICompatibleProvider(.init(credential: credential))
        let transport = ScriptedTransport("", status: 401)
        #expect(await provider.hear(.tone(), transport) == nil)
        guard case .failure(let error)? = await provider.hear(.tone(), transport) else {
            Issue.record("asked for ever")
            return
        }
        #expect(error.cause == "authentication" && transport.requests.count == 1)
        #expect(error.description.contains("the same again"))
    }

    @Test("a key that nobody gave is missed when it is needed, not before")
    func missing() async throws {
        let credential = Credential(TokenSource(missing: "no key: set OPENAI_API_KEY"))
        let provider = try OpenAICompatibleProvider(.init(credential: credential))
        let transport = ScriptedTransport("{}")
        #expect(
            await provider.hear(.tone(), transport)
                == .failure(.invalidConfiguration(reason: "no key: set OPENAI_API_KEY")))
        #expect(transport.requests.isEmpty)
    }
}
