import Foundation
import TestSupport
import Testing
import TranscriptCache

@testable import SpeechToText

/// Answers as their services send them, cut where these cut them.
@Suite struct TranscriptSegmentsTests {
    private func read(_ provider: String, _ body: String, audioSeconds: Double = 10) throws -> TranscriptSegments? {
        let identity = TranscriptIdentity(
            sampleHash: ContentHash(samples: [1]), sampleRate: 16_000, provider: provider, endpoint: "e", model: "m",
            language: "", options: [:], adapterVersion: 1)
        var stored = CachedTranscript(
            identity: identity, parsed: ParsedTranscript(text: ""), parserVersion: 0, rawResponse: Data(body.utf8),
            httpStatus: 200, audioSeconds: audioSeconds)
        stored.parsed = try #require(StoredResponses.read(stored)?.parsed, "\(provider) reads this answer")
        return TranscriptSegments(stored, pauseSeconds: 0.4)
    }

    /// `0.0-2.5 text (words)`, a line for each.
    private func lines(_ segments: TranscriptSegments?) -> [String]? {
        segments?.segments.map { segment in
            "\(segment.start)-\(segment.end) \(segment.text) (\(segment.words.map(\.word).joined(separator: "|")))"
        }
    }

    @Test("OpenAI's verbose_json: its segments with their words, text as it is written, confidence from avg_logprob")
    func openAI() throws {
        let segments = try read(
            "openai",
            """
            {"task":"transcribe","language":"english","duration":6.0,"text":" Well, one two. Three!",
             "segments":[{"id":0,"start":0.5,"end":2.0,"text":" Well, one two.","avg_logprob":-0.1},
                         {"id":1,"start":2.0,"end":6.0,"text":" Three!","avg_logprob":-1.0}],
             "words":[{"word":"Well","start":0.5,"end":0.8},{"word":"one","start":0.9,"end":1.1},
                      {"word":"two","start":1.3,"end":1.9},{"word":"Three","start":2.1,"end":2.8}]}
            """)
        #expect(lines(segments) == ["0.5-2.0 Well, one two. (Well|one|two)", "2.0-6.0 Three! (Three)"])
        #expect(segments?.segments.map(\.confidence) == [exp(-0.1), nil])
    }

    @Test("whisper.cpp: words are pieces inside segments; LocalAI: nanoseconds; Mistral: segments without words")
    func others() throws {
        let whisper = try read(
            "whispercpp",
            """
            {"text":" Hello there\\n","segments":[{"id":0,"text":" Hello there","start":0.0,"end":1.5,
             "words":[{"word":" Hel","start":0.0,"end":0.3},{"word":"lo","start":0.3,"end":0.5},
                      {"word":" there","start":0.6,"end":1.4}]}]}
            """)
        #expect(lines(whisper) == ["0.0-1.5 Hello there (Hello|there)"])
        let local = try read(
            "compatible",
            #"{"segments":[{"id":0,"start":0,"end":2500000000,"text":"one"},{"id":1,"start":3000000000,"end":4000000000,"text":"two"}],"text":"one two"}"#
        )
        #expect(lines(local) == ["0.0-2.5 one ()", "3.0-4.0 two ()"])
    }

    @Test("words alone, as the built-in recogniser and Vosk give them, are cut where they are apart")
    func words() throws {
        let answer =
            #"{"text":"a b c","segments":[{"id":0,"start":0.1,"end":2.3,"text":"a b c","avg_logprob":-0.5}],"#
            + #""words":[{"word":"a","start":0.1,"end":0.3,"probability":0.5},{"word":"b","start":0.69,"end":1,"#
            + #""probability":0.7},{"word":"c","start":1.4,"end":2.3,"probability":0.9}]}"#
        let built = try read("sphinx", answer)
        #expect(lines(built) == ["0.1-1.0 a b (a|b)", "1.4-2.3 c (c)"])
        #expect(built?.segments.map(\.confidence) == [0.6, 0.9])
        #expect(try lines(read("openai", answer)) == ["0.1-2.3 a b c (a|b|c)"])
        let vosk = #"{"result":[{"conf":1,"start":0.5,"end":0.9,"word":"so"}],"text":"so"}"#
        #expect(try lines(read("command", vosk)) == ["0.5-0.9 so (so)"])
    }

