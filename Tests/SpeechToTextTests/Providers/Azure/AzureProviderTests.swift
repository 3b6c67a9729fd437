import Foundation
import Testing
import TranscriptCache

@testable import SpeechToText

@Suite struct AzureProviderTests {
    private func provider(
        _ change: (inout AzureProvider.Settings) -> Void = { _ in }
    ) throws -> AzureProvider {
        let key = try #require(Secret(testKey))
        var settings = AzureProvider.Settings(
            baseURL: try AzureProvider.baseURL(region: "westeurope"),
            credential: Credential(header: AzureProvider.keyHeader, prefix: "", key))
        change(&settings)
        return try AzureProvider(settings)
    }

    @Test("the request is Azure's: options in the query, the file as body, the key in its header and nowhere else")
    func request() async throws {
        let transport = ScriptedTransport(#"{"RecognitionStatus":"NoMatch"}"#)
        let audio = SpeechAudio.tone()
        _ = try await provider { $0.fields = [RequestField("profanity", "masked"), RequestField("cid", "a b&c")] }
            .hear(audio, transport)
        let request = try #require(transport.requests.first)
        #expect(
            request.url.hasPrefix(
                "https://westeurope.stt.speech.microsoft.com/speech/recognition/conversation/cognitiveservices/v1?"))
        #expect(
            request.query == [
                "language=en-US", "format=detailed", "wordLevelTimestamps=true", "cid=a b&c", "profanity=masked",
            ])
        #expect(request.header("Ocp-Apim-Subscription-Key") == testKey && !request.url.contains(testKey))
        guard case .bytes(audio.wav, "audio/wav; codecs=audio/pcm; samplerate=16000") = request.body else {
            Issue.record("the body is not the file")
            return
        }
    }

    @Test(
        "a region becomes part of a host, so it must be one word",
        arguments: ["", "west europe", "a.evil.example/", "x#"])
    func regions(_ region: String) {
        #expect(throws: SpeechToTextError.self) { try AzureProvider.baseURL(region: region) }
    }

    @Test("a whole address is taken as it is")
    func wholeAddress() throws {
        let url = "http://127.0.0.1:5000/speech/recognition/dictation/cognitiveservices/v1"
        #expect(try provider { $0.baseURL = url }.makeRequest(for: .tone()).url.hasPrefix(url + "?language="))
    }

    @Test("detailed: the lexical form is the transcript, ticks are seconds, the confidence is the best one's")
    func detailed() throws {
        let body = """
            {"RecognitionStatus":"Success","Offset":1000000,"Duration":18000000,"DisplayText":"I owe 25 dollars.",
             "NBest":[{"Confidence":0.91,"Lexical":"i owe twenty five dollars","ITN":"i owe 25 dollars",
               "MaskedITN":"i owe 25 dollars","Display":"I owe 25 dollars.",
               "Words":[{"Word":"i","Offset":1000000,"Duration":2000000,"Confidence":0.8},
                        {"Word":"owe","Offset":3000000,"Duration":4000000}]},
              {"Confidence":0.2,"Lexical":"i know"}]}
            """
        let parsed = try provider().parse(Data(body.utf8), audioSeconds: 2)
        #expect(parsed.text == "i owe twenty five dollars" && parsed.confidence == 0.91 && parsed.remarks.isEmpty)
        #expect(parsed.words.count == 2 && parsed.words[0].confidence == 0.8 && parsed.words[1].confidence == nil)
        #expect(abs((parsed.words[1].end ?? 0) - 0.7) < 1e-9)
    }

    @Test("simple: the display text is the transcript, without a confidence")
    func simple() throws {
        let body = #"{"RecognitionStatus":"Success","DisplayText":"Hello.","Offset":100000,"Duration":20000000}"#
        #expect(try provider().parse(Data(body.utf8), audioSeconds: 2) == ParsedTranscript(text: "Hello."))
    }

    @Test("a transcript that ends long before the audio is marked as a part")
    func partial() throws {
        let body =
            #"{"RecognitionStatus":"Success","Offset":0,"Duration":50000000,"NBest":[{"Confidence":0.9,"Lexical":"one"}]}"#
        #expect(try provider().parse(Data(body.utf8), audioSeconds: 20).remarks == [.partialAudio])
        #expect(try provider().parse(Data(body.utf8), audioSeconds: 6).remarks.isEmpty)
    }

    @Test(
        "nothing recognised is an empty transcript", arguments: ["NoMatch", "InitialSilenceTimeout", "BabbleTimeout"])
    func silence(_ status: String) throws {
        let body = #"{"RecognitionStatus":"\#(status)","Offset":0,"Duration":0}"#
        #expect(try provider().parse(Data(body.utf8), audioSeconds: 2) == ParsedTranscript(text: ""))
    }

    @Test(
        "failures that come with status 200 are failures",
        arguments: [
            (#"{"RecognitionStatus":"Error","Offset":0,"Duration":0}"#, "server"),
            (#"{"RecognitionStatus":"TooManyRequests"}"#, "rate-limit"),
            (#"{"RecognitionStatus":"BadRequest"}"#, "rejected"),
            (#"{"RecognitionStatus":"Forbidden"}"#, "authentication"),
            (#"{"RecognitionStatus":"Success"}"#, "malformed-response"), (#"{"text":"x"}"#, "malformed-response"),
            (#"{"RecognitionStatus":"Odd"}"#, "malformed-response"), ("", "malformed-response"),
        ])
    func insideSuccess(_ body: String, _ cause: String) throws {
        let error = #expect(throws: SpeechToTextError.self) { try provider().parse(Data(body.utf8), audioSeconds: 2) }
        #expect(error?.cause == cause)
    }

    @Test(
        "refusals, also without a body",
        arguments: [
            (400, "", "rejected"), (401, "", "authentication"),
            (
                401, #"{"error":{"code":"401","message":"Access denied due to invalid subscription key"}}"#,
                "authentication"
            ),
            (403, "", "authentication"),
            (
                403,
                #"{"error":{"code":"403","message":"Out of call volume quota. Quota will be replenished in 3 days."}}"#,
                "quota"
            ),
            (
                429, #"{"error":{"code":"429","message":"Rate limit is exceeded. Try again in 2 seconds."}}"#,
                "rate-limit"
            ),
            (500, "", "server"), (503, "Service Unavailable", "server"),
        ])
    func refusals(_ status: Int, _ body: String, _ cause: String) async throws {
        #expect(try await provider().refusal(status, body)?.cause == cause)
    }
}
