import Crypto
import Foundation
import Testing
import TranscriptCache

@testable import SpeechToText

@Suite struct DeepgramProviderTests {
    private func provider(
        _ change: (inout DeepgramProvider.Settings) -> Void = { _ in }
    ) throws -> DeepgramProvider {
        let key = try #require(Secret(testKey))
        var settings = DeepgramProvider.Settings(credential: Credential(prefix: "Token ", key))
        change(&settings)
        return try DeepgramProvider(settings)
    }

    private func answer(_ text: String, about audio: SpeechAudio? = nil) -> String {
        let hash = audio.map { SHA256.hash(data: $0.wav).map { String(format: "%02x", Int($0)) }.joined() } ?? ""
        return
            #"{"metadata":{"request_id":"1","sha256":"\#(hash)"},"results":{"channels":[{"alternatives":[{"transcript":"\#(text)","confidence":0.9}]}]}}"#
    }

    @Test("the request is Deepgram's: options in the query, lists repeated, the file as body, Token before the key")
    func request() async throws {
        let transport = ScriptedTransport(answer("a"))
        let audio = SpeechAudio.tone()
        let provider = try provider {
            $0.language = "en"
            $0.fields = [
                RequestField("keyterm", "two words"), RequestField("keyterm", "a&b"), RequestField("numerals", "true"),
            ]
        }
        _ = await provider.hear(audio, transport)
        let request = try #require(transport.requests.first)
        #expect(request.url.hasPrefix("https://api.deepgram.com/v1/listen?"))
        #expect(
            request.query == [
                "smart_format=false", "punctuate=true", "model=nova-3", "language=en", "keyterm=two words",
                "keyterm=a&b", "numerals=true",
            ])
        #expect(request.header("Authorization") == "Token \(testKey)" && !request.url.contains(testKey))
        #expect(
            provider.cacheOptions == ["field.keyterm": "two words", "field.keyterm#2": "a&b", "field.numerals": "true"])
        guard case .bytes(audio.wav, "audio/wav") = request.body else {
            Issue.record("the body is not the file")
            return
        }
    }

    @Test("text, confidence, words with their times, the language that was heard")
    func full() throws {
        let body = """
            {"metadata":{"request_id":"1","duration":2.0,"channels":1},"results":{"channels":[{
              "alternatives":[{"transcript":"Hello there.","confidence":0.97,"words":[
                {"word":"hello","start":0.1,"end":0.4,"confidence":0.99,"punctuated_word":"Hello","speaker":0},
                {"word":"there","start":0.5,"end":0.9,"confidence":0.95,"punctuated_word":"there."}]}],
              "detected_language":"en","language_confidence":0.9}]}}
            """
        let parsed = try provider().parse(Data(body.utf8), audioSeconds: 2)
        #expect(parsed.text == "Hello there." && parsed.confidence == 0.97 && parsed.language == "en")
        #expect(
            parsed.words == [
                TranscriptWord(word: "Hello", start: 0.1, end: 0.4, confidence: 0.99),
                TranscriptWord(word: "there.", start: 0.5, end: 0.9, confidence: 0.95),
            ])
    }

    @Test("silence is an empty transcript without a confidence")
    func silence() throws {
        let body =
            #"{"metadata":{},"results":{"channels":[{"alternatives":[{"transcript":"","confidence":0.0,"words":[]}]}]}}"#
        #expect(try provider().parse(Data(body.utf8), audioSeconds: 2) == ParsedTranscript(text: ""))
    }

    @Test("an answer about other audio is not taken; one that does not say is")
    func integrity() async throws {
        let audio = SpeechAudio.tone()
        let right = try await provider().hear(audio, ScriptedTransport(answer("a", about: audio)))
        #expect(right == .success("a"))
        let wrong = try await provider().hear(audio, ScriptedTransport(answer("a", about: .tone(seconds: 0.2))))
        guard case .failure(let error)? = wrong else {
            Issue.record("other audio was accepted")
            return
        }
        #expect(error.cause == "malformed-response" && error.description.contains("other audio"))
        #expect(try await provider().hear(audio, ScriptedTransport(answer("a"))) == .success("a"))
    }

    @Test(
        "what is no answer is named",
        arguments: ["{}", #"{"request_id":"1"}"#, #"{"results":{"channels":[]}}"#, "<p>", ""])
    func malformed(_ body: String) throws {
        let error = #expect(throws: SpeechToTextError.self) { try provider().parse(Data(body.utf8), audioSeconds: 2) }
        #expect(error?.cause == "malformed-response")
    }

    @Test("an option that sends the answer elsewhere is refused")
    func callback() {
        #expect(throws: SpeechToTextError.self) { try provider { $0.fields = [RequestField("callback", "http://x")] } }
    }

    @Test(
        "refusals in all their forms",
        arguments: [
            (
                400, #"{"err_code":"Bad Request","err_msg":"Bad Request: failed to process audio","request_id":"1"}"#,
                "rejected"
            ),
            (401, #"{"err_code":"INVALID_AUTH","err_msg":"Invalid credentials.","request_id":"1"}"#, "authentication"),
            (
                402,
                #"{"err_code":"ASR_PAYMENT_REQUIRED","err_msg":"Project does not have enough credits.","request_id":"1"}"#,
                "quota"
            ),
            (
                403, #"{"category":"FORBIDDEN","message":"No access to the model.","details":"d","request_id":"1"}"#,
                "authentication"
            ),
            (408, "", "server"), (413, "too large", "too-large"),
            (429, #"{"err_code":"TOO_MANY_REQUESTS","err_msg":"Too many requests.","request_id":"1"}"#, "rate-limit"),
            (504, "", "server"),
        ])
    func refusals(_ status: Int, _ body: String, _ cause: String) async throws {
        #expect(try await provider().refusal(status, body)?.cause == cause)
    }
}
