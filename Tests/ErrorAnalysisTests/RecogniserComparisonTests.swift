import Corpus
import ErrorRate
import Foundation
import TestSupport
import Testing

@testable import ErrorAnalysis

@Suite("Comparing recognisers")
struct RecogniserComparisonTests {
    private func analysis(
        _ recognisers: [String], _ change: (inout ErrorAnalysis.Settings) -> Void = { _ in }
    ) -> ErrorAnalysis {
        var settings = ErrorAnalysis.Settings()
        settings.sampling.bootstrap = Bootstrap(replicates: 400)
        settings.givesIntervals = true
        settings.comparesRecognisers = true
        change(&settings)
        return ErrorAnalysis(recognisers: recognisers, settings: settings)
    }

    private func utterance(
        _ reference: String, _ heard: [String?], speaker: String? = nil, emotion: String? = nil
    ) -> ComparedUtterance {
        ComparedUtterance(
            id: reference, references: [reference],
            answers: heard.map { RecogniserAnswer($0.map { .text($0) } ?? .failed) }, values: [emotion],
            speaker: speaker)
    }

    /// Seeded utterances of four words, of which recogniser i loses every word with its own probability.
    private func corpus(_ count: Int, losing shares: [Double]) -> [ComparedUtterance] {
        var generator = SeededGenerator(seed: 11)
        return (0..<count).map { number in
            let words = (0..<4).map { "w\(number)-\($0)" }
            let heard = shares.map { share in
                words.filter { _ in generator.uniform() >= share }.joined(separator: " ")
            }
            return utterance(
                words.joined(separator: " "), heard, speaker: "s\(number % 5)", emotion: number % 2 == 0 ? "a" : "b")
        }
    }

    @Test("the test of matched pairs has the figures of sc_stats", .enabled(if: SharedReference.isPresent))
    func golden() throws {
        struct Expected: Decodable {
            struct Pair: Decodable {
                var system1, system2: String
                var segments, segmentReferenceWords, segmentErrors1, segmentErrors2: Int
                var meanDifference, standardDeviation, z: Double
            }
            var pairs: [Pair]
        }
        let folder = SharedReference.url("reference/wer/mapsswe")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let expected = try decoder.decode(
            Expected.self, from: Data(contentsOf: folder.appendingPathComponent("expected.json")))
        let names = ["sysA", "sysB", "sysC"]
        func file(_ name: String) throws -> TranscriptFile {
            try TranscriptFile(name: name, path: folder.appendingPathComponent("\(name).trn").path, format: .trn)
        }
        // By either rule for the rates, the test has sclite's alignments.
        for rule in AlignmentRule.allCases {
            var all = analysis(names) {
                $0.rule = rule
                $0.normalizer = .none
            }
            var reader = try ComparisonReader(
                reference: .file(file("ref")), answers: try names.map { .file(try file($0)) })
            while let utterance = try reader.next() { all.add(utterance) }
            for (found, wanted) in zip(all.comparisons(), expected.pairs) {
                let test = found.matchedPairs
                #expect(found.first == wanted.system1 && found.second == wanted.system2 && found.utterances == 200)
                #expect(test.segments == wanted.segments && test.referenceWords == wanted.segmentReferenceWords)
                #expect(test.firstErrors == wanted.segmentErrors1 && test.secondErrors == wanted.segmentErrors2)
                #expect(abs(test.meanDifference - wanted.meanDifference) < 6e-4)
                #expect(abs((test.standardDeviation ?? 0) - wanted.standardDeviation) < 6e-4)
                #expect(abs((test.z ?? 0) - wanted.z) < 6e-4)
            }
        }
    }