    @Test("Deepgram: utterances where they were asked for, sentences of paragraphs, else words")
    func deepgram() throws {
        let words =
            #""words":[{"word":"yes","start":0.1,"end":0.4,"confidence":0.9,"punctuated_word":"Yes."},"#
            + #"{"word":"no","start":2,"end":2.4,"confidence":0.7,"punctuated_word":"No."}]"#
        func body(_ inside: String, _ after: String = "") -> String {
            #"{"metadata":{},"results":{"channels":[{"alternatives":[{"transcript":"Yes. No.","confidence":0.8,"#
                + inside + "}]}]" + after + "}}"
        }
        #expect(
            try lines(read("deepgram", body(words))) == ["0.1-0.4 Yes. (Yes.)", "2.0-2.4 No. (No.)"])
        let utterances =
            #","utterances":[{"start":0.1,"end":2.4,"confidence":0.85,"channel":0,"transcript":"Yes. No."},"#
            + #"{"start":0,"end":3,"channel":1,"transcript":"other side"}]"#
        let own = try read("deepgram", body(words, utterances))
        #expect(lines(own) == ["0.1-2.4 Yes. No. (Yes.|No.)"] && own?.segments.first?.confidence == 0.85)
        let paragraphs =
            #","paragraphs":{"paragraphs":[{"sentences":[{"text":"Yes.","start":0.1,"end":0.4},"#
            + #"{"text":"No.","start":2,"end":2.4}]}]}"#
        #expect(try lines(read("deepgram", body(words + paragraphs)))?.count == 2)
    }

    @Test("Google: a segment for each result, from its words or from where results end")
    func google() throws {
        let words = try read(
            "google",
            #"{"results":[{"alternatives":[{"transcript":"how old","confidence":0.9,"words":[{"startTime":"0.200s","endTime":"0.300s","word":"how"},{"startTime":"0.300s","endTime":"0.800s","word":"old"}]}],"resultEndTime":"1.500s"},{"alternatives":[{"transcript":" is it","words":[{"startTime":"2s","endTime":"2.500s","word":"is"},{"startTime":"2.500s","endTime":"3s","word":"it"}]}],"resultEndTime":"3.200s"}]}"#
        )
        #expect(lines(words) == ["0.2-0.8 how old (how|old)", "2.0-3.0 is it (is|it)"])
        #expect(words?.segments.first?.confidence == 0.9)
        let ends = try read(
            "google",
            #"{"results":[{"alternatives":[{"transcript":"how"}],"resultEndTime":"1.500s"},{"alternatives":[{"transcript":" so"}],"resultEndTime":"3.200s"}]}"#
        )
        #expect(lines(ends) == ["0.0-1.5 how ()", "1.5-3.2 so ()"])
    }

    @Test("Azure: its only utterance, or its words; whisper.cpp's program: lines with times")
    func azureAndCommand() throws {
        let simple = #"{"RecognitionStatus":"Success","DisplayText":"One.","Offset":5000000,"Duration":12000000}"#
        #expect(try lines(read("azure", simple)) == ["0.5-1.7 One. ()"])
        let text = "[00:00:00.000 --> 00:00:02.480]   One two.\n[00:00:02.480 --> 00:01:05.000]   Three.\n"
        #expect(
            try lines(read("command", text, audioSeconds: 70)) == ["0.0-2.48 One two. ()", "2.48-65.0 Three. ()"])
    }

    @Test(
        "an answer with a text and no times has no segments",
        arguments: [
            ("openai", #"{"text":"hello"}"#),
            ("openai", #"{"text":"hello","segments":[{"text":"hello"}]}"#),
            (
                "compatible",
                #"{"text":"a b","segments":[{"text":"a","start":0,"end":0},{"text":"b","start":0,"end":0}]}"#
            ),
            ("compatible", #"{"text":"a b","words":[{"word":"a","start":1,"end":2},{"word":"b"}]}"#),
            ("compatible", #"{"text":"late","segments":[{"text":"late","start":30,"end":40}]}"#),
            ("google", #"{"results":[{"alternatives":[{"transcript":"how"}]}]}"#), ("command", "hello\nthere"),
        ])
    func timeless(_ provider: String, _ body: String) throws {
        #expect(try read(provider, body) == nil)
    }

    @Test("an answer without a text is no segment, which is not the same as no times")
    func nothing() throws {
        #expect(try read("openai", #"{"text":" ","segments":[]}"#)?.segments.isEmpty == true)
        #expect(try read("google", "{}")?.segments.isEmpty == true)
    }

    @Test("segments that overlap, lie on each other or go beyond the recording are put in order, and no text is lost")
    func order() throws {
        let segments = try read(
            "openai",
            """
            {"text":"a b c d","segments":[{"text":"b","start":2,"end":4},{"text":"a","start":0,"end":3},
             {"text":"c","start":2.01,"end":5},{"text":"d","start":6,"end":99},{"text":" ","start":7,"end":8}]}
            """)
        #expect(lines(segments) == ["0.0-2.0 a ()", "2.0-5.0 b c ()", "6.0-10.0 d ()"])
    }

    @Test("a segment is cut between words, each part with its own text; parts without a word are left out")
    func split() {
        let words = [("Well", 0.0, 0.5), ("two", 4, 4.5), ("three", 8, 9)].map {
            TranscriptWord(word: $0.0, start: $0.1, end: $0.2, confidence: 0.5)
        }
        let segment = TranscriptSegments.Segment(start: 0, end: 10, text: "Well… two, three!", words: words)
        let parts = segment.split(at: [2, 3, 6])
        #expect(parts?.map(\.text) == ["Well…", "two,", "three!"])
        #expect(parts?.map(\.start) == [0, 3, 6] && parts?.map(\.end) == [2, 6, 10])
        #expect(TranscriptSegments.Segment(start: 0, end: 10, text: "a b").split(at: [5]) == nil)
    }

    @Test("pieces of a long recording follow each other with their times counted from its start")
    func pieces() async throws {
        let bench = try Workbench()
        let server = try ScriptedServer { request, _ in LongRecording.answer(LongRecording.seconds(of: request)) }
        let provider = try bench.provider(server) { $0.limits = ProviderLimits(audioSeconds: 4) }
        let transcriber = bench.transcriber(provider) { $0.cutter = LongRecording.cutter }
        let items = [TranscriptionItem(index: 0, id: "long")]
        let run = await Workbench.run(transcriber, items) { _ in LongRecording.audio(seconds: 10) }
        let heard = try #require(try? run.results[0]?.outcome.get())
        let audio = SeenAudio(sampleHash: heard.sampleHash, sampleRate: 16_000, durationSeconds: 10)
        let segments = try await transcriber.segments(of: audio, pauseSeconds: 0.4)
        #expect(segments?.segments.map(\.text) == (0..<10).map { "w\($0)" })
        #expect(segments?.segments.map(\.start) == (0..<10).map(Double.init))
        let unheard = SeenAudio(sampleHash: ContentHash(samples: [9]), sampleRate: 16_000, durationSeconds: 1)
        #expect(try await transcriber.segments(of: unheard, pauseSeconds: 0.4) == nil)
    }
}

@Suite struct SpokenTextTests {
    private func split(_ text: String, _ groups: [String]) -> [String] {
        SpokenText.split(text, groups.map { $0.split(separator: " ").map { TranscriptWord(word: String($0)) } })
    }

    @Test("a text is cut before the first word of each group, with its punctuation and case")
    func asWritten() {
        #expect(split("“Stop,” he said. Now!", ["stop he", "said now"]) == ["“Stop,” he", "said. Now!"])
        #expect(split("Don't; we'll see", ["Don't", "we'll see"]) == ["Don't;", "we'll see"])
        #expect(split("没有问题", ["没 有", "问 题"]) == ["没有", "问题"])
    }

    @Test("where the text is not these words, each part is its words")
    func otherwise() {
        #expect(split("2 of them", ["two", "of them"]) == ["two", "of them"])
        #expect(split("one two three", ["one", "two"]) == ["one", "two"])
    }
}
