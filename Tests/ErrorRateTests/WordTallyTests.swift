import ErrorRate
import Testing

@Suite("WordTally")
struct WordTallyTests {
    private func tally(_ pairs: [(String, String)]) -> WordTally {
        var aligner = Aligner()
        var tally = WordTally()
        for (reference, hypothesis) in pairs {
            tally.add(
                aligner.align(reference: reference, hypothesis: hypothesis, units: .whiteSpace),
                reference: Tokenization.whiteSpace.tokens(in: reference),
                hypothesis: Tokenization.whiteSpace.tokens(in: hypothesis))
        }
        return tally
    }

    private let pairs = [
        ("i feel good", "i feel food"), ("good and bad", "good bad"), ("so good", "so food"),
        ("and so", "so"), ("bad", "sad"), ("go", "go today"),
    ]

    @Test("every word has its own counts")
    func words() throws {
        let tally = tally(pairs)
        let good = try #require(tally["good"])
        #expect(good.hits == 1)
        #expect(good.substitutions == 2)
        #expect(good.lost == 2)
        #expect(good.referenceCount == 3)
        #expect(good.hypothesisCount == 1)
        let food = try #require(tally["food"])
        #expect(food.falselyHeard + food.insertions == 2)
        #expect(food.referenceCount == 0)
        #expect(tally["and"]?.deletions == 2)
        #expect(tally["never"] == nil)
    }

    @Test("lists are ordered by count, then by bytes")
    func order() {
        let tally = tally(pairs + [("bad", "mad"), ("z", "y"), ("é", "x")])
        #expect(
            tally.confusions.map { "\($0.reference)>\($0.hypothesis) \($0.count)" } == [
                "good>food 2", "bad>mad 1", "bad>sad 1", "z>y 1", "é>x 1",
            ])
        #expect(tally.words(by: \.deletions).map(\.word) == ["and"])
        #expect(tally.words(by: \.lost).map(\.word) == ["and", "bad", "good", "z", "é"])
        #expect(tally.words(by: \.insertions).map(\.word) == ["today"])
    }

    @Test("the counts of all words are those of the corpus, and parts add up to them, in any order")
    func sums() {
        var numbers = TestNumbers(state: 21)
        let text = { (numbers: inout TestNumbers) in
            (0..<numbers.below(9)).map { _ in ["a", "b", "c", "d", "é", "e\u{301}"][numbers.below(6)] }
                .joined(separator: " ")
        }
        let pairs = (0..<120).map { _ in (text(&numbers), text(&numbers)) }
        var scorer = ErrorRateScorer()
        var whole = WordTally()
        for (reference, hypothesis) in pairs {
            whole.add(scorer.score(reference: reference, hypothesis: .text(hypothesis)))
        }
        #expect(whole.total == scorer.total.words)
        #expect(whole.confusions.map(\.count).reduce(0, +) == scorer.total.words.substitutions)
        var parts = tally(Array(pairs[80...].reversed()))
        parts += tally(Array(pairs[..<80]))
        #expect(parts.confusions == whole.confusions)
        for count in [\WordCounts.hits, \.deletions, \.insertions, \.substitutions, \.falselyHeard] {
            #expect(parts.words(by: { $0[keyPath: count] }) == whole.words(by: { $0[keyPath: count] }))
        }
        let each = whole.words(by: { $0.referenceCount + $0.hypothesisCount }).map(\.word)
        #expect(whole.counts(of: each + each) == whole.total)
        #expect(whole.counts(of: ["a"]) + whole.counts(of: each.filter { $0 != "a" }) == whole.total)
        #expect(whole.counts(of: ["never"]) == EditCounts())
    }

    @Test("an utterance that is left out is left out here")
    func leftOut() {
        var scorer = ErrorRateScorer(unanswered: .leaveOut)
        var tally = WordTally()
        tally.add(scorer.score(reference: "a b", hypothesis: .missing))
        #expect(tally.total == EditCounts())
        scorer = ErrorRateScorer(unanswered: .countAsDeletions)
        tally.add(scorer.score(reference: "a b", hypothesis: .missing))
        #expect(tally.total == EditCounts(deletions: 2))
    }
}
