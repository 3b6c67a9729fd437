import Testing
import TranscriptCache

@testable import SpeechToText

@Suite struct TranscriptJoiningTests {
    private func part(
        _ start: Double, _ text: String, confidence: Double? = nil, language: String? = "en", billed: Double? = nil,
        remarks: Set<TranscriptRemark> = []
    ) -> TranscriptJoining.Part {
        let words = text.split(separator: " ").enumerated().map { index, word in
            TranscriptWord(word: String(word), start: Double(index), end: Double(index) + 0.5)
        }
        return TranscriptJoining.Part(
            startSeconds: start,
            parsed: ParsedTranscript(
                text: text, language: language, confidence: confidence, words: words, billedSeconds: billed,
                remarks: remarks))
    }

    @Test("texts are joined with one space, and pieces without a word add none")
    func text() {
        #expect(TranscriptJoining.join([part(0, "a b"), part(2, ""), part(4, "c")]).text == "a b c")
        #expect(TranscriptJoining.join([part(0, ""), part(2, "")]).text == "")
    }

    @Test("words keep their place in the whole; absent times stay absent")
    func words() {
        var second = part(10.25, "c d")
        second.parsed.words[1].start = nil
        let words = TranscriptJoining.join([part(0, "a b"), second]).words
        #expect(words.map(\.word) == ["a", "b", "c", "d"])
        #expect(words.map(\.start) == [0, 1, 10.25, nil])
        #expect(words.map(\.end) == [0.5, 1.5, 10.75, 11.75])
    }

    @Test("confidence is the mean by words, and none where a piece with words has none")
    func confidence() {
        let parts = [part(0, "a b c", confidence: 0.9), part(3, "d", confidence: 0.5)]
        #expect(abs((TranscriptJoining.join(parts).confidence ?? 0) - 0.8) < 1e-12)
        #expect(TranscriptJoining.join(parts + [part(4, "", confidence: nil)]).confidence != nil)
        #expect(TranscriptJoining.join(parts + [part(4, "e")]).confidence == nil)
    }

    @Test("billed seconds are summed, and unknown where one piece's are")
    func billed() {
        #expect(TranscriptJoining.join([part(0, "a", billed: 3), part(3, "", billed: 2)]).billedSeconds == 5)
        #expect(TranscriptJoining.join([part(0, "a", billed: 3), part(3, "b")]).billedSeconds == nil)
    }

    @Test("the language is what all pieces with words name")
    func language() {
        #expect(TranscriptJoining.join([part(0, "a"), part(3, "", language: "nn"), part(4, "b")]).language == "en")
        #expect(TranscriptJoining.join([part(0, "a"), part(3, "b", language: "de")]).language == nil)
    }

    @Test("the whole has no speech only where no piece has; other remarks go on")
    func remarks() {
        let silent = part(0, "x", remarks: [.noSpeech])
        #expect(TranscriptJoining.join([silent, silent]).remarks == [.noSpeech])
        #expect(TranscriptJoining.join([silent, part(1, "a", remarks: [.repetitive])]).remarks == [.repetitive])
    }
}
