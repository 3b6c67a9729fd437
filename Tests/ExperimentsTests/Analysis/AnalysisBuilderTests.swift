import Foundation
import Models
import TestSupport
import Testing
import Training

@testable import Experiments

/// The analysis of real, small trainings, and its files.
@Suite struct AnalysisBuilderTests {
    private let folder: TemporaryFolder
    private let data: ExperimentData

    init() throws {
        folder = try TemporaryFolder()
        data = try SyntheticCorpus.data()
    }

    private func plan(_ rates: [Double] = [0.2, 1]) -> ComparisonPlan {
        var plan = SyntheticCorpus.plan([.are, .mdrea])
        plan.wordErrorRates = rates
        return plan
    }

    private func runner(_ name: String, _ plan: ComparisonPlan, threads: Int = 2) -> ComparisonRunner {
        ComparisonRunner(
            plan: plan, data: data, settings: SyntheticCorpus.settings, folder: folder.path(name), threads: threads)
    }

    private func table(_ name: String) throws -> [[String]] {
        String(decoding: try Data(contentsOf: folder.url.appendingPathComponent(name)), as: UTF8.self)
            .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    }

    @Test("every table of the analysis has its rows, and the analysis can be read back")
    func files() async throws {
        let outcome = try await runner("a", plan()).run()
        let analysis = try #require(outcome.analysis)
        #expect(analysis.rows.map(\.row) == outcome.table?.rows.map { ModelCondition($0.architecture, $0.condition) })
        for (row, statistics) in zip(outcome.table?.rows ?? [], analysis.rows) {
            for measure in Measure.allCases {
                #expect(statistics[measure]?.mean == row.pooled[measure].mean)
                #expect(statistics[measure]?.interval != nil)
            }
        }
        // ARE with 4 conditions, MDREA's gold with the 3 others.
        #expect(try table("a/significance.csv").count == 1 + 5 * (4 + 3))
        #expect(try table("a/wer_by_emotion.csv").count == 1 + 3)
        #expect(try table("a/confusion.csv").count == 1 + 5 * 4)
        #expect(try table("a/robustness.csv").count == 1 + 3)
        #expect(try table("a/calibration.csv").count > 5)
        #expect(try table("a/wer_bins.csv").count > 5)
        let attention = try table("a/attention.csv").dropFirst()
        #expect(Set(attention.map { $0[0] }) == ["mdrea"])
        // Two tokens an utterance, each of the first run's in four conditions.
        #expect(attention.count == 2 * 4 * data.utterances.count)
        let stored = try Data(contentsOf: folder.url.appendingPathComponent("a/analysis.json"))
        let read = try JSONDecoder().decode(ComparisonAnalysis.self, from: stored)
        #expect(read == analysis)
        let lines = try table("a/predictions.csv").count
        #expect(lines == 1 + 5 * 2 * data.utterances.count)
    }

    @Test("the curve begins at the gold transcripts, and errors at a rate of 1 leave nothing to read")
    func robustness() async throws {
        let analysis = try #require(try await runner("a", plan()).run().analysis)
        let curve = try #require(analysis.robustness.first)
        #expect(
            analysis.robustness.count == 1 && curve.architecture == .mdrea && curve.recogniser == SyntheticCorpus.asr)
        #expect(curve.points.map(\.rate) == [0, 0.2, 1])
        let gold = analysis.rows.first { $0.row.condition == Condition(train: .gold, test: .gold) }
        #expect(curve.points[0].unweightedAverageRecall.mean == gold?[.unweightedAverageRecall]?.mean)
        #expect(curve.points[0].measuredRate == 0)
        // 72 words in each of two runs.
        #expect(abs(curve.points[1].measuredRate - 0.2) < 0.12 && abs(curve.points[2].measuredRate - 1) < 0.15)
        #expect(curve.textFreeRecall == analysis.rows[0][.unweightedAverageRecall]?.mean && curve.crossing != nil)
    }

    @Test("runs from before that lack the tests with word errors are done anew; others stay")
    func olderFolder() async throws {
        _ = try await runner("a", plan([])).run()
        let outcome = try await runner("a", plan()).run()
        // ARE's four and the four of MDREA that were trained on recognised transcripts.
        #expect(outcome.resumed == 8 && outcome.analysis?.robustness.count == 1)
        _ = try await runner("b", plan(), threads: 1).run()
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path("b")) where name != "runs" {
            let files = try ["a", "b"].map { try Data(contentsOf: folder.url.appendingPathComponent("\($0)/\(name)")) }
            #expect(files[0] == files[1])
        }
        // Fewer tests than there are need no training.
        #expect(try await runner("a", plan([1])).run().resumed == 12)
    }

    @Test("a training that failed leaves its row without statistics, and the others with theirs")
    func failed() throws {
        let plan = plan()
        var builder = AnalysisBuilder(plan: plan, data: data, replicates: 50)
        var tables = TableBuilder(plan: plan, data: data, standardisation: .none)
        for (architecture, condition) in plan.cells {
            builder.begin(ModelCondition(architecture, condition))
            for run in 0..<2 {
                builder.add(
                    (0..<2).map { fold in
                        let job = TrainingJob(
                            architecture: architecture, train: condition.train, tests: [condition.test], fold: fold,
                            run: run)
                        return RunResult(job: job, seed: 1, training: nil, tests: [], error: "not finite")
                    })
            }
            tables.add(
                architecture: architecture, condition: condition, confusions: [[nil, nil], [nil, nil]])
        }
        let analysis = builder.analysis(of: tables.table)
        #expect(analysis.rows.count == 5)
        #expect(
            analysis.rows.allSatisfy { $0.measures.allSatisfy { $0.mean == nil && $0.interval == nil && !$0.isBest } })
        #expect(analysis.comparisons.allSatisfy { $0.votes == nil && $0.measures.allSatisfy { $0.pValue == nil } })
        #expect(analysis.calibration.isEmpty && analysis.robustness.isEmpty && analysis.flips.isEmpty)
        for file in AnalysisFiles(analysis: analysis).all { #expect(!file.bytes.isEmpty, "\(file.name)") }
    }

    @Test("rates of word errors that make no curve are refused")
    func badRates() async throws {
        for rates in [[0, 0.1], [0.2, 0.1], [.nan], [0.1, 0.1]] {
            await #expect(throws: ExperimentError.self) { try await runner("bad", plan(rates)).run() }
        }
    }
}
