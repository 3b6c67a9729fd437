import Foundation
import GRDB
import TestSupport
import Testing

@testable import TranscriptCache

@Suite struct CacheFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func failure(_ body: () throws -> Void) -> TranscriptCacheError? {
        do { try body() } catch { return error as? TranscriptCacheError }
        return nil
    }

    @Test("a newer schema is refused, with advice, and left alone")
    func newerSchema() throws {
        _ = try TranscriptStore(directory: folder.path)
        let file = folder.path("emoscribe.sqlite")
        let queue = try DatabaseQueue(path: file)
        try queue.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 from the future')") }
        let error = failure { _ = try TranscriptStore(directory: folder.path) }
        #expect(error == .newerSchema(path: file, migrations: ["99 from the future"]))
        #expect(error?.description.contains("update emoscribe") == true)
    }

    @Test("a file that is no database is named and not overwritten")
    func notADatabase() throws {
        let text = String(repeating: "this is no database. ", count: 100)
        let file = try folder.write(text, to: "emoscribe.sqlite")
        #expect(failure { _ = try TranscriptStore(directory: folder.path) } == .notADatabase(path: file))
        #expect(try String(contentsOfFile: file, encoding: .utf8) == text)
    }

    @Test("a folder that is a file is named")
    func folderIsAFile() throws {
        let path = try folder.write("", to: "cache")
        let error = failure { _ = try TranscriptStore(directory: path) }
        #expect(error == .folderNotCreatable(path: path, reason: "there is a file of that name"))
    }

    @Test("a folder that cannot be written is named", .enabled(if: geteuid() != 0))
    func readOnlyFolder() throws {
        let path = folder.path("cache")
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o500])
        #expect(failure { _ = try TranscriptStore(directory: path) } == .readOnly(path: path + "/emoscribe.sqlite"))
    }

    @Test("a full disk says so, and what was stored before is still there")
    func fullDisk() async throws {
        let store = try TranscriptStore(directory: folder.path, busyTimeoutSeconds: 1, maximumPages: 40)
        try await store.store(Sample.transcript())
        var large = Sample.transcript(1)
        large.rawResponse = Data(count: 1 << 20)
        await #expect(throws: TranscriptCacheError.diskFull(path: store.path)) { try await store.store(large) }
        #expect(try await store.transcript(forKey: Sample.identity().key) != nil)
        #expect(try await store.transcript(forKey: Sample.identity(1).key) == nil)
    }

    @Test("many connections that open a new folder at the same time all get in")
    func openingTogether() async throws {
        let directory = folder.path("new")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { _ = try TranscriptStore(directory: directory) } }
            try await group.waitForAll()
        }
    }

    @Test("the journal is a write-ahead log and commits are synced")
    func journal() async throws {
        let store = try TranscriptStore(directory: folder.path)
        let (mode, synchronous) = try await store.write { database in
            (
                try String.fetchOne(database, sql: "PRAGMA journal_mode"),
                try Int.fetchOne(database, sql: "PRAGMA synchronous")
            )
        }
        #expect(mode == "wal")
        #expect(synchronous == 2)
    }
}
