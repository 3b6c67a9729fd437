import Corpus
import ErrorRate
import Testing

@testable import Experiments

@Suite struct WordErrorModelTests {
    private static let vocabulary = (0..<60).map { "word\($0)" }

    /// Sentences of 3 to 12 words and what a made-up recogniser heard: some words are harder than others.
    private static func pairs(_ count: Int) -> [(gold: String, heard: String)] {
        var generator = SeededGenerator(seed: 5)
        return (0..<count).map { _ in
            let words = (0..<3 + generator.below(10)).map { _ in generator.below(60) }
            var heard: [String] = []
            for word in words {
                let chance = generator.uniform()
                let hardness = word < 20 ? 2.0 : 0.5
                if chance < 0.08 * hardness {
                    heard.append(vocabulary[(word + 1 + generator.below(2)) % 60])
                } else if chance > 0.04 * hardness + 0.08 * hardness {
                    heard.append(vocabulary[word])
                }
                if generator.uniform() < 0.03 { heard.append("uh") }
            }
            let gold = words.map { vocabulary[$0] }.joined(separator: " ")
            return (gold.prefix(1).uppercased() + gold.dropFirst() + ".", heard.joined(separator: " "))
        }
    }

    private static func data(_ pairs: [(gold: String, heard: String)]) -> ExperimentData {
        ExperimentData(
            labels: ["a", "b"],
            utterances: pairs.enumerated().map { index, pair in
                ExperimentUtterance(
                    id: "u\(index)", speaker: "s", label: index % 2, frames: [], frameCount: 0, prosody: [],
                    transcripts: [.gold: pair.gold, .asr("x"): pair.heard])
            }, folds: [], scheme: .given)
    }

    @Test("the word error rate that is measured is the one that was aimed at, to within what chance does")
    func rates() {
        let data = Self.data(Self.pairs(400))
        let injected = InjectedTranscripts(data: data)
        for rate in WordErrorInjection.usualRates {
            let found = injected.corrupted(
                Array(data.utterances.indices), WordErrorInjection(recogniser: .asr("x"), rate: rate), seed: 77)
            #expect(found.referenceWords > 2_500)
            // A word has one and a half errors at most, as a rule; the fit has as much chance as the measurement.
            let deviation = (1.5 * rate / Double(found.referenceWords)).squareRoot()
            let measured = Double(found.errors) / Double(found.referenceWords)
            #expect(abs(measured - rate) < 4 * 1.42 * deviation, "\(rate): \(measured)")
        }
    }

    @Test("at the recogniser's own intensity errors are its own: pairs, shares and added words")
    func confusions() {
        let pairs = Self.pairs(600)
        let model = WordErrorModel(pairs)
        var seen = WordTally()
        var made = WordTally()
        var scorer = ErrorRateScorer(normalizer: .basic)
        for (index, pair) in pairs.enumerated() {
            seen.add(scorer.score(reference: pair.gold, hypothesis: .text(pair.heard)))
            var generator = SeededGenerator(seed: UInt64(index))
            let text = model.corrupt(SplitTranscript(pair.gold), intensity: 1, using: &generator)
            made.add(scorer.score(reference: pair.gold, hypothesis: .text(text)))
        }
        #expect(abs(seen.total.errorRate - made.total.errorRate) < 0.03)
        #expect(abs(Double(seen.total.deletions - made.total.deletions)) < 0.25 * Double(seen.total.deletions))
        let pairsSeen = Set(seen.confusions.map { [$0.reference, $0.hypothesis] })
        let foreign = made.confusions.filter { !pairsSeen.contains([$0.reference, $0.hypothesis]) }
        // Only where errors meet does the alignment make other pairs than those that were put in.
        #expect(foreign.reduce(0) { $0 + $1.count } * 5 < made.total.substitutions)
        // Hard words, a third of all, have most of the errors.
        #expect((0..<20).reduce(0) { $0 + (made["word\($1)"]?.lost ?? 0) } * 2 > made.total.substitutions)
    }

    @Test("a word that was never confused becomes any word that the recogniser says, never itself")
    func backOff() {
        let model = WordErrorModel([("yes no maybe", "yes no perhaps")])
        var heard: Set<String> = []
        for seed in 0..<200 {
            var generator = SeededGenerator(seed: UInt64(seed))
            let text = model.corrupt(SplitTranscript("yes"), intensity: 20, using: &generator)
            heard.insert(text)
        }
        #expect(heard.subtracting(["yes"]) == ["no", "perhaps"])
    }

    @Test("words without an error stay as they were written, an empty transcript stays empty")
    func intact() {
        let model = WordErrorModel(Self.pairs(50))
        var generator = SeededGenerator(seed: 1)
        let text = "Well, \u{201c}twenty-one\u{201d} — that's IT!"
        #expect(model.corrupt(SplitTranscript(text), intensity: 0, using: &generator) == text)
        #expect(model.corrupt(SplitTranscript(" "), intensity: 9, using: &generator).isEmpty)
    }

    @Test("a recogniser without any error, one that hears nothing, and a corpus without words give no endless search")
    func extremes() {
        for pairs in [
            [(gold: "all is well", heard: "all is well"), (gold: "well done", heard: "well done")],
            [(gold: "all is well", heard: ""), (gold: "well done", heard: "")],
        ] {
            let injected = InjectedTranscripts(data: Self.data(pairs))
            let found = injected.corrupted([0, 1], WordErrorInjection(recogniser: .asr("x"), rate: 1), seed: 1)
            #expect(found.errors >= 3 && found.transcripts.count == 2)
        }
        let empty = InjectedTranscripts(data: Self.data([(gold: "", heard: "uh")]))
        let found = empty.corrupted([0], WordErrorInjection(recogniser: .asr("x"), rate: 0.5), seed: 1)
        #expect(found.transcripts == [""] && found.referenceWords == 0)
    }

    @Test("the same seed gives the same errors, whatever else is made")
    func repeatable() {
        let data = Self.data(Self.pairs(40))
        let injection = WordErrorInjection(recogniser: .asr("x"), rate: 0.3)
        let all = InjectedTranscripts(data: data).corrupted(Array(0..<40), injection, seed: 4)
        let part = InjectedTranscripts(data: data).corrupted([7, 3], injection, seed: 4)
        #expect(part.transcripts == [all.transcripts[7], all.transcripts[3]])
        #expect(InjectedTranscripts(data: data).corrupted([7, 3], injection, seed: 5).transcripts != part.transcripts)
    }
}
