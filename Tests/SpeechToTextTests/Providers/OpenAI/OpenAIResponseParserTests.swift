import Foundation
import Testing
import TranscriptCache

@testable import SpeechToText

@Suite struct OpenAIResponseParserTests {
    private func parse(_ body: String, audioSeconds: Double = 2) throws(SpeechToTextError) -> ParsedTranscript {
        try OpenAIResponseParser.parse(Data(body.utf8), audioSeconds: audioSeconds)
    }

    @Test("OpenAI json: text and billed duration, nothing made up")
    func openAIJSON() throws {
        let parsed = try parse(#"{"text":"Hello there.","usage":{"type":"duration","seconds":3}}"#)
        #expect(parsed == ParsedTranscript(text: "Hello there.", billedSeconds: 3))
        let tokens = try parse(
            #"{"text":"a","usage":{"type":"tokens","input_tokens":9,"total_tokens":12,"seconds":9}}"#)
        #expect(tokens.billedSeconds == nil)
    }

    @Test("OpenAI verbose_json: top-level words, confidence from segment scores weighted by length")
    func openAIVerbose() throws {
        let parsed = try parse(
            """
            {"task":"transcribe","language":"english","duration":4.0,"text":" One two three.",
             "segments":[{"id":0,"start":0.0,"end":1.0,"text":" One","tokens":[1,2],"avg_logprob":-0.1,
                          "compression_ratio":0.8,"no_speech_prob":0.01},
                         {"id":1,"start":1.0,"end":4.0,"text":" two three.","avg_logprob":-0.5}],
             "words":[{"word":"One","start":0.0,"end":0.5},{"word":"two","start":1.0,"end":2.0},
                      {"word":"three","start":2.0,"end":3.5}],
             "usage":{"type":"duration","seconds":4}}
            """, audioSeconds: 4)
        #expect(parsed.text == "One two three.")
        #expect(parsed.language == "english")
        #expect(parsed.words.map(\.word) == ["One", "two", "three"])
        #expect(parsed.words.last?.end == 3.5)
        let expected = (exp(-0.1) * 1 + exp(-0.5) * 3) / 4
        #expect(abs((parsed.confidence ?? 0) - expected) < 1e-12)
    }

    @Test("gpt-4o json with token scores: exp of their mean")
    func logprobs() throws {
        let parsed = try parse(
            #"{"text":"hi","logprobs":[{"token":"h","logprob":-0.2,"bytes":[104]},{"token":"i","logprob":-0.4}]}"#)
        #expect(abs((parsed.confidence ?? 0) - exp(-0.3)) < 1e-12)
    }

    @Test("speaches: words at the top and in segments are counted once, probability is the confidence")
    func speaches() throws {
        let words =
            #"[{"word":" And","start":0.0,"end":0.2,"probability":0.8},{"word":" so","start":0.2,"end":0.4,"probability":0.6}]"#
        let parsed = try parse(
            #"{"language":"en","text":"And so","duration":1.1,"words":\#(words),"segments":[{"start":0,"end":1,"avg_logprob":-0.3,"words":\#(words)}]}"#
        )
        #expect(parsed.words.map(\.word) == ["And", "so"])
        #expect(abs((parsed.confidence ?? 0) - 0.7) < 1e-12)
        #expect(try parse(#"{"text":"x","words":null,"segments":null}"#).words.isEmpty)
    }

    @Test("vLLM: duration is a text, placeholder scores are no confidence")
    func vLLM() throws {
        let parsed = try parse(
            #"{"duration":"1.85","language":"en","text":"ok","segments":[{"id":0,"start":0.0,"end":1.85,"text":"ok","avg_logprob":-1.0,"compression_ratio":-1.0,"no_speech_prob":null}],"words":null,"usage":{"type":"duration","seconds":2}}"#
        )
        #expect(parsed.text == "ok")
        #expect(parsed.confidence == nil)
        #expect(parsed.billedSeconds == 2)
    }

    @Test("older LocalAI: times in nanoseconds become seconds")
    func localAI() throws {
        let parsed = try parse(
            #"{"segments":[{"id":0,"start":0,"end":1500000000,"text":"hello","tokens":[1],"words":[{"word":"hello","start":250000000,"end":1500000000}]}],"text":"hello","output":"x"}"#
        )
        #expect(parsed.words == [TranscriptWord(word: "hello", start: 0.25, end: 1.5)])
    }

    @Test("whisper.cpp: pieces join to words, their probabilities multiply, lines become spaces")
    func whisperCpp() throws {
        let parsed = try parse(
            """
            {"task":"transcribe","language":"english","duration":1.0953,"text":" And so my\\n fellow.\\n",
             "segments":[{"id":0,"text":" And so my fellow.","start":0.0,"end":1.0,"tokens":[1,2],"words":[
               {"word":"[_BEG_]","start":0.0,"end":0.0,"t_dtw":-1,"probability":0.9},
               {"word":" And","start":0.0,"end":0.3,"t_dtw":-1,"probability":0.5},
               {"word":" fel","start":0.3,"end":0.5,"t_dtw":-1,"probability":0.8},
               {"word":"low","start":0.5,"end":0.9,"t_dtw":-1,"probability":0.5},
               {"word":".","start":0.9,"end":1.0,"t_dtw":-1,"probability":1.0}],
               "temperature":0.0,"avg_logprob":-0.4,"no_speech_prob":0.1}]}
            """)
        #expect(parsed.text == "And so my fellow.")
        #expect(parsed.words.map(\.word) == ["And", "fellow."])
        #expect(parsed.words[1] == TranscriptWord(word: "fellow.", start: 0.3, end: 1, confidence: 0.4))
        #expect(abs((parsed.confidence ?? 0) - 0.45) < 1e-12)
    }

    @Test("llama-server's event shape and an empty answer are answers")
    func others() throws {
        #expect(try parse(#"{"type":"transcript.text.done","text":"hi","usage":{}}"#).text == "hi")
        #expect(try parse(#"{"text":"","segments":[]}"#) == ParsedTranscript(text: ""))
        #expect(try parse(#"{"text":"a","languages":[{"code":"de"}]}"#).language == "de")
    }

    @Test("values outside their range are absent, not clamped")
    func ranges() throws {
        let parsed = try parse(#"{"text":"a","words":[{"word":"a","start":"x","end":null,"probability":1.7}]}"#)
        #expect(parsed.words == [TranscriptWord(word: "a")])
        #expect(parsed.confidence == nil)
    }

    @Test(
        "what is no answer is named",
        arguments: [
            ("", "empty"), ("<html><body>Sign in</body></html>", "web page"), (#"{"text":"hel"#, "cut off"),
            ("hello there", "not JSON"), ("{}", "no \"text\""), (#"{"text":null}"#, "no \"text\""),
            ("[]", "no \"text\""),
            (#"{"text":5}"#, "no \"text\""),
        ])
    func malformed(_ body: String, _ reason: String) {
        let error = #expect(throws: SpeechToTextError.self) { try parse(body) }
        #expect(error?.cause == "malformed-response")
        #expect(error?.description.contains(reason) == true)
    }

    @Test("an error inside a 200 is a refusal")
    func errorInside() {
        #expect(throws: SpeechToTextError.rejected(status: 200, message: "no")) { try parse(#"{"error":"no"}"#) }
    }

    @Test("deeply nested JSON is refused, not a crash")
    func nesting() {
        #expect(throws: SpeechToTextError.self) { try parse(String(repeating: "[", count: 100_000)) }
    }
}
