import AudioIO
import SpeechToText
import Testing
import TranscriptCache

@testable import Annotation

@Suite("Utterances of a recogniser's answer")
struct AnswerPartsTests {
    private func segment(_ start: Double, _ end: Double, _ text: String) -> TranscriptSegments.Segment {
        .init(start: start, end: end, text: text, confidence: 0.5)
    }

    private func parts(_ segments: [TranscriptSegments.Segment], cuts: [Int] = []) -> [AnswerParts.Part] {
        AnswerParts(settings: .init()).parts(TranscriptSegments(segments: segments), cuts: cuts)
    }

    @Test("a segment is an utterance; a short one is joined with the next, or the one before, where that is near")
    func joins() {
        let parts = parts([
            segment(0, 0.5, "Oh,"), segment(0.7, 2, "well."), segment(4, 5.5, "Then"), segment(5.6, 6, "no."),
            segment(9, 9.4, "Yes."),
        ])
        #expect(parts.map(\.text) == ["Oh, well.", "Then no.", "Yes."])
        #expect(parts.map(\.place) == [0..<32_000, 64_000..<96_000, 144_000..<150_400])
    }

    @Test("nothing is joined beyond the longest utterance")
    func longest() {
        #expect(parts([segment(0, 19.5, "long"), segment(19.6, 20.2, "short")]).count == 2)
    }

    @Test("of a segment that is too long the parts carry their words, or nothing where those have no times")
    func long() {
        var known = segment(0, 30, "one two three")
        known.words = [("one", 1.0), ("two", 14), ("three", 28)].map {
            TranscriptWord(word: $0.0, start: $0.1, end: $0.1 + 0.5)
        }
        let cuts = [10 * 16_000, 20 * 16_000]
        #expect(parts([known], cuts: cuts).map(\.text) == ["one", "two", "three"])
        let unknown = parts([segment(0, 30, "one two three")], cuts: cuts)
        #expect(unknown.map(\.text) == [nil, nil, nil] && unknown[1].place == 160_000..<320_000)
        let answer = TranscriptSegments(segments: [segment(0, 20, "fits"), segment(20, 41, "does not")])
        #expect(AnswerParts(settings: .init()).long(answer) == [320_000..<656_000])
    }

    @Test("a long segment is cut in its pauses")
    func cuts() {
        let samples = (0..<30 * 16_000).map { sample -> Int16 in
            if sample / 16_000 == 14 { return 0 }
            return sample / 40 % 2 == 0 ? 5000 : -5000
        }
        let cuts = AnswerParts(settings: .init()).cuts(of: 0..<40 * 16_000, in: samples)
        #expect(cuts.count == 1 && (14 * 16_000..<15 * 16_000).contains(cuts[0]))
    }
}
