import Foundation
import TestSupport
import Testing
import TextTokens

@Suite("TreebankTokenizer")
struct TreebankTokenizerTests {
    private struct GoldenText: Decodable {
        let text: String
        let tokens: [String]
    }

    /// Written by `Tools/make_tokenizer_golden.py` with NLTK 3.10.
    @Test("one sentence is cut as NLTK cuts it", arguments: ["nltk-speech.jsonl", "nltk-unicode.jsonl"])
    func golden(file: String) throws {
        let url = SharedReference.checkout.appendingPathComponent("Tests/TextTokensTests/Golden/\(file)")
        let tokenizer = TreebankTokenizer(lowercases: false, splitsSentences: false, straightensApostrophes: false)
        let lines = try Data(contentsOf: url).split(separator: UInt8(ascii: "\n"))
        #expect(lines.count > 25)
        for line in lines {
            let golden = try JSONDecoder().decode(GoldenText.self, from: Data(line))
            let tokens = tokenizer.tokenize(golden.text)
            #expect(tokens.map { Array($0.utf8) } == golden.tokens.map { Array($0.utf8) }, "\(golden.text): \(tokens)")
        }
    }

    @Test(
        "a period that ends a sentence inside the text is a token of its own",
        arguments: [
            ("No. Yes.", ["no", ".", "yes", "."]),
            ("I did. \"You?\"", ["i", "did", ".", "``", "you", "?", "''"]),
            ("He said \"no.\" Then he left.", ["he", "said", "``", "no", ".", "''", "then", "he", "left", "."]),
            ("So did I. Then we left", ["so", "did", "i", ".", "then", "we", "left"]),
            ("Mr. Oake met J. Smith.", ["mr.", "oake", "met", "j.", "smith", "."]),
            ("The U.S. Army, e.g. Privates", ["the", "u.s.", "army", ",", "e.g.", "privates"]),
            ("Wait... What", ["wait", "...", "what"]),
            ("yes. no. maybe", ["yes.", "no.", "maybe"]),
        ])
    func sentences(_ text: String, _ tokens: [String]) {
        #expect(TreebankTokenizer().tokenize(text) == tokens)
    }

    @Test("a curly apostrophe inside a word counts as a straight one")
    func curlyApostrophe() {
        #expect(
            TreebankTokenizer().tokenize("Don\u{2019}t, it\u{2019}s \u{2018}mine\u{2019}") == [
                "do", "n't", ",", "it", "'s", "\u{2018}", "mine", "\u{2019}",
            ])
    }

    @Test("a text without a visible character has no tokens", arguments: ["", " ", "\n\t\u{a0}"])
    func empty(_ text: String) {
        #expect(TreebankTokenizer().tokenize(text).isEmpty)
    }

    @Test("lower-casing keeps marks and other scripts")
    func lowerCase() {
        #expect(TreebankTokenizer().tokenize("ÉTÉ ЖУК") == ["été", "жук"])
    }
}
