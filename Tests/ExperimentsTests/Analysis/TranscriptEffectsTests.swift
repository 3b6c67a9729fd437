import Corpus
import ErrorRate
import Models
import Testing
import Training

@testable import Experiments

/// Figures small enough to be done by hand: four utterances of two speakers, one test part.
@Suite struct TranscriptEffectsTests {
    private static let asr = TranscriptVariant.asr("x")
    private static let gold = ModelCondition(.mdre, Condition(train: .gold, test: .gold))
    private static let recognised = ModelCondition(.mdre, Condition(train: .asr("x"), test: .asr("x")))

    private let data: ExperimentData
    private let places: TestPlaces
    private let resampling: Resampling
    private let errors: UtteranceWordErrors

    init() {
        let transcripts: [(String, String?)] = [
            ("All is well.", "all is well"), ("Go away now, please!", "go a way now please"), ("Why?", "I do not know"),
            ("Leave me alone", nil),
        ]
        let utterances = transcripts.enumerated().map { index, pair in
            var texts: [TranscriptVariant: String] = [.gold: pair.0]
            texts[Self.asr] = pair.1
            return ExperimentUtterance(
                id: "u\(index)", speaker: index < 2 ? "f" : "m", label: index % 2, frames: [], frameCount: 0,
                prosody: [], transcripts: texts)
        }
        data = ExperimentData(
            labels: ["calm", "angry"], utterances: utterances,
            folds: [Fold(index: 0, name: "all", train: [], dev: [], test: [3, 2, 1, 0])], scheme: .given)
        places = TestPlaces(data)
        resampling = Resampling(data, places: places, seed: 1, replicates: 200)
        errors = UtteranceWordErrors(data, recogniser: Self.asr)
    }

    /// Predictions for u3, u2, u1, u0 by the probability of "angry" in each of some runs.
    private func row(_ row: ModelCondition, _ angry: [[Float]], attention: [[AttendedWord]]? = nil) -> PooledPredictions
    {
        var pooled = PooledPredictions(row, places: places, classes: 2)
        for (run, angry) in angry.enumerated() {
            var result = TestResult(
                transcripts: row.condition.test, predicted: angry.map { $0 > 0.5 ? 1 : 0 },
                probabilities: angry.flatMap { [1 - $0, $0] })
            result.attention = run == 0 ? attention : nil
            pooled.add([result], isFirstRun: run == 0)
        }
        return pooled
    }