    @Test("the better recogniser is found, and recognisers that are the same are not told apart")
    func findings() throws {
        var all = analysis(["good", "bad", "good again"])
        for var utterance in corpus(200, losing: [0.05, 0.3]) {
            utterance.answers.append(utterance.answers[0])
            all.add(utterance)
        }
        let found = all.comparisons()
        #expect(
            found.map(\.first) == ["good", "good", "bad"] && found.map(\.second) == ["bad", "good again", "good again"])
        let difference = try #require(found[0].difference)
        #expect(difference.difference < -0.15 && difference.spread.percentile.upperBound < 0)
        #expect((found[0].corrected.matchedPairs ?? 1) < 0.001)
        #expect(found[1].difference?.pValue == 1 && found[1].matchedPairs.pValue == nil)
    }

    @Test("an interval holds its rate and is the same whatever else is asked for")
    func intervals() throws {
        var alone = analysis(["a"])
        var both = analysis(["b", "a"]) { $0.breakdowns = [.column(name: "emotion", place: 0)] }
        for utterance in corpus(100, losing: [0.2]) {
            alone.add(utterance)
            var other = utterance
            other.answers.insert(RecogniserAnswer(.text("")), at: 0)
            both.add(other)
        }
        let interval = try #require(alone.intervals()[0])
        #expect(interval.spread.percentile.contains(alone.totals[0].wordErrorRate) && interval.units == 100)
        #expect(both.intervals()[1] == interval)
        let groups = both.groups[0]
        for group in groups.groups {
            let inside = try #require(groups.intervals(of: group, both.settings.sampling)[1])
            #expect(inside.units == 50 && abs(inside.rate - group.rates[1].wordErrorRate) < 1e-12)
        }
    }

    @Test("drawing speakers, the units are the speakers, and the rate stays that of the words")
    func speakers() throws {
        var all = analysis(["a", "b"]) { $0.sampling.unit = .speakers }
        for utterance in corpus(100, losing: [0.2, 0.25]) { all.add(utterance) }
        let interval = try #require(all.intervals()[0])
        #expect(interval.units == 5 && interval.rate == all.totals[0].wordErrorRate)
        #expect(all.comparisons()[0].difference?.units == 5)
        all.add(utterance("x", ["x", "x"]))
        #expect(all.utterancesWithoutSpeaker == 1)
    }

    @Test("one unit says nothing of how units vary")
    func oneUnit() {
        var one = analysis(["a", "b"])
        one.add(utterance("x y", ["x", "y"]))
        #expect(one.intervals() == [nil, nil] && one.comparisons()[0].difference == nil)
    }

    @Test("recognisers are compared on the utterances that count for both")
    func unanswered() {
        for (rule, utterances) in [(UnansweredRule.countAsDeletions, 3), (.leaveOut, 1)] {
            var all = analysis(["a", "b"]) { $0.unanswered = rule }
            all.add(utterance("x y", ["x", "x y"]))
            all.add(utterance("z", [nil, "z"]))
            all.add(utterance("v", ["v", nil]))
            #expect(all.comparisons()[0].utterances == utterances)
            #expect(all.intervals().map { $0?.units } == (rule == .leaveOut ? [2, 2] : [3, 3]))
        }
    }

    @Test("where several references are right, recognisers are compared along one of them")
    func alternatives() {
        var all = analysis(["a", "b"])
        all.add(
            ComparedUtterance(
                id: "u", references: ["going to go", "gonna go"],
                answers: [RecogniserAnswer(.text("gonna go")), RecogniserAnswer(.text("going to"))]))
        let test = all.comparisons()[0].matchedPairs
        // Along "gonna go" a has no error and b two; along the other a has two and b one, at a higher cost.
        #expect(test.firstErrors == 0 && test.secondErrors == 2)
    }

    @Test(
        "p-values of several tests are corrected by Holm's rule, and stay in their order",
        arguments: [
            ([0.01, 0.04, 0.03], [0.03, 0.06, 0.06]), ([0.5, 0.9], [1, 1]), ([0.02], [0.02]),
            ([nil, 0.01, 0.02], [nil, 0.02, 0.02]), ([], []),
        ] as [([Double?], [Double?])])
    func holm(_ values: [Double?], _ expected: [Double?]) {
        #expect(HolmCorrection.corrected(values) == expected)
    }
}
