import Corpus
import Foundation
import Models
import Testing
import Training

@testable import Experiments

@Suite struct ComparisonTableTests {
    /// Two folds with test parts of four and two, two runs, known confusions.
    private func table(failing: Bool = false) throws -> ComparisonTable {
        let data = try SyntheticCorpus.data(utterances: 12)
        let plan = ComparisonPlan(
            architectures: [.are, .mdre], conditions: [Condition(train: .gold, test: .asr("a|b"))], folds: 2, runs: 2,
            seed: 7)
        func confusion(_ counts: [Int]) -> ConfusionMatrix {
            var matrix = ConfusionMatrix(classes: 2)
            for (index, count) in counts.enumerated() {
                for _ in 0..<count { matrix.add(gold: index / 2, predicted: index % 2) }
            }
            return matrix
        }
        var builder = TableBuilder(plan: plan, data: data, standardisation: .speaker)
        builder.add(
            architecture: .are, condition: .textFree,
            confusions: [
                [confusion([2, 0, 0, 2]), confusion([0, 1, 0, 1])],
                [confusion([1, 1, 1, 1]), confusion([1, 0, 1, 0])],
            ])
        builder.add(
            architecture: .mdre, condition: plan.conditions[0],
            confusions: [
                [confusion([2, 0, 0, 2]), failing ? nil : confusion([1, 0, 0, 1])],
                [confusion([2, 0, 0, 2]), confusion([1, 0, 0, 1])],
            ])
        return builder.table
    }

    @Test("mean and deviation are those done by hand; one value has no deviation, none has no mean")
    func meanDeviation() {
        #expect(MeanDeviation([1, 2, 3, 4]).mean == 2.5)
        #expect(MeanDeviation([1, 2, 3, 4]).deviation == (5.0 / 3).squareRoot())
        #expect(MeanDeviation([0.5]).mean == 0.5 && MeanDeviation([0.5]).deviation == nil)
        #expect(MeanDeviation([]).mean == nil && MeanDeviation([]).count == 0)
    }

    @Test("a run's folds are pooled before they are measured, and measured one by one as well")
    func pooling() throws {
        let row = try table().rows[0]
        // Run 1: 5 of 6 right; run 2: 3 of 6.
        #expect(row.pooled.weightedAccuracy == MeanDeviation([5.0 / 6, 3.0 / 6]))
        #expect(row.perFold.weightedAccuracy == MeanDeviation([1, 0.5, 0.5, 0.5]))
        #expect(row.confusion.counts == [4, 2, 2, 4])
    }

    @Test("a run with a failed fold is missing from the pooled numbers only, and the table says so")
    func failed() throws {
        let row = try table(failing: true).rows[1]
        #expect(row.failed == 1 && row.pooled.weightedAccuracy.count == 1 && row.perFold.weightedAccuracy.count == 3)
        #expect(row.confusion.total == 10)
        let text = try table(failing: true).text
        #expect(text.contains(" 1.000 ± – ") && text.contains("1 (1 failed)"))
    }

    @Test("the table for the terminal is aligned and says beneath how it was made")
    func text() throws {
        let lines = try table().text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(Set(lines[0..<4].map(\.count)).count == 1)
        #expect(lines[0].hasPrefix("model  transcripts") && lines[0].hasSuffix("  runs"))
        #expect(lines[2].hasPrefix("ARE    text-free") && lines[3].hasPrefix("MDRE   gold → asr:a|b  1.000 ± 0.000"))
        #expect(lines[4].isEmpty)
        #expect(
            lines[5]
                == "Folds: speaker:2, 2; speakers in 2 groups, each the test part once, so every utterance is tested once; "
                + "no speaker is in both train and test.")
        #expect(lines[6] == "Data: 12 utterances (6 calm, 6 loud); 12 test predictions per run.")
        #expect(lines[7].hasPrefix("Runs: 2 per fold, seed 7."))
        #expect(lines[8].contains("adaptation"))
    }

    @Test("CSV has six decimals, both kinds of mean, and empty cells before the analysis")
    func csv() throws {
        let lines = try table().csv.split(separator: "\n")
        #expect(
            lines[0]
                == "model,train,test,runs,failed,wap_mean,wap_sd,wa_mean,wa_sd,uar_mean,uar_sd,macro_f1_mean,macro_f1_sd,"
                + "folds_measured,wap_fold_mean,wap_fold_sd,wa_fold_mean,wa_fold_sd,uar_fold_mean,uar_fold_sd,"
                + "macro_f1_fold_mean,macro_f1_fold_sd,wap_low,wap_high,wap_best,wa_low,wa_high,wa_best,uar_low,uar_high,"
                + "uar_best,macro_f1_low,macro_f1_high,macro_f1_best,interval_unit,interval_units")
        #expect(lines[1].hasPrefix("are,text-free,text-free,2,0,"))
        #expect(lines[1].contains(",0.666667,0.235702,"))
        #expect(lines[2].hasPrefix("mdre,gold,asr:a|b,2,0,1.000000,0.000000,"))
        #expect(lines[2].hasSuffix(",,,,,,,,,,,,,,"))
    }

    @Test("Markdown escapes what would be a column")
    func markdown() throws {
        let lines = try table().markdown.split(separator: "\n")
        #expect(lines[0] == "| model | transcripts | WAP | WA | UAR | macro-F1 | runs |")
        #expect(lines[1] == "| --- | --- | ---: | ---: | ---: | ---: | ---: |")
        #expect(lines[3].hasPrefix("| MDRE | gold → asr:a\\|b | 1.000 ± 0.000 |"))
    }

    @Test("JSON holds the whole table")
    func json() throws {
        let table = try table()
        #expect(try JSONDecoder().decode(ComparisonTable.self, from: Data(table.json().utf8)) == table)
    }

    @Test("folds in which a speaker is on both sides are counted, unknown speakers are said to be unknown")
    func mixing() throws {
        let data = try SyntheticCorpus.data(utterances: 24)
        let rows = data.utterances.map { utterance in
            var row = Utterance(id: utterance.id, row: 1)
            row.speaker = utterance.speaker
            return row
        }
        let mixed = ExperimentData(
            labels: data.labels, utterances: data.utterances,
            folds: try Folds.make(rows, scheme: .random(3), seed: 1), scheme: .random(3))
        let plan = ComparisonPlan(architectures: [], conditions: [], folds: 3, runs: 1, seed: 1)
        let caption = TableBuilder(plan: plan, data: mixed, standardisation: .none).table.caption
        #expect(caption.foldsMixingSpeakers == 3)
        let sentence = caption.sentences(labels: data.labels)[0]
        #expect(sentence.contains("in 3 of 3 a speaker is in both"))
        #expect(sentence.contains("80 % train, 5 % dev, 15 % test, so not every utterance is tested;"))
        let unknown = ExperimentData(
            labels: data.labels,
            utterances: data.utterances.map {
                ExperimentUtterance(
                    id: $0.id, speaker: "", label: $0.label, frames: [], frameCount: 0, prosody: [], transcripts: [:])
            }, folds: mixed.folds, scheme: .random(3))
        let other = TableBuilder(plan: plan, data: unknown, standardisation: .none).table.caption
        #expect(other.foldsMixingSpeakers == nil)
    }
}
