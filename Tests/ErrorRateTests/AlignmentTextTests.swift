import ErrorRate
import Testing

@Suite("AlignmentText")
struct AlignmentTextTests {
    private func render(_ reference: String, _ hypothesis: String, _ text: AlignmentText = AlignmentText()) -> String {
        var aligner = Aligner()
        return text.render(
            aligner.align(reference: reference, hypothesis: hypothesis, units: .whiteSpace),
            reference: Tokenization.whiteSpace.tokens(in: reference),
            hypothesis: Tokenization.whiteSpace.tokens(in: hypothesis))
    }

    /// The expected texts were printed by jiwer 4.0.0, `visualize_alignment(process_words(...))`.
    @Test(
        "looks like jiwer's",
        arguments: [
            (
                "the cat sat on mat", "the bat sat on the",
                "REF: the cat sat on mat\nHYP: the bat sat on the\n           S          S\n"
            ),
            ("a b c", "a x b c d", "REF: a * b c *\nHYP: a x b c d\n       I     I\n"),
            ("", "oh no", "REF: ** **\nHYP: oh no\n      I  I\n"),
            ("long words", "words", "REF: long words\nHYP: **** words\n        D\n"),
            ("", "", ""),
        ])
    func plain(_ reference: String, _ hypothesis: String, _ expected: String) {
        #expect(render(reference, hypothesis) == expected)
    }

    @Test("lines are broken between words, and a word longer than a line stands alone")
    func width() {
        let text = render("one two three incomprehensible", "one too three", AlignmentText(lineWidth: 16))
        #expect(
            text == """
                REF: one two
                HYP: one too
                           S

                REF: three
                HYP: three
                     

                REF: incomprehensible
                HYP: ****************
                                    D

                """)
    }

    @Test("colour marks errors and nothing else")
    func colour() {
        let text = render("a b", "a c", AlignmentText(coloured: true))
        #expect(text == "REF: a \u{1b}[33mb\u{1b}[0m\nHYP: a \u{1b}[33mc\u{1b}[0m\n       \u{1b}[33mS\u{1b}[0m\n")
    }
}
