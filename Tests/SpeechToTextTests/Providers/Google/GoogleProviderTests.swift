import Foundation
import Testing
import TranscriptCache

@testable import SpeechToText

@Suite struct GoogleProviderTests {
    private func provider(
        _ change: (inout GoogleProvider.Settings) -> Void = { _ in }
    ) throws -> GoogleProvider {
        let key = try #require(Secret(testKey))
        var settings = GoogleProvider.Settings(credential: Credential(header: "X-Goog-Api-Key", prefix: "", key))
        change(&settings)
        return try GoogleProvider(settings)
    }

    @Test("the request is Google's: configuration, base64 audio, the key in its header and nowhere else")
    func request() async throws {
        let transport = ScriptedTransport("{}")
        let audio = SpeechAudio.tone()
        _ = try await provider { $0.model = "latest_long" }.hear(audio, transport)
        let request = try #require(transport.requests.first)
        #expect(request.url == "https://speech.googleapis.com/v1/speech:recognize")
        #expect(request.header("X-Goog-Api-Key") == testKey)
        let json = try #require(JSONValue(Data(request.bodyText.utf8)))
        #expect(
            json["config"]
                == .object([
                    "encoding": .string("LINEAR16"), "sampleRateHertz": .number(16_000),
                    "languageCode": .string("en-US"), "maxAlternatives": .number(1),
                    "enableWordTimeOffsets": .bool(true), "enableWordConfidence": .bool(true),
                    "enableAutomaticPunctuation": .bool(true), "model": .string("latest_long"),
                ]))
        #expect(json["audio"]?["content"]?.string == audio.wav.base64EncodedString())
        #expect(!request.url.contains(testKey) && !request.bodyText.contains(testKey))
    }

    @Test("fields are members of the configuration, as JSON where they are JSON, and replace ours")
    func fields() async throws {
        let transport = ScriptedTransport("{}")
        let provider = try provider {
            $0.fields = [
                RequestField("enableAutomaticPunctuation", "false"), RequestField("useEnhanced", "true"),
                RequestField("alternativeLanguageCodes", #"["de-DE"]"#), RequestField("note", #"say "so""#),
            ]
        }
        _ = await provider.hear(.tone(), transport)
        let config = try #require(JSONValue(Data(transport.requests[0].bodyText.utf8))?["config"])
        #expect(config["enableAutomaticPunctuation"] == .bool(false) && config["useEnhanced"] == .bool(true))
        #expect(config["alternativeLanguageCodes"] == .array([.string("de-DE")]))
        #expect(config["note"] == .string(#"say "so""#))
        #expect(provider.cacheOptions["field.useEnhanced"] == "true")
    }

    @Test(
        "regional hosts are other addresses, with or without version and path",
        arguments: [
            ("https://eu-speech.googleapis.com", "https://eu-speech.googleapis.com/v1/speech:recognize"),
            ("https://eu-speech.googleapis.com/", "https://eu-speech.googleapis.com/v1/speech:recognize"),
            ("https://h/v1p1beta1", "https://h/v1p1beta1/speech:recognize"),
            ("https://h/v1/speech:recognize", "https://h/v1/speech:recognize"),
        ])
    func addresses(_ base: String, _ url: String) throws {
        #expect(try provider { $0.baseURL = base }.makeRequest(for: .tone()).url == url)
    }

    @Test("results are joined without a separator; times are texts; what it costs is kept")
    func answer() throws {
        let body = """
            {"results":[
              {"alternatives":[{"transcript":"how old is","confidence":0.9,"words":[
                 {"startTime":"0s","endTime":"0.300s","word":"how","confidence":0.9},
                 {"startTime":"0.300s","endTime":"0.6s","word":"old","confidence":0.0},
                 {"startTime":"0.600s","endTime":"0.8s","word":"is"}]}],"resultEndTime":"0.9s","languageCode":"en-us"},
              {"alternatives":[{"transcript":" the brooklyn bridge","confidence":0.8}],"languageCode":"en-us"}],
             "totalBilledTime":"15s","requestId":"8675309123456789"}
            """
        let parsed = try provider().parse(Data(body.utf8), audioSeconds: 1.8)
        #expect(parsed.text == "how old is the brooklyn bridge")
        #expect(parsed.language == "en-us" && parsed.billedSeconds == 15)
        #expect(parsed.words[0] == TranscriptWord(word: "how", start: 0, end: 0.3, confidence: 0.9))
        #expect(parsed.words[1].confidence == nil && parsed.words[2].confidence == nil)
        #expect(abs((parsed.confidence ?? 0) - (3 * 0.9 + 3 * 0.8) / 6) < 1e-12)
    }

    @Test("an empty object is an empty transcript, and a confidence of 0 is none")
    func nothing() throws {
        let provider = try provider()
        #expect(try provider.parse(Data("{}".utf8), audioSeconds: 1) == ParsedTranscript(text: ""))
        let billed = try provider.parse(Data(#"{"totalBilledTime":"2s","requestId":"1"}"#.utf8), audioSeconds: 1)
        #expect(billed.text.isEmpty && billed.billedSeconds == 2)
        let unset = #"{"results":[{"alternatives":[{"transcript":"a","confidence":0.0}]}]}"#
        #expect(try provider.parse(Data(unset.utf8), audioSeconds: 1).confidence == nil)
        let half =
            #"{"results":[{"alternatives":[{"transcript":"a","confidence":0.5}]},{"alternatives":[{"transcript":" b"}]}]}"#
        #expect(try provider.parse(Data(half.utf8), audioSeconds: 1).confidence == nil)
        let empty = #"{"results":[{"resultEndTime":"1s"},{"alternatives":[]}]}"#
        #expect(try provider.parse(Data(empty.utf8), audioSeconds: 1).text.isEmpty)
    }

    @Test(
        "what is no answer of Google is not taken for silence",
        arguments: [#"{"status":"ok"}"#, "[]", "", "<html></html>", #"{"results":[{"alternatives":[{"tran"#])
    func malformed(_ body: String) throws {
        let error = #expect(throws: SpeechToTextError.self) {
            try provider().parse(Data(body.utf8), audioSeconds: 1)
        }
        #expect(error?.cause == "malformed-response")
    }

    private static func error(_ code: Int, _ status: String, _ message: String, reason: String? = nil) -> String {
        let details =
            reason.map { #"[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"\#($0)"}]"# } ?? "[]"
        return #"{"error":{"code":\#(code),"message":"\#(message)","status":"\#(status)","details":\#(details)}}"#
    }

    @Test(
        "refusals are told apart: what heals, what ends the run, what is about one recording",
        arguments: [
            (
                400,
                error(
                    400, "INVALID_ARGUMENT",
                    "Sync input too long. For audio longer than 1 min use LongRunningRecognize with a 'uri' parameter."),
                "too-large"
            ),
            (
                400,
                error(400, "INVALID_ARGUMENT", "Inline audio exceeds duration limit. Please use a GCS URI."),
                "too-large"
            ),
            (
                400,
                error(400, "INVALID_ARGUMENT", "Request payload size exceeds the limit: 10485760 bytes."), "too-large"
            ),
            (400, error(400, "INVALID_ARGUMENT", "Invalid recognition 'config': bad encoding.."), "rejected"),
            (
                400,
                error(
                    400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.",
                    reason: "API_KEY_INVALID"),
                "authentication"
            ),
            (401, error(401, "UNAUTHENTICATED", "Request had invalid authentication credentials."), "authentication"),
            (
                403,
                error(
                    403, "PERMISSION_DENIED", "This API method requires billing to be enabled.",
                    reason: "BILLING_DISABLED"), "quota"
            ),
            (
                403,
                error(
                    403, "PERMISSION_DENIED", "Cloud Speech-to-Text API has not been used.", reason: "SERVICE_DISABLED"),
                "authentication"
            ),
            (404, error(404, "NOT_FOUND", "Requested entity was not found."), "not-found"),
            (
                429,
                error(
                    429, "RESOURCE_EXHAUSTED",
                    "Quota exceeded for quota metric 'Requests' and limit 'Requests per minute'"),
                "rate-limit"
            ),
            (429, error(429, "RESOURCE_EXHAUSTED", "Quota exceeded for limit 'Audio seconds per day'"), "quota"),
            (499, error(499, "CANCELLED", "The operation was cancelled."), "rejected"),
            (500, error(500, "INTERNAL", "Internal error encountered."), "server"),
            (503, error(503, "UNAVAILABLE", "The service is currently unavailable."), "server"),
            (504, error(504, "DEADLINE_EXCEEDED", "Deadline exceeded."), "server"),
        ])
    func refusals(_ status: Int, _ body: String, _ cause: String) async throws {
        #expect(try await provider().refusal(status, body)?.cause == cause)
    }

    @Test("audio that is too long is told with both lengths")
    func tooLong() async throws {
        let body = Self.error(400, "INVALID_ARGUMENT", "Sync input too long.")
        let error = try await provider().refusal(400, body, audio: .tone(seconds: 61))
        #expect(error == .audioTooLong(seconds: 61, limitSeconds: 60))
    }

    @Test("a recording at the limit makes a request within ten megabytes")
    func size() throws {
        let limit = try #require(GoogleProvider.serviceLimits.audioBytes)
        let audio = SpeechAudio(samples: [Int16](repeating: 1, count: (limit - 44) / 2))
        #expect(try provider().makeRequest(for: audio).bodyText.utf8.count <= 10_485_760)
    }
}
