import Experiments
import Foundation
import Models
import Synchronization
import TestSupport
import Testing
import Training

@Suite struct ComparisonRunnerTests {
    private let folder: TemporaryFolder
    private let data: ExperimentData

    init() throws {
        folder = try TemporaryFolder()
        data = try SyntheticCorpus.data()
    }

    private func runner(
        _ name: String, plan: ComparisonPlan = SyntheticCorpus.plan(),
        settings: ComparisonSettings = SyntheticCorpus.settings, data: ExperimentData? = nil, threads: Int = 1
    ) -> ComparisonRunner {
        ComparisonRunner(
            plan: plan, data: data ?? self.data, settings: settings, folder: folder.path(name), threads: threads)
    }

    /// Every file of a folder with its bytes.
    private func files(_ name: String) throws -> [String: Data] {
        let root = folder.url.appendingPathComponent(name)
        var files: [String: Data] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: root.path) {
            let url = root.appendingPathComponent(path)
            if let data = try? Data(contentsOf: url) { files[path] = data }
        }
        return files
    }

    @Test("a finished comparison has all its files, one line per run and test, one per prediction")
    func complete() async throws {
        let outcome = try await runner("a").run()
        let table = try #require(outcome.table)
        #expect(outcome.done == 12 && outcome.total == 12 && outcome.failed == 0 && outcome.resumed == 0)
        #expect(table.rows.map(\.condition.description).count == 5)
        #expect(table.rows.allSatisfy { $0.pooled.weightedAccuracy.count == 2 && $0.failed == 0 })
        #expect(table.rows.allSatisfy { $0.perFold.weightedAccuracy.count == 4 })
        #expect(table.rows.allSatisfy { $0.confusion.total == 2 * data.utterances.count })

        let files = try files("a")
        let expected = [
            "settings.json", "utterances.csv", "runs.csv", "predictions.csv", "table.csv", "table.md", "table.tex",
            "table.json",
            "analysis.json", "significance.csv", "wer_bins.csv", "wer_by_emotion.csv", "flips.csv", "confusion.csv",
            "robustness.csv", "calibration.csv", "attention.csv",
        ]
        for name in expected { #expect(files[name] != nil) }
        #expect(files.keys.filter { $0.hasPrefix("runs/") }.count == 12)
        #expect(files.count == expected.count + 12)
        let lines = { (name: String) in String(decoding: files[name] ?? Data(), as: UTF8.self).split(separator: "\n") }
        #expect(lines("runs.csv").count == 1 + 5 * 4)
        #expect(lines("runs.csv")[0].hasPrefix("model,train,test,run,fold,fold_name,seed,status,steps,"))
        #expect(lines("predictions.csv").count == 1 + 5 * 2 * data.utterances.count)
        #expect(lines("predictions.csv")[0] == "model,train,test,run,fold,id,emotion,predicted,p_calm,p_loud")
        #expect(lines("predictions.csv")[1].contains("\"u,"))
        #expect(lines("table.csv").count == 6)
    }

    @Test("threads and interruptions leave the same bytes in every file")
    func sameBytes() async throws {
        _ = try await runner("undisturbed").run()
        let undisturbed = try files("undisturbed")
        _ = try await runner("threads", threads: 2).run()
        #expect(try files("threads") == undisturbed)

        // Stopped twice; the second time killed while a line of runs.csv and a run's file were being written.
        let first = try await runner("interrupted").run(limit: 3)
        #expect(first.table == nil && first.done == 3)
        try append("are,text-fr", to: "interrupted/runs.csv")
        try folder.write("{\"job\":", to: "interrupted/runs/mdre.gold.run1.fold2.json")
        _ = try await runner("interrupted", threads: 2).run(limit: 4)
        #expect(try files("interrupted")["table.csv"] == nil)
        let last = try await runner("interrupted").run()
        #expect(last.resumed == 7 && last.done == 12 && last.table != nil)
        #expect(try files("interrupted") == undisturbed)

        let again = try await runner("interrupted").run()
        #expect(again.resumed == 12)
        #expect(try files("interrupted") == undisturbed)
    }

    private func append(_ text: String, to name: String) throws {
        let handle = try FileHandle(forWritingTo: folder.url.appendingPathComponent(name))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }

    @Test("a folder of other settings, seed or data is refused, with what differs and what to do")
    func otherSettings() async throws {
        let small = SyntheticCorpus.plan([.are], runs: 1)
        _ = try await runner("a", plan: small).run()
        let before = try files("a")

        var settings = SyntheticCorpus.settings
        settings.training.learningRate = 0.5
        await #expect(
            throws: ExperimentError.otherSettings(
                folder: folder.path("a"), conflicts: ["settings.training.learningRate was 0.02, is 0.5"])
        ) { try await runner("a", plan: small, settings: settings).run() }
        let seed = ComparisonPlan(architectures: [.are], conditions: [], folds: 2, runs: 1, seed: 6)
        await #expect(throws: ExperimentError.otherSettings(folder: folder.path("a"), conflicts: ["seed was 5, is 6"]))
        {
            try await runner("a", plan: seed).run()
        }
        let error = await #expect(throws: ExperimentError.self) {
            try await runner("a", plan: small, data: SyntheticCorpus.data(shift: 0.1)).run()
        }
        #expect(error?.description.contains("features") == true)
        #expect(error?.description.contains("another output folder") == true)
        #expect(try files("a") == before)
    }

    @Test("more runs, models and conditions can be added to a folder, and it ends as if all had been asked for at once")
    func growth() async throws {
        let first = ComparisonPlan(
            architectures: [.mdre], conditions: Condition.matched([.gold]), folds: 2, runs: 1, seed: 5)
        _ = try await runner("grown", plan: first).run()
        let outcome = try await runner("grown").run()
        #expect(outcome.table != nil)
        _ = try await runner("at once").run()
        #expect(try files("grown") == files("at once"))
    }

    @Test("progress counts up, says what is left, and is told of each run once")
    func progress() async throws {
        let events = Events()
        _ = try await runner("a", threads: 2).run(limit: 3) { events.add($0) }
        _ = try await runner("a").run { events.add($0) }
        let reports = events.all
        #expect(reports.map(\.done) == [0, 1, 2, 3] + Array(3...12))
        #expect(reports.allSatisfy { $0.total == 12 })
        #expect(reports[0].secondsLeft == nil && reports[4].secondsLeft == nil)
        #expect(reports[1].secondsLeft != nil && reports.last?.secondsLeft == 0)
        guard case .resumed(3) = reports[4].event else {
            Issue.record("the second call did not say that three runs were there")
            return
        }
    }

    @Test("a training that fails is stored, counted in the table and not done again")
    func failure() async throws {
        var settings = SyntheticCorpus.settings
        settings.training.learningRate = 3e38
        let runner = runner("a", plan: SyntheticCorpus.plan([.are], runs: 1), settings: settings)
        let outcome = try await runner.run()
        #expect(outcome.failed == 2)
        let row = try #require(outcome.table?.rows.first)
        #expect(row.failed == 2 && row.pooled.weightedAccuracy.count == 0 && row.pooled.weightedAccuracy.mean == nil)
        #expect(outcome.table?.text.contains("0 (2 failed)") == true)
        let again = try await runner.run()
        #expect(again.resumed == 2 && again.failed == 2)
    }

    @Test("a plan that cannot be done is refused before anything is written")
    func refusals() async throws {
        let missing = ComparisonPlan(
            architectures: [.tre], conditions: Condition.matched([.asr("other")]), folds: 2, runs: 1, seed: 1)
        await #expect(
            throws: ExperimentError.variantMissing(variant: "asr:other", available: ["asr:made up", "gold"])
        ) { try await runner("a", plan: missing).run() }
        let none = ComparisonPlan(architectures: [], conditions: [], folds: 2, runs: 1, seed: 1)
        await #expect(throws: ExperimentError.self) { try await runner("a", plan: none).run() }
        let folds = ComparisonPlan(architectures: [.are], conditions: [], folds: 3, runs: 1, seed: 1)
        await #expect(throws: ExperimentError.self) { try await runner("a", plan: folds).run() }
        let twice = ExperimentData(
            labels: data.labels, utterances: data.utterances + data.utterances.prefix(1), folds: data.folds,
            scheme: data.scheme)
        await #expect(throws: ExperimentError.doubledID(id: "u,0")) { try await runner("a", data: twice).run() }
        #expect(!FileManager.default.fileExists(atPath: folder.path("a")))
    }

    @Test("cancelling keeps the finished runs and says how to go on")
    func cancellation() async throws {
        let runner = runner("a")
        let task = Task {
            try await runner.run { progress in
                if progress.done == 2 { withUnsafeCurrentTask { $0?.cancel() } }
            }
        }
        // The progress callback runs in a worker's task; cancelling that one ends the whole comparison.
        await #expect(throws: ExperimentError.cancelled(done: 2, total: 12)) { try await task.value }
        let outcome = try await runner.run()
        #expect(outcome.resumed == 2 && outcome.table != nil)
    }

    @Test(
        "cancelling ends the runs in flight, and other tasks go on, with more threads than cores", arguments: [1, 4, 9])
    func cancellationInFlight(threads: Int) async throws {
        var settings = SyntheticCorpus.settings
        settings.training.maximumSteps = 1_000_000
        settings.training.minimumSteps = 1_000_000
        let runner = runner("a", settings: settings, threads: threads)
        let task = Task { try await runner.run() }
        // Were the shared threads busy, this sleep would last as long as the training: an hour.
        try await Task.sleep(for: .milliseconds(100))
        let cancelled = ContinuousClock.now
        task.cancel()
        await #expect(throws: ExperimentError.cancelled(done: 0, total: 12)) { try await task.value }
        #expect(ContinuousClock.now - cancelled < .seconds(20))
    }

    @Test("a run that cannot be stored ends the comparison with an error")
    func cannotStore() async throws {
        var settings = SyntheticCorpus.settings
        settings.training.maximumSteps = 200
        let runner = runner("a", plan: SyntheticCorpus.plan([.are], runs: 2), settings: settings, threads: 2)
        let path = folder.path("a/runs.csv")
        await #expect(throws: ExperimentError.self) {
            try await runner.run { progress in
                guard progress.done == 0 else { return }
                try? FileManager.default.removeItem(atPath: path)
            }
        }
    }
}

/// Collects progress reports.
private final class Events: Sendable {
    private let list = Mutex<[ComparisonProgress]>([])

    func add(_ progress: ComparisonProgress) { list.withLock { $0.append(progress) } }

    var all: [ComparisonProgress] { list.withLock { $0 } }
}
