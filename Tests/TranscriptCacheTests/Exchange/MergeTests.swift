import Foundation
import GRDB
import TestSupport
import Testing

@testable import TranscriptCache

@Suite struct MergeTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func store(_ name: String) throws -> TranscriptStore { try TranscriptStore(directory: folder.path(name)) }

    /// Fills a cache with rows of all kinds, of which other seeds have many too.
    private func fill(_ store: TranscriptStore, seed: Int) async throws {
        var generator = CaseGenerator(seed)
        func pick(_ range: Range<Int>) -> Int { Int.random(in: range, using: &generator) }
        func moment() -> String { StoredTime.text(Date(timeIntervalSince1970: Double(pick(0..<5)))) }
        let answers = (0..<40).map { _ in Sample.anyTranscript(&generator, questions: 12) }
        try await store.fill(answers, seenAt: (0..<40).map { _ in "/corpus/\(pick(0..<9)).wav" })
        var rows: [(sql: String, arguments: StatementArguments)] = []
        for _ in 0..<40 {
            var identity = Sample.identity(Int16(pick(0..<30)))
            identity.provider = "azure"
            rows.append(
                (
                    "INSERT OR REPLACE INTO attempts VALUES (?, 'azure', 'e', 'm', ?, ?, ?, ?, ?)",
                    [
                        identity.key.bytes, ["server", "timeout"][pick(0..<2)], "m\(seed)",
                        [nil, 500, 503][pick(0..<3)], pick(1..<4), moment(),
                    ]
                ))
            rows.append(
                (
                    "INSERT OR REPLACE INTO annotations VALUES (?, 'label', ?, ?)",
                    [Data(repeating: UInt8(pick(0..<20)), count: 32), Data([UInt8(pick(0..<3))]), moment()]
                ))
        }
        try await store.write(durably: false) { [rows] database in
            for row in rows { try database.execute(sql: row.sql, arguments: row.arguments) }
        }
        for number in 0..<5 as Range<Int16> where pick(0..<3) > 0 {
            let pieces = (0..<Int16(pick(1..<4))).map {
                RecordingPiece(startSample: Int($0) * 5, sampleCount: 5, sampleHash: ContentHash(samples: [$0]))
            }
            let recording = SeenAudio(
                sampleHash: ContentHash(samples: [number]), sampleRate: 16_000, durationSeconds: 9)
            try await store.rememberCut(pieces, of: recording, settings: "s")
        }
    }

    /// Everything a cache holds but the order of storing.
    private func contents(_ store: TranscriptStore) async throws -> [String] {
        try await store.read { database in
            var lines: [String] = []
            for table in ["transcripts", "attempts", "annotations", "cuts", "audio"] {
                for row in try Row.fetchAll(database, sql: "SELECT * FROM \(table)") {
                    let columns = row.filter { $0.0 != "id" }.map { "\($0.0)=\($0.1)" }
                    lines.append(table + " " + columns.joined(separator: "|"))
                }
            }
            return lines.sorted()
        }
    }

    @Test("caches merged in any order, and more than once, give the same cache", .slow, arguments: 0..<2)
    func anyOrder(_ round: Int) async throws {
        let sources = try (0..<3).map { try store("source\($0)") }
        for (index, source) in sources.enumerated() { try await fill(source, seed: 10 * round + index) }
        let orders = [[0, 1, 2], [2, 1, 0], [1, 0, 2, 0, 1, 2], [0, 0, 2, 2, 1]]
        var results: [[String]] = []
        for (index, order) in orders.enumerated() {
            let target = try store("target\(index)")
            for source in order {
                _ = try await target.merge(
                    from: TranscriptStore(reading: sources[source].directory), CacheMerge(withAudio: true))
            }
            results.append(try await contents(target))
            var findings: [CacheFinding] = []
            _ = try await target.verify(reader: nil) { findings.append($0) }
            #expect(!findings.contains { $0.severity == .problem }, "\(findings)")
        }
        for result in results.dropFirst() { #expect(result == results[0]) }
        // Merging into one of them, rather than into an empty one, is the same too.
        for source in [1, 2] { _ = try await sources[0].merge(from: sources[source], CacheMerge(withAudio: true)) }
        #expect(try await contents(sources[0]) == results[0])
        #expect(results[0].contains { $0.hasPrefix("attempts") } && results[0].contains { $0.hasPrefix("cuts") })
    }

    @Test("the second merge finds everything there")
    func idempotent() async throws {
        let (source, target) = (try store("a"), try store("b"))
        try await fill(source, seed: 5)
        let first = try await target.merge(from: source)
        let before = try await contents(target)
        let second = try await target.merge(from: source)
        #expect(first.transcripts.added > 0 && first.failures.added > 0 && first.annotations.added > 0)
        #expect(second.transcripts.same == first.transcripts.added && second.transcripts.added == 0)
        #expect(second.cuts.same == first.cuts.added && second.annotations.same == first.annotations.added)
        #expect(try await contents(target) == before)
    }

    @Test("of two answers to one question the earlier is kept, and one with its response before all")
    func conflicts() async throws {
        let (source, target) = (try store("a"), try store("b"))
        var early = Sample.transcript(text: "early")
        early.createdAt -= 10
        try await source.store(early)
        try await target.store(Sample.transcript(text: "late"))
        try await target.store(Sample.transcript(1, text: "whole"))
        var bare = Sample.transcript(1, text: "bare")
        bare.createdAt -= 10
        bare.rawResponse = Data()
        bare.isResponseKept = false
        try await source.store(bare)
        let counted = try await target.merge(from: source, CacheMerge(dryRun: true))
        #expect(try await target.transcript(forKey: Sample.identity().key)?.parsed.text == "late")
        let merged = try await target.merge(from: source)
        #expect(merged == counted)
        #expect(merged.transcripts.conflicts == 2 && merged.transcripts.replaced == 1)
        #expect(try await target.transcript(forKey: Sample.identity().key) == early)
        #expect(try await target.transcript(forKey: Sample.identity(1).key)?.parsed.text == "whole")
    }

    @Test("an answer from one machine ends the failure on another, whichever comes first")
    func answersEndFailures() async throws {
        let (answered, failed) = (try store("a"), try store("b"))
        try await answered.store(Sample.transcript())
        try await failed.recordFailure(
            FailedAttempt(
                key: Sample.identity().key, provider: "openai", endpoint: "e", model: "m", cause: "server",
                message: "", httpStatus: 500))
        for order in [[answered, failed], [failed, answered]] {
            let target = try store("t\(order[0] === answered)")
            for source in order { _ = try await target.merge(from: source) }
            #expect(try await target.failedAttempts().isEmpty)
            #expect(try await target.statistics().transcripts == 1)
        }
    }

    @Test("a cache is not merged into itself, by whatever name")
    func itself() async throws {
        let target = try store("a")
        symlink(folder.path("a"), folder.path("link"))
        let same = try TranscriptStore(reading: folder.path("link"))
        await #expect(throws: CacheExchangeError.sameCache(path: same.path)) { try await target.merge(from: same) }
    }

    @Test("a cache that others write to can be merged, and one into which they write")
    func inUse() async throws {
        let (source, target) = (try store("a"), try store("b"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for number in 0..<60 as Range<Int16> { try await source.store(Sample.transcript(number)) }
            }
            group.addTask {
                for number in 60..<120 as Range<Int16> { try await target.store(Sample.transcript(number)) }
            }
            group.addTask { for _ in 0..<5 { _ = try await target.merge(from: source) } }
            try await group.waitForAll()
        }
        _ = try await target.merge(from: source)
        #expect(try await target.statistics().transcripts == 120)
    }
}