    @Test(
        "ranges: an upper end belongs to its range",
        arguments: [
            (0.0, WordErrorRange.none), (0.1, .to10), (0.1001, .to25), (0.25, .to25), (0.5, .to50), (1, .to100),
            (1.01, .above100),
        ])
    func ranges(rate: Double, range: WordErrorRange) { #expect(WordErrorRange(rate: rate) == range) }

    @Test("an utterance lies in the range of its own word error rate; a missing answer is all wrong")
    func rates() {
        // Nothing; one replaced and one added of four; one replaced and three added of one; three lost of three.
        #expect((0..<4).map(errors.range) == [WordErrorRange.none, .to50, .above100, .to100])
    }

    @Test("UAR by range, by hand: labels that are not there do not count, runs are averaged")
    func bins() {
        let rows = [row(Self.gold, [[0.9, 0.8, 0.4, 0.1], [0.9, 0.1, 0.6, 0.2]])]
        let bins = WordErrorBins(errors: errors, places: places, resampling: resampling, classes: 2).bins(rows)
        #expect(bins.map(\.range) == [WordErrorRange.none, .to50, .to100, .above100])
        #expect(bins.map(\.unweightedAverageRecall) == [1, 0.5, 1, 0.5])
        #expect(bins.map(\.weightedAccuracy) == [1, 0.5, 1, 0.5])
        #expect(bins.map(\.labelCounts) == [[1, 0], [0, 1], [0, 1], [1, 0]])
        #expect(bins.allSatisfy { $0.utterances == 1 && $0.row == Self.gold && $0.recogniser == Self.asr })
        // One speaker alone is in each: a replicate without that speaker is passed over.
        #expect(bins[1].interval == ConfidenceInterval(low: 0.5, high: 0.5))
    }

    @Test("rows of another recogniser are not in the ranges of this one")
    func otherRecogniser() {
        let other = ModelCondition(.mdre, Condition(train: .gold, test: .asr("y")))
        let bins = WordErrorBins(errors: errors, places: places, resampling: resampling, classes: 2)
        #expect(bins.bins([row(other, [[0.1, 0.1, 0.1, 0.1]])]).isEmpty)
        #expect(bins.bins([row(Self.recognised, [[0.1, 0.1, 0.1, 0.1]])]).count == 4)
    }

    @Test("word errors by emotion are pooled, edits per utterance stand beside them, all utterances come last")
    func byEmotion() throws {
        let found = EmotionErrorRates(data: data, replicates: 200, seed: 1).errors(of: errors)
        #expect(found.map(\.emotion) == ["calm", "angry", nil])
        // calm: u0 without an error in 3 words, u2 with 4 in 1; angry: u1 with 2 in 4, u3 with 3 in 3.
        #expect(found.map(\.wordErrorRate) == [1, 5.0 / 7, 9.0 / 11])
        #expect(found.map(\.editsPerUtterance) == [2, 2.5, 2.25])
        #expect(found.map(\.missing) == [0, 1, 1])
        #expect(found.map(\.referenceWords) == [4, 7, 11])
        let interval = try #require(found[2].interval)
        // Two speakers: 2 errors of 7 words, 7 of 4.
        #expect(interval.low == 2.0 / 7 && interval.high == 7.0 / 4)
    }

    @Test("flips: kinds, swings, ranks and alignments by hand; probabilities are means over runs")
    func flips() throws {
        let look = [AttendedWord(word: "now", weight: 1, isKnown: true)]
        let rows = [
            // u3 and u2 right, u1 wrong, u0 right.
            row(Self.gold, [[0.9, 0.2, 0.4, 0.1], [0.7, 0.2, 0.2, 0.1]]),
            // u3 turns wrong, u2 stays, u1 turns right, u0 stays.
            row(Self.recognised, [[0.2, 0.3, 0.9, 0.1], [0.4, 0.3, 0.9, 0.1]], attention: [[], [], look, []]),
            row(ModelCondition(.mdre, Condition(train: .asr("x"), test: .gold)), [[0, 0, 0, 0]]),
        ]
        let found = FlipFinder(data: data, places: places, errors: [Self.asr: errors]).flips(rows)
        let flips = try #require(found.first)
        #expect(found.count == 1 && flips.gold == Self.gold && flips.asr == Self.recognised)
        #expect(flips.utterances == 4 && flips.rightToWrong == 1 && flips.wrongToRight == 1)
        #expect(flips.wrongToOtherWrong == 0)
        #expect(flips.flips.map(\.id) == ["u1", "u3"])
        let first = flips.flips[0]
        #expect(first.kind == .wrongToRight && abs(first.swing - 0.6) < 1e-6 && abs(first.labelChange - 0.6) < 1e-6)
        #expect(abs(first.goldProbabilities[1] - 0.3) < 1e-6 && first.goldPrediction == 0 && first.asrPrediction == 1)
        #expect(first.alignment.map(\.text).joined(separator: " ") == "go {→a} {away→way} now please")
        #expect(first.wordErrorRate == 0.5 && first.asrAttention == look && first.goldAttention.isEmpty)
        #expect(flips.flips[1].kind == .rightToWrong && abs(flips.flips[1].labelChange + 0.5) < 1e-6)
        #expect(flips.flips[1].alignment.map(\.text) == ["{leave→}", "{me→}", "{alone→}"])
    }

    @Test("the same labels are no flip, whatever the probabilities do")
    func noFlips() {
        let rows = [row(Self.gold, [[0.9, 0.4, 0.4, 0.1]]), row(Self.recognised, [[0.6, 0.1, 0.2, 0.3]])]
        let found = FlipFinder(data: data, places: places, errors: [Self.asr: errors]).flips(rows)
        #expect(found.map(\.flips.count) == [0])
    }
}
