import Foundation
import TestSupport
import Testing

@testable import ErrorRate

@Suite("MatchedPairsTest")
struct MatchedPairsTestTests {
    /// `reference/wer/mapsswe/expected.json`, printed by NIST's sclite and sc_stats.
    private struct Expected: Decodable {
        struct Pair: Decodable {
            let system1, system2: String
            let segments, segmentReferenceWords, firstErrors, secondErrors: Int
            let meanDifference, standardDeviation, z: Double
            let isSignificant: Bool

            enum CodingKeys: String, CodingKey {
                case system1, system2, segments, z
                case segmentReferenceWords = "segment_reference_words"
                case firstErrors = "segment_errors_1"
                case secondErrors = "segment_errors_2"
                case meanDifference = "mean_difference"
                case standardDeviation = "standard_deviation"
                case isSignificant = "significant_at_95"
            }
        }
        let pairs: [Pair]
        let systems: [String: [String: Counts]]

        struct Counts: Decodable {
            let sentences, correct, substitutions, deletions, insertions: Int
        }
    }

    static func transcripts(_ name: String) throws -> [String] {
        try String(contentsOf: SharedReference.url("reference/wer/mapsswe/\(name).trn"), encoding: .utf8)
            .split(separator: "\n").map { line in
                String(line[..<(line.lastIndex(of: "(") ?? line.endIndex)])
            }
    }

    private static func alignments(_ name: String) throws -> [Alignment] {
        var aligner = Aligner()
        return try zip(transcripts("ref"), transcripts(name)).map {
            aligner.align(reference: $0, hypothesis: $1, units: .whiteSpace, rule: .sclite)
        }
    }

    @Test("the figures are those of sclite and sc_stats", .enabled(if: SharedReference.isPresent))
    func golden() throws {
        let expected = try JSONDecoder().decode(
            Expected.self, from: Data(contentsOf: SharedReference.url("reference/wer/mapsswe/expected.json")))
        #expect(expected.pairs.count == 3)
        for (name, counts) in expected.systems {
            let sum = try #require(counts["Sum"])
            let alignments = try Self.alignments(name)
            #expect(alignments.count == sum.sentences)
            #expect(
                alignments.map(\.counts).reduce(EditCounts(), +)
                    == EditCounts(
                        hits: sum.correct, substitutions: sum.substitutions, deletions: sum.deletions,
                        insertions: sum.insertions))
        }
        for pair in expected.pairs {
            var test = MatchedPairsTest()
            for (first, second) in try zip(Self.alignments(pair.system1), Self.alignments(pair.system2)) {
                test.add(first, second)
            }
            let result = test.result
            #expect(result.segments == pair.segments)
            #expect(result.referenceWords == pair.segmentReferenceWords)
            #expect(result.firstErrors == pair.firstErrors)
            #expect(result.secondErrors == pair.secondErrors)
            // The tool prints three decimals.
            #expect(abs(result.meanDifference - pair.meanDifference) < 0.000_501)
            #expect(try abs(#require(result.standardDeviation) - pair.standardDeviation) < 0.000_501)
            #expect(try abs(#require(result.z) - pair.z) < 0.000_501)
            #expect(try (#require(result.pValue) < 0.05) == pair.isSignificant)
        }
    }

    /// Made by `Tools/make_sclite_golden.py`: short texts with many errors, where segments touch the ends.
    @Test("random letters have the figures of sc_stats")
    func goldenLetters() throws {
        let table = try GoldenCase.table("mapsswe-letters.tsv")
        #expect(table.count == 151)
        var aligner = Aligner()
        var test = MatchedPairsTest()
        for fields in table.dropFirst() {
            let alignments = fields.dropFirst().map {
                aligner.align(reference: fields[0], hypothesis: $0, units: .characters, rule: .sclite)
            }
            test.add(alignments[0], alignments[1])
        }
        let expected = table[0].compactMap(Double.init)
        #expect(Double(test.result.segments) == expected[0])
        #expect(abs(test.result.meanDifference - expected[1]) < 0.000_501)
        #expect(try abs(#require(test.result.standardDeviation) - expected[2]) < 0.000_501)
        #expect(try abs(#require(test.result.z) - expected[3]) < 0.000_501)
    }

    private func result(_ reference: String, _ first: String, _ second: String) -> MatchedPairsResult {
        var aligner = Aligner()
        var test = MatchedPairsTest()
        let align = { (text: String) in
            aligner.align(reference: reference, hypothesis: text, units: .whiteSpace, rule: .sclite)
        }
        test.add(align(first), align(second))
        return test.result
    }

    @Test(
        "segments open at an error of either and close after two words right in both",
        arguments: [
            // reference, first, second, segments, reference words in them
            ("a b c d e f g h", "a b c d e f g h", "a b c d e f g h", 0, 0),
            ("a b c d e f g h", "a b x d e f g h", "a b c d e f g h", 1, 5),
            ("a b c d e f g h", "x b c d e f g h", "a b c d e f g h", 1, 3),
            ("a b c d e f g h", "a b c d e f g x", "a b c d e f g h", 1, 3),
            ("a b c d e f g h", "a b x d e f g h", "a b c d x f g h", 1, 7),
            ("a b c d e f g h", "a b x d e f g h", "a b c d e x g h", 2, 10),
            ("a b c d e f g h", "z a b c d e f g h", "a b c d e f g h", 1, 2),
            ("a b c d e f g h", "a b c d e f g h z z", "a b c d e f g h", 1, 2),
            ("a b c d e f g h", "", "a b c d e f g h", 1, 8),
            ("", "x y", "", 1, 0), ("", "", "", 0, 0),
        ])
    func segments(_ reference: String, _ first: String, _ second: String, _ segments: Int, _ words: Int) {
        let result = result(reference, first, second)
        #expect(result.segments == segments)
        #expect(result.referenceWords == words)
        let swapped = self.result(reference, second, first)
        #expect(swapped.segments == segments)
        #expect(swapped.referenceWords == words)
        #expect(swapped.meanDifference == -result.meanDifference)
    }

    @Test("without variation or without segments there is no p-value")
    func noAnswer() {
        #expect(result("a b", "a b", "a b").pValue == nil)
        #expect(result("a b", "a x", "a b").pValue == nil)
        var test = MatchedPairsTest()
        var aligner = Aligner()
        let right = aligner.align(reference: "a b", hypothesis: "a b", units: .whiteSpace, rule: .sclite)
        let wrong = aligner.align(reference: "a b", hypothesis: "a x", units: .whiteSpace, rule: .sclite)
        for _ in 0..<5 { test.add(wrong, right) }
        #expect(test.result.segments == 5)
        #expect(test.result.meanDifference == 1)
        #expect(test.result.standardDeviation == 0)
        #expect(test.result.z == nil)
    }

    @Test("every error is in exactly one segment")
    func errorsAreKept() {
        var numbers = TestNumbers(state: 11)
        var aligner = Aligner()
        for _ in 0..<200 {
            let text = { (length: Int) in
                (0..<numbers.below(length)).map { _ in ["a", "b", "c"][numbers.below(3)] }
                    .joined(separator: " ")
            }
            let reference = text(12)
            let first = aligner.align(reference: reference, hypothesis: text(12), units: .whiteSpace, rule: .sclite)
            let second = aligner.align(reference: reference, hypothesis: text(12), units: .whiteSpace, rule: .sclite)
            var test = MatchedPairsTest()
            test.add(first, second)
            #expect(test.result.firstErrors == first.counts.errors)
            #expect(test.result.secondErrors == second.counts.errors)
        }
    }
}
