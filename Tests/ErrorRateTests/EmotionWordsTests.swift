import Testing

@testable import ErrorRate

@Suite("EmotionWords")
struct EmotionWordsTests {
    /// Computed with NumPy from the formula of the type's description.
    @Test("z is that of Monroe and others")
    func formula() {
        let values: [(Int, Int, Int, Int, Double, Double)] = [
            (20, 1000, 3, 3000, 500, 4.800449412802139), (0, 100, 9, 50, 10, -2.6659182943225987),
            (7, 70, 7, 70, 1, 0), (300, 5000, 200, 9000, 500, 10.921801104480318),
        ]
        for (inside, words, outside, others, prior, z) in values {
            let found = EmotionWordCounter.z(inside, of: words, against: outside, of: others, prior: prior)
            #expect(abs(found - z) < 1e-12)
            let other = EmotionWordCounter.z(outside, of: others, against: inside, of: words, prior: prior)
            #expect(abs(found + other) < 1e-12)
        }
    }

    /// Twenty texts for each of three labels; "the" everywhere, one word for each label, a rare one for one of them.
    private func counter() -> EmotionWordCounter {
        var counter = EmotionWordCounter(normalizer: .basic)
        for index in 0..<20 {
            counter.add("The Hateful thing\(index)", label: "angry")
            counter.add("the lovely, thing", label: "happy")
            counter.add(index < 3 ? "the tearful weeping" : "the tearful", label: "sad")
        }
        return counter
    }

    @Test("words that go with a label are picked for it, common and rare ones are not")
    func pick() {
        let words = counter().pick()
        #expect(words.labels == ["angry", "happy", "sad"])
        #expect(
            words.words.map { "\($0.word) \($0.label)" } == [
                "hateful angry", "lovely happy", "thing happy", "tearful sad",
            ])
        #expect(words.words.map(\.count) == [20, 20, 20, 20])
        #expect(words.words.allSatisfy { $0.z >= 1.96 && $0.totalCount >= 5 })
        #expect(words.normalizer == "basic")
    }

    @Test("the threshold, the smallest count and the prior each hold words back")
    func settings() {
        let counter = counter()
        #expect(counter.pick(.init(threshold: 100)).words.isEmpty)
        #expect(counter.pick(.init(minimumCount: 21)).words.isEmpty)
        #expect(
            counter.pick(.init(threshold: 1, minimumCount: 3, priorWords: 10)).words.contains { $0.word == "weeping" })
        let surer = counter.pick(.init(priorWords: 5_000)).words.map(\.z)
        let lessSure = counter.pick(.init(priorWords: 50)).words.map(\.z)
        #expect((surer.max() ?? 0) < (lessSure.max() ?? 0))
    }

    @Test("one label, or none, picks nothing")
    func oneLabel() {
        var counter = EmotionWordCounter(normalizer: .none)
        #expect(counter.pick(.init(threshold: -10, minimumCount: 0)).words.isEmpty)
        for _ in 0..<30 { counter.add("a b", label: "sad") }
        #expect(counter.pick(.init(threshold: -10, minimumCount: 0)).words.isEmpty)
    }

    @Test("a corpus of one single word leaves no odds and picks nothing")
    func singleWord() {
        var counter = EmotionWordCounter(normalizer: .none)
        for label in ["a", "b"] { for _ in 0..<30 { counter.add("no", label: label) } }
        #expect(counter.pick().words.isEmpty)
    }

    @Test("their error rate stands beside that of all words")
    func errorRates() {
        let words = counter().pick()
        var scorer = ErrorRateScorer(normalizer: .basic)
        var tally = WordTally()
        let pairs = [
            ("The lovely day", "the lonely day"), ("A hateful thing", "hateful a thing"),
            ("the end", "the tearful end"),
        ]
        for (reference, hypothesis) in pairs {
            tally.add(scorer.score(reference: reference, hypothesis: .text(hypothesis)))
        }
        let rates = words.errorRates(in: tally)
        #expect(rates.all == scorer.total.words)
        #expect(rates.emotionBearing.referenceCount == 3)
        #expect(rates.byLabel.reduce(EditCounts(), +) == rates.emotionBearing)
        #expect(rates.byLabel[1] == EditCounts(hits: 1, substitutions: 1))
        #expect(rates.byLabel[2] == EditCounts(insertions: 1))
    }
}
