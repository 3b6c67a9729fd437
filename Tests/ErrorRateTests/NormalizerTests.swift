import ErrorRate
import TestSupport
import Testing

@Suite("Normalizer")
struct NormalizerTests {
    private struct GoldenText: Decodable { let input, basic: String }

    @Test("basic is Whisper's BasicTextNormalizer on every golden input", .enabled(if: SharedReference.isPresent))
    func golden() throws {
        let cases: [GoldenText] = try GoldenCase.lines("reference/wer/normalizer.jsonl")
        #expect(cases.count == 486)
        for golden in cases {
            let output = Normalizer.basic.apply(golden.input)
            #expect(Array(output.utf8) == Array(golden.basic.utf8), "\(golden.input)")
        }
    }

    @Test(
        "basic, where the golden inputs are silent",
        arguments: [
            ("ΟΔΟΣ ΣΑΣ", "οδος σας"), ("İ", "i "), ("a\u{1c}b", "a b"), ("x_y", "x y"), ("", ""), ("( )", ""),
            ("[a (b] c)", " c "), ("tab\u{b}here", "tab here"),
        ])
    func basic(_ input: String, _ output: String) {
        #expect(Array(Normalizer.basic.apply(input).utf8) == Array(output.utf8))
    }

    @Test("none leaves every byte")
    func none() {
        #expect(Array(Normalizer.none.apply(" A\u{301}\u{a0}").utf8) == Array(" A\u{301}\u{a0}".utf8))
    }

    @Test("a name that is not known is answered with those that are")
    func unknownName() throws {
        #expect(try Normalizer.named("basic").name == "basic")
        let error = #expect(throws: ErrorRateError.self) { try Normalizer.named("bsic") }
        #expect(error?.description == "\"bsic\" is no normalizer. Valid: none, lower-case, basic, whisper-en.")
    }
}
