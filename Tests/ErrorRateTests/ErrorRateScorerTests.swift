import ErrorRate
import Foundation
import TestSupport
import Testing

@Suite("ErrorRateScorer")
struct ErrorRateScorerTests {
    /// `reference/wer/corpus.json`: jiwer over all pairs at once.
    private struct Totals: Decodable {
        struct Sums: Decodable {
            let utterances, referenceWords, hypothesisWords, hits, substitutions, deletions, insertions: Int
            let wer, mer, wil, wip, cer: Double
        }
        let all: Sums
        let byCategory: [String: Sums]
    }

    @Test("corpus figures are those of jiwer over the list", .enabled(if: SharedReference.isPresent))
    func corpus() throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let totals = try decoder.decode(
            Totals.self, from: Data(contentsOf: SharedReference.url("reference/wer/corpus.json")))
        let cases = try GoldenCase.all()
        for (category, expected) in totals.byCategory.map({ (Optional($0.key), $0.value) }) + [(nil, totals.all)] {
            var scorer = ErrorRateScorer(words: .jiwer)
            for golden in cases where category == nil || golden.category == category {
                _ = scorer.score(reference: golden.reference, hypothesis: .text(golden.hypothesis))
            }
            let words = scorer.total.words
            #expect(scorer.total.utterances == expected.utterances)
            #expect(words.referenceCount == expected.referenceWords)
            #expect(words.hypothesisCount == expected.hypothesisWords)
            #expect(
                words
                    == EditCounts(
                        hits: expected.hits, substitutions: expected.substitutions, deletions: expected.deletions,
                        insertions: expected.insertions))
            #expect(abs(words.errorRate - expected.wer) < 1e-12)
            #expect(abs(words.matchErrorRate - expected.mer) < 1e-12)
            #expect(abs(words.informationLost - expected.wil) < 1e-12)
            #expect(abs(words.informationPreserved - expected.wip) < 1e-12)
            #expect(abs(scorer.total.characterErrorRate - expected.cer) < 1e-12)
        }
    }

    @Test("utterances without an answer count as deletions unless they are left out, and show either way")
    func unanswered() {
        for rule in UnansweredRule.allCases {
            var scorer = ErrorRateScorer(unanswered: rule)
            _ = scorer.score(reference: "one two", hypothesis: .text("one two"))
            let missing = scorer.score(reference: "three four", hypothesis: .missing)
            _ = scorer.score(reference: "five six seven eight", hypothesis: .failed)
            #expect(missing.words.counts == EditCounts(deletions: 2))
            #expect(scorer.total.missing == 1)
            #expect(scorer.total.failed == 1)
            #expect(scorer.total.leftOut == (rule == .leaveOut ? 2 : 0))
            #expect(scorer.total.utterances == (rule == .leaveOut ? 1 : 3))
            #expect(scorer.total.wordErrorRate == (rule == .leaveOut ? 0 : 0.75))
        }
    }

    @Test("an empty answer is an answer")
    func emptyAnswer() {
        var scorer = ErrorRateScorer()
        _ = scorer.score(reference: "one two", hypothesis: .text(""))
        #expect(scorer.total.missing == 0)
        #expect(scorer.total.wordErrorRate == 1)
    }

    @Test("edits per utterance are not a rate of words")
    func editsPerUtterance() {
        var scorer = ErrorRateScorer(normalizer: .basic)
        _ = scorer.score(reference: "One, two three four.", hypothesis: .text("one two three"))
        _ = scorer.score(reference: "Five six!", hypothesis: .text("five six"))
        #expect(scorer.total.editsPerUtterance == 0.5)
        #expect(scorer.total.wordErrorRate == 1.0 / 6)
        #expect(scorer.total.sentenceErrorRate == 0.5)
    }

    @Test("sums of parts are the sums of the whole")
    func addition() {
        let pairs = [("a b", "a"), ("", "x"), ("c d e", "c x e"), ("f", "f")]
        var whole = ErrorRateScorer()
        var parts = CorpusErrorRate()
        for (reference, hypothesis) in pairs {
            var part = ErrorRateScorer()
            _ = part.score(reference: reference, hypothesis: .text(hypothesis))
            parts += part.total
            _ = whole.score(reference: reference, hypothesis: .text(hypothesis))
        }
        #expect(parts == whole.total)
        #expect(whole.total.emptyReferences == 1)
    }

    @Test("the rule changes how words are aligned, and no character count")
    func rule() {
        var jiwer = ErrorRateScorer(rule: .jiwer)
        var sclite = ErrorRateScorer(rule: .sclite)
        let first = jiwer.score(reference: "ab ba", hypothesis: .text("ba cd"))
        let second = sclite.score(reference: "ab ba", hypothesis: .text("ba cd"))
        #expect(first.words.counts == EditCounts(substitutions: 2))
        #expect(second.words.counts == EditCounts(hits: 1, deletions: 1, insertions: 1))
        #expect(first.characters == second.characters)
    }
}
