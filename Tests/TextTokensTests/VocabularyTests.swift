import Foundation
import Testing
import TextTokens

@Suite("Vocabulary")
struct VocabularyTests {
    private let vocabulary = Vocabulary(transcriptTokens: [["b", "a", "c", "c"], ["c", "a", "b"], ["é", "z"]])

    @Test("padding and unknown come first, then falling counts, then bytes")
    func order() {
        #expect(vocabulary.words == ["_PAD_", "_UNK_", "c", "a", "b", "z", "é"])
        #expect(vocabulary.count == 7)
    }

    @Test("the order of the transcripts does not matter")
    func transcriptOrder() {
        #expect(Vocabulary(transcriptTokens: [["z", "é"], ["b", "a", "c"], ["c", "b", "a", "c"]]) == vocabulary)
    }

    @Test("unknown words are 1, an empty transcript is one of them")
    func encode() {
        #expect(vocabulary.encode(["c", "x", "é", "e\u{301}"]) == [2, 1, 6, 1])
        #expect(vocabulary.encode([]) == [1])
    }

    @Test("only the first words count, 128 unless told otherwise")
    func cut() {
        #expect(vocabulary.encode(Array(repeating: "a", count: 200)) == Array(repeating: 3, count: 128))
        #expect(vocabulary.encode(["a", "b", "c"], maximum: 2) == [3, 4])
    }

    @Test("rare words can be left unknown")
    func minimumCount() {
        let common = Vocabulary(transcriptTokens: [["a", "a", "b"]], minimumCount: 2)
        #expect(common.words == ["_PAD_", "_UNK_", "a"])
    }

    @Test("a transcript cannot smuggle in padding")
    func reserved() {
        let odd = Vocabulary(transcriptTokens: [["_PAD_", "_UNK_", "a"]])
        #expect(odd.words == ["_PAD_", "_UNK_", "a"])
        #expect(odd.encode(["_PAD_", "_UNK_"]) == [1, 1])
    }

    @Test("it comes back from JSON as the list of its words")
    func coding() throws {
        let data = try JSONEncoder().encode(vocabulary)
        #expect(try JSONDecoder().decode([String].self, from: data) == vocabulary.words)
        #expect(try JSONDecoder().decode(Vocabulary.self, from: data) == vocabulary)
    }

    @Test(
        "a damaged list is refused",
        arguments: [["a", "_PAD_", "_UNK_"], ["_PAD_"], ["_PAD_", "_UNK_", "a", "a"], []])
    func damaged(_ words: [String]) {
        #expect(throws: TextTokensError.self) { try Vocabulary(words: words) }
    }
}
