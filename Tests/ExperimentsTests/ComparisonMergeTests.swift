import Corpus
import Experiments
import Foundation
import TestSupport
import Testing

@Suite struct ComparisonMergeTests {
    private let folder: TemporaryFolder
    private let data: ExperimentData

    init() throws {
        folder = try TemporaryFolder()
        data = try SyntheticCorpus.data()
    }

    private func runner(
        _ name: String, shard: String = "1/1", plan: ComparisonPlan = SyntheticCorpus.plan(), seed: Float = 0
    ) throws -> ComparisonRunner {
        var runner = ComparisonRunner(
            plan: plan, data: seed == 0 ? data : try SyntheticCorpus.data(shift: seed),
            settings: SyntheticCorpus.settings, folder: folder.path(name), threads: 1)
        runner.shard = try Shard(parsing: shard)
        return runner
    }

    private func merge(_ names: [String]) throws -> ComparisonMerge {
        try ComparisonMerge(folders: names.map { folder.path($0) })
    }

    /// Every file of a folder with its bytes.
    private func files(_ name: String) throws -> [String: Data] {
        var files: [String: Data] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path(name)) {
            if let data = try? Data(contentsOf: folder.url.appendingPathComponent(name + "/" + path)) {
                files[path] = data
            }
        }
        return files
    }

    private func reason(_ names: [String]) -> String {
        do {
            _ = try merge(names)
            return ""
        } catch { return "\(error)" }
    }

    @Test("the merged folders of all shards have the bytes of one machine's run", arguments: [2, 3, 5, 13])
    func sameBytes(count: Int) async throws {
        _ = try await runner("one").run()
        let names = (1...count).map { "part \($0)" }
        for (number, name) in names.enumerated() {
            let outcome = try await runner(name, shard: "\(number + 1)/\(count)").run()
            #expect(outcome.table == nil && outcome.missing == 12 - outcome.total && outcome.done == outcome.total)
        }
        try merge(names.reversed()).write(to: folder.path("merged"))
        #expect(try files("merged") == files("one"))
    }

    @Test("shards can share a folder, and the last of them leaves the bytes of one machine's run")
    func sharedFolder() async throws {
        _ = try await runner("one").run()
        #expect(try await runner("shared", shard: "2/3").run().missing == 8)
        #expect(try await runner("shared", shard: "1/3").run().table == nil)
        #expect(try await runner("shared", shard: "3/3").run().table != nil)
        #expect(try files("shared") == files("one"))
        try merge(["shared"]).write(to: folder.path("shared"))
        #expect(try files("shared") == files("one"))
    }

    @Test("a shard that was interrupted goes on, also within the whole")
    func resumed() async throws {
        let shard = try runner("a", shard: "1/2")
        #expect(try await shard.run(limit: 2).done == 2)
        let outcome = try await shard.run()
        #expect(outcome.resumed == 2 && outcome.done == 6)
        #expect(try await runner("a").run().resumed == 6)
    }

    @Test("gaps, overlaps and other settings are refused by name")
    func refusals() async throws {
        _ = try await runner("a", shard: "1/3").run()
        _ = try await runner("b", shard: "2/3").run()
        _ = try await runner("other data", shard: "3/3", seed: 0.5).run()
        _ = try await runner("fewer", plan: SyntheticCorpus.plan(runs: 1)).run()
        let missing = SyntheticCorpus.plan().jobs(of: try Shard(parsing: "3/3")).map(\.name)
        let gaps = reason(["a", "b"])
        #expect(gaps.contains("4 of 12 runs are in no folder") && missing.allSatisfy(gaps.contains))
        let overlap = reason(["a", "b", "a"])
        #expect(overlap.contains("4 of 12 runs are in more than one folder") && overlap.contains("identical in"))
        #expect(reason(["a", "b", "other data"]).contains("the data"))
        #expect(reason(["a", "fewer"]).contains("runs was 2, is 1"))
        #expect(reason([]).contains("no folder"))
        #expect(reason(["nowhere"]).contains("no such folder"))
        try FileManager.default.createDirectory(atPath: folder.path("empty"), withIntermediateDirectories: true)
        #expect(reason(["empty"]).contains("holds no comparison"))
    }

    @Test("a run that two folders hold with other contents is told apart from a copy")
    func differentCopies() async throws {
        _ = try await runner("a", shard: "1/2").run()
        _ = try await runner("b", shard: "2/2").run()
        let name = try #require(SyntheticCorpus.plan().jobs(of: try Shard(parsing: "1/2")).first?.name)
        let text = try String(contentsOfFile: folder.path("a/runs/\(name).json"), encoding: .utf8)
        try folder.write(text.replacing("\"steps\":6", with: "\"steps\":7"), to: "b/runs/\(name).json")
        #expect(reason(["a", "b"]).contains("\(name) (different in"))
    }

    @Test("a stored comparison comes back with its plan, its corpus and its hash")
    func readBack() async throws {
        _ = try await runner("a").run()
        let stored = try StoredComparison(folder: folder.path("a"))
        #expect(stored.plan == SyntheticCorpus.plan() && stored.data.hash == data.hash)
        #expect(stored.data.folds == data.folds && stored.data.labels == data.labels)
        #expect(stored.data.utterances.map(\.id) == data.utterances.map(\.id))
        #expect(stored.data.utterances.map(\.transcripts) == data.utterances.map(\.transcripts))
        #expect(stored.data.utterances.map(\.speaker) == data.utterances.map(\.speaker))
        #expect(try stored.results().count == 12)
    }

    @Test("a folder in use is refused with the other's process number, a different shard of it is not")
    func inUse() async throws {
        let path = folder.path("a")
        func refusal(_ shard: String) throws -> String {
            do {
                _ = try ResultFolderClaim(folder: path, shard: try Shard(parsing: shard))
                return ""
            } catch let error as ExperimentError { return error.description }
        }
        var claim: ResultFolderClaim? = try ResultFolderClaim(folder: path, shard: .whole)
        let own = "process \(ProcessInfo.processInfo.processIdentifier) "
        #expect(try refusal("1/1").contains(own) && refusal("1/2").contains(own))
        claim = nil
        #expect(try refusal("1/1").isEmpty)
        claim = try ResultFolderClaim(folder: path, shard: Shard(parsing: "1/2"))
        #expect(try refusal("2/2").isEmpty)
        #expect(try refusal("1/2").contains(own) && refusal("1/1").contains(own))
        withExtendedLifetime(claim) {}
        claim = nil
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("a folder that was made for nothing goes again; one that was there, or got something, stays")
    func emptyFolder() throws {
        let files = FileManager.default
        let path = folder.path("a")
        withExtendedLifetime(try ResultFolderClaim(folder: path, shard: .whole)) {
            #expect(files.fileExists(atPath: path))
        }
        #expect(!files.fileExists(atPath: path))
        try withExtendedLifetime(try ResultFolderClaim(folder: path, shard: .whole)) {
            try Data("{}".utf8).write(to: URL(fileURLWithPath: path + "/settings.json"))
        }
        #expect(try files.contentsOfDirectory(atPath: path) == ["settings.json"])
        try files.removeItem(atPath: path + "/settings.json")
        withExtendedLifetime(try ResultFolderClaim(folder: path, shard: .whole)) {}
        #expect(try files.contentsOfDirectory(atPath: path).isEmpty)
    }
}
