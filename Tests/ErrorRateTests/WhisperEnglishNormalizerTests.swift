import TestSupport
import Testing

@testable import ErrorRate

@Suite("Normalizer whisper-en")
struct WhisperEnglishNormalizerTests {
    private struct GoldenText: Decodable { let input, output: String }

    private func expect(_ cases: [GoldenText]) {
        for golden in cases {
            let output = Normalizer.whisperEnglish.apply(golden.input)
            #expect(Array(output.utf8) == Array(golden.output.utf8), "\(golden.input)")
        }
    }

    @Test("is Whisper's EnglishTextNormalizer on every golden input", .enabled(if: SharedReference.isPresent))
    func golden() throws {
        let cases: [GoldenText] = try GoldenCase.lines("reference/wer/normalizer.jsonl")
        #expect(cases.count == 486)
        expect(cases)
    }

    /// Made by `Tools/make_whisper_golden.py`.
    @Test("is it on random words of numbers, contractions and symbols, too")
    func random() throws {
        let cases: [GoldenText] = try GoldenCase.lines(of: GoldenCase.golden("whisper-english.jsonl"))
        #expect(cases.count == 1_500)
        expect(cases)
    }

    @Test("has the spellings of British English")
    func spelling() {
        let text = Normalizer.whisperEnglish.apply("The colour of the theatre's aluminium")
        #expect(text == "the color of the theater is aluminum")
    }

    @Test("is found by its name, and is idempotent on plain words")
    func name() throws {
        let normalizer = try Normalizer.named("whisper-en")
        #expect(normalizer.name == "whisper-en")
        let plain = "we counted 7 herons standing in the shallow water"
        #expect(normalizer.apply(plain) == plain)
    }

    @Test("numbers of any length keep every digit")
    func longNumbers() {
        let digits = String(repeating: "9", count: 400)
        #expect(Normalizer.whisperEnglish.apply(digits) == digits)
        // "and" holds a number together; a million takes the last three digits only, as the reference has it.
        let zeros = { String(repeating: "0", count: $0) }
        #expect(Normalizer.whisperEnglish.apply("two decillion and five") == "2" + zeros(32) + "5")
        #expect(Normalizer.whisperEnglish.apply("\(digits).5 million") == digits + "500000")
    }
}
