import ErrorRate
import Testing

@Suite("Tokenization")
struct TokenizationTests {
    @Test(
        "words by any white space, and by jiwer's rule",
        arguments: [
            ("", [], []),
            ("   ", [], []),
            (" a  b ", ["a", "b"], ["a", "b"]),
            ("a\tb", ["a", "b"], ["a\tb"]),
            ("a\t b", ["a", "b"], ["a", "b"]),
            ("\ta\n", ["a"], ["a"]),
            ("a\u{a0}b c", ["a", "b", "c"], ["a\u{a0}b", "c"]),
            ("a\u{3000}\u{2009}b", ["a", "b"], ["a", "b"]),
            ("a\u{200b}b", ["a\u{200b}b"], ["a\u{200b}b"]),
            ("é\u{85}", ["é"], ["é"]),
            ("日本 語", ["日本", "語"], ["日本", "語"]),
        ])
    func words(_ text: String, _ any: [String], _ jiwer: [String]) {
        #expect(Tokenization.whiteSpace.tokens(in: text) == any)
        #expect(Tokenization.jiwer.tokens(in: text) == jiwer)
    }

    @Test("characters are code points with the ends trimmed")
    func characters() {
        #expect(
            Tokenization.characters.tokens(in: " e\u{301} 👩‍👧\n").map { Array($0.unicodeScalars) } == [
                ["e"], ["\u{301}"], [" "], ["👩"], ["\u{200d}"], ["👧"],
            ])
    }
}
