import ErrorAnalysis
import ErrorRate
import Foundation
import Testing

@testable import emoscribe

@Suite("ErrorRateReport")
struct ErrorRateReportTests {
    private func analysis(
        _ recognisers: [String], _ breakdowns: [Breakdown], unanswered: UnansweredRule = .countAsDeletions
    ) -> ErrorAnalysis {
        var settings = ErrorAnalysis.Settings()
        settings.breakdowns = breakdowns
        settings.unanswered = unanswered
        var analysis = ErrorAnalysis(recognisers: recognisers, settings: settings)
        let rows: [(reference: String, heard: [Hypothesis], emotion: String)] = [
            ("Oh no, not again.", [.text("oh no not a game"), .text("oh no not again")], "sad"),
            ("Stop it!", [.failed, .text("stop")], "angry"),
        ]
        for row in rows {
            analysis.add(
                ComparedUtterance(
                    id: row.emotion, references: [row.reference],
                    answers: row.heard.prefix(recognisers.count).map { RecogniserAnswer($0) }, values: [row.emotion]))
        }
        return analysis
    }

    private let emotion = Breakdown.column(name: "emotion", place: 0)

    @Test("the table has a row for each group, the sums, and the rules that the figures follow")
    func groups() {
        #expect(
            ErrorRateReport(analysis: analysis(["sphinx"], [emotion])).text == """
                emotion  utterances  words      WER  sub  del  ins      CER      SER  edits/utt  no answer
                angry             1      2  100.0 %    0    2    0  100.0 %  100.0 %       2.00          1
                sad               1      4   50.0 %    1    0    1   20.0 %  100.0 %       2.00          0
                all               2      6   66.7 %    1    2    1   45.5 %  100.0 %       2.00          1
                normaliser basic, alignment jiwer; WER = (substitutions + deletions + insertions) / reference words
                no answer for 1 failed utterance: every word of the reference counts as a deletion

                """)
    }

    @Test("several recognisers stand side by side, in all and in every group")
    func sideBySide() {
        #expect(
            ErrorRateReport(analysis: analysis(["one", "two\u{1b}"], [emotion])).text == """
                         utterances  words     WER  sub  del  ins     CER      SER  edits/utt  no answer
                one               2      6  66.7 %    1    2    1  45.5 %  100.0 %       2.00          1
                two\\x1b           2      6  16.7 %    0    1    0  13.6 %   50.0 %       0.50          0

                emotion  utterances  words  WER one  WER two\\x1b
                angry             1      2  100.0 %       50.0 %
                sad               1      4   50.0 %        0.0 %
                all               2      6   66.7 %       16.7 %
                normaliser basic, alignment jiwer; WER = (substitutions + deletions + insertions) / reference words
                one: no answer for 1 failed utterance: every word of the reference counts as a deletion

                """)
    }

    @Test("recognisers whose rates are made of other utterances are not put side by side")
    func notTheSame() {
        let text = ErrorRateReport(analysis: analysis(["one", "two"], [emotion], unanswered: .leaveOut)).text
        #expect(text.contains("emotion, one") && text.contains("emotion, two"))
        #expect(text.contains("left out of the rates, which flatters the recogniser"))
        #expect(text.contains("angry                  0      0       –    0"))
    }

    private func compared(_ unit: SamplingUnit) -> ErrorAnalysis {
        var settings = ErrorAnalysis.Settings()
        settings.breakdowns = [emotion]
        settings.sampling.unit = unit
        settings.sampling.bootstrap = Bootstrap(replicates: 200)
        settings.givesIntervals = true
        settings.comparesRecognisers = true
        var analysis = ErrorAnalysis(recognisers: ["one", "two"], settings: settings)
        for number in 0..<20 {
            let answers = [number % 2 == 0 ? "a b c" : "a x c", number % 5 == 0 ? "a" : "a b c"]
            analysis.add(
                ComparedUtterance(
                    id: "u\(number)", references: ["a b c"], answers: answers.map { RecogniserAnswer(.text($0)) },
                    values: [number == 7 ? "odd" : "even"], speaker: "s\(number % 4)"))
        }
        return analysis
    }

    @Test("an interval and a p-value have the size of their sample beside them")
    func intervals() throws {
        let text = ErrorRateReport(analysis: compared(.speakers)).text
        let lines = text.split(separator: "\n")
        #expect(lines[0].contains("WER  95 % interval  speakers  sub"))
        #expect(lines[1].contains(" to ") && lines[1].contains("  4  "))
        let odd = try #require(lines.first { $0.hasPrefix("odd") })
        #expect(odd.split(separator: " ").dropFirst() == ["1", "3", "–", "33.3", "%", "–", "0.0", "%", "–"])
        #expect(text.contains("p bootstrap  speakers  p MAPSSWE  segments  p McNemar  discordant"))
        #expect(text.contains("bootstrap over 4 speakers (percentiles of 200 draws with replacement, seed 1)"))
        let json = try object(ErrorRateJSON(compared(.utterances), perUtterance: nil))
        let recogniser = try #require((json["recognisers"] as? [[String: Any]])?.first)
        let interval = (recogniser["intervals"] as? [String: [String: Any]])?["wer"]
        #expect(interval?["units"] as? Int == 20 && interval?["unit"] as? String == "utterances")
        let test = try #require((json["tests"] as? [[String: Any]])?.first)
        #expect((test["mapsswe"] as? [String: Any])?["segments"] as? Int == 12 && test["utterances"] as? Int == 20)
        #expect(((test["bootstrap"] as? [String: Any])?["interval"] as? [String: Any])?["units"] as? Int == 20)
        #expect((test["mcnemar"] as? [String: Any])?["onlySecondRight"] as? Int == 8)
    }

    @Test(
        "p-values below four decimals are not zero", arguments: [(0.00004, "< 0.0001"), (0.0456, "0.0456"), (nil, "–")])
    func probabilities(_ value: Double?, _ text: String) { #expect(RecogniserDifferences.probability(value) == text) }

    private func object(_ json: ErrorRateJSON) throws -> [String: Any] {
        let data = try JSONEncoder().encode(json)
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test("the JSON of one recogniser has exactly the promised fields, and failures are not hidden")
    func json() throws {
        let found = try object(ErrorRateJSON(analysis(["sphinx"], []), perUtterance: nil))
        #expect(
            Set(found.keys) == [
                "utterances", "referenceWords", "hypothesisWords", "hits", "substitutions", "deletions", "insertions",
                "wer", "mer", "wil", "wip", "cer", "ser", "editsPerUtterance", "normalizer", "alignment", "missing",
                "failed",
            ])
        #expect(found["referenceWords"] as? Int == 6 && found["hits"] as? Int == 3 && found["failed"] as? Int == 1)
        #expect(found["wer"] as? Double == 4.0 / 6 && found["normalizer"] as? String == "basic")
    }

    @Test("groups stand by column and value, and those of several recognisers below each")
    func jsonGroups() throws {
        let one = try object(ErrorRateJSON(analysis(["sphinx"], [emotion]), perUtterance: nil))
        let groups = one["groups"] as? [String: [String: [String: Any]]]
        #expect(groups?["emotion"]?["sad"]?["wer"] as? Double == 0.5)
        let two = try object(ErrorRateJSON(analysis(["one", "two"], [emotion]), perUtterance: []))
        let recognisers = try #require(two["recognisers"] as? [[String: Any]])
        #expect(recognisers.map { $0["name"] as? String } == ["one", "two"])
        #expect(Set(two.keys) == ["recognisers", "perUtterance"])
    }

    @Test(
        "a file of hypotheses may have a name in front",
        arguments: [
            ("a=b/c.csv", "a", "b/c.csv"), ("b/c.d.csv", "c.d", "b/c.d.csv"), ("text", "text", "text"),
            ("=x.csv", "=x", "=x.csv"), (".hidden", ".hidden", ".hidden"),
        ])
    func names(_ argument: String, _ name: String, _ path: String) {
        #expect(ErrorRateInputs.named(argument) == (name, path))
    }

    @Test("with several recognisers each has a file of alignments, and no name leaves the folder")
    func alignmentFiles() {
        #expect(ErrorRateFiles.path("out/x.pra", of: "a b/../c") == "out/x.a_b_.._c.pra")
        #expect(ErrorRateFiles.path("out.d/x", of: "a") == "out.d/x.a")
    }
}
