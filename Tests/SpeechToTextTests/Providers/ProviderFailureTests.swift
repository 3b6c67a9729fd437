import Foundation
import Testing

@testable import SpeechToText

@Suite struct ProviderFailureTests {
    private func failure(_ body: String, status: Int = 400, headers: [String: String] = [:]) -> ProviderFailure {
        ProviderFailure(HTTPResponse(status: status, headers: headers, body: Data(body.utf8)))
    }

    @Test(
        "every shape of error body in use gives its explanation",
        arguments: [
            // OpenAI
            (
                #"{"error":{"message":"Bad value","type":"invalid_request_error","param":"language","code":null}}"#,
                "Bad value (parameter language)"
            ),
            // whisper.cpp
            (#"{"error":"failed to process audio"}"#, "failed to process audio"),
            // LocalAI (fiber)
            (#"{"error":{"code":413,"message":"Request Entity Too Large","type":""}}"#, "Request Entity Too Large"),
            // Google
            (
                #"{"error":{"code":400,"message":"Sync input too long.","status":"INVALID_ARGUMENT","details":[]}}"#,
                "Sync input too long."
            ),
            // FastAPI: a text, and a list
            (#"{"detail":"Model 'x' is not installed locally."}"#, "Model 'x' is not installed locally."),
            (
                #"{"detail":[{"loc":["body","file"],"msg":"Field required","type":"missing"}]}"#,
                "body.file: Field required"
            ),
            // Deepgram, old and new
            (#"{"err_code":"INVALID_AUTH","err_msg":"Invalid credentials.","request_id":"1"}"#, "Invalid credentials."),
            (#"{"category":"INVALID_JSON","message":"Invalid JSON.","details":"d","request_id":"1"}"#, "Invalid JSON."),
            // Mistral
            (#"{"object":"error","message":"Input is wrong","type":"t","param":null,"code":"3051"}"#, "Input is wrong"),
            // Text, HTML, nothing
            ("Invalid request", "Invalid request"),
            ("<html><head><style>b{}</style></head><body><h1>502 Bad\nGateway</h1></body></html>", "502 Bad Gateway"),
            ("", ""),
            ("[1,2]", "[1,2]"),
            (#"{"error":null}"#, #"{"error":null}"#),
        ])
    func shapes(_ body: String, _ message: String) {
        #expect(failure(body).message == message)
    }

    @Test("a long explanation is cut and put on one line")
    func long() {
        let text = failure(String(repeating: "ab\n", count: 1000)).message
        #expect(text.count == 301)
        #expect(!text.contains("\n"))
    }

    @Test("bytes that are no text do not matter")
    func binary() {
        let failure = ProviderFailure(HTTPResponse(status: 500, body: Data([0xff, 0xfe, 0x00, 0x41])))
        #expect(failure.message.contains("A"))
    }

    @Test(
        "status and body name the cause",
        arguments: [
            (400, "", "rejected"), (401, "", "authentication"), (402, "", "quota"), (403, "", "authentication"),
            (404, "", "not-found"), (408, "", "server"), (409, "", "server"), (413, "", "too-large"),
            (415, "", "rejected"), (422, "", "rejected"), (425, "", "server"), (429, "", "rate-limit"),
            (429, #"{"error":{"message":"m","type":"insufficient_quota","code":"insufficient_quota"}}"#, "quota"),
            (429, #"{"error":{"message":"You exceeded your current quota","type":"x","code":null}}"#, "quota"),
            (429, "server is busy with another transcription", "rate-limit"),
            (500, "", "server"), (502, "", "server"), (503, "", "server"), (504, "", "server"), (307, "", "redirect"),
        ])
    func causes(_ status: Int, _ body: String, _ cause: String) {
        let error = SpeechToTextError(failure(body, status: status), endpoint: "http://e/v1", hint: RetryHint())
        #expect(error.cause == cause)
    }

    @Test(
        "a redirect is told by its host, with the path where that is the same host, never with a query",
        arguments: [
            ("https://evil.example/path?key=abc", "https://evil.example"),
            ("https://user:abc@evil.example:8443/", "https://evil.example:8443"),
            ("//evil.example/abc", "http://evil.example"), ("/v2/?key=abc#abc", "http://e:81/v2/"),
            ("https://e/v1/", "https://e/v1/"), ("file:///abc", "a file: address"), ("", ""),
            ("http://\u{1b}[2Jabc", ""), ("v2", "http://e:81/v2"),
        ])
    func redirect(_ location: String, _ shown: String) {
        let failure = failure("", status: 302, headers: ["location": location])
        let error = SpeechToTextError(failure, endpoint: "http://e:81/v1", hint: RetryHint())
        #expect(error == .redirected(status: 302, location: shown))
    }
}

@Suite struct SecretTests {
    @Test("a key shows itself nowhere")
    func hidden() throws {
        let secret = try #require(Secret(" sk-very-secret-key\n"))
        var dumped = ""
        dump(secret, to: &dumped)
        let settings = OpenAICompatibleProvider.Settings(key: secret)
        for text in ["\(secret)", String(reflecting: secret), dumped, "\(settings)", String(reflecting: settings)] {
            #expect(!text.contains("very-secret"))
        }
        #expect(secret.revealed == "sk-very-secret-key")
    }

    @Test("what cannot stand in a header is no key", arguments: ["", " \n", "a\r\nX-Evil: 1", "a b", "ké"])
    func refused(_ text: String) { #expect(Secret(text) == nil) }

    @Test("a key that comes back is taken out of texts and bytes; a short word is left")
    func redacting() throws {
        let secret = try #require(Secret("sk-very-secret-key"))
        #expect(secret.redacting("bad key sk-very-secret-key!") == "bad key <redacted>!")
        #expect(secret.redacting(Data("a sk-very-secret-key b".utf8)) == Data("a <redacted> b".utf8))
        #expect(try #require(Secret("EMPTY")).redacting("EMPTY") == "EMPTY")
    }
}

@Suite struct ServiceAddressTests {
    @Test(
        "an address is taken with or without its path",
        arguments: [
            ("http://h:8000/v1", "http://h:8000/v1/audio/transcriptions", "http://h:8000/v1"),
            (
                "HTTPS://Api.Example.com:443/v1/", "https://api.example.com/v1/audio/transcriptions",
                "https://api.example.com/v1"
            ),
            (
                "http://h/v1/audio/transcriptions", "http://h/v1/audio/transcriptions",
                "http://h/v1/audio/transcriptions"
            ),
            ("http://u:p@h/v1?x=1#f", "http://u:p@h/v1/audio/transcriptions?x=1", "http://h/v1"),
        ])
    func forms(_ base: String, _ request: String, _ shown: String) throws {
        let address = try ServiceAddress(base: base, path: "/audio/transcriptions")
        #expect(address.requestURL == request)
        #expect(address.shown == shown)
    }

    @Test("what is no http address is refused", arguments: ["", "localhost:8000", "ftp://h/", "http://", "file:///x"])
    func refused(_ base: String) {
        #expect(throws: SpeechToTextError.self) { try ServiceAddress(base: base, path: "/p") }
    }

    @Test(
        "this machine's own addresses are known",
        arguments: [
            ("http://127.0.0.1:1/", true), ("http://127.9.8.7/", true), ("http://localhost/", true),
            ("http://[::1]:80/", true), ("http://127.0.0.1.evil.example/", false), ("http://10.0.0.1/", false),
            ("http://localhost.evil.example/", false),
        ])
    func loopback(_ url: String, _ expected: Bool) { #expect(ServiceAddress.isLoopback(url) == expected) }
}
