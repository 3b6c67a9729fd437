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

    @Test("a newer schema is refused, with advice that names the program, and left alone", arguments: [true, false])
    func newerSchema(_ reading: Bool) throws {
        _ = try TranscriptStore(directory: folder.path, program: "emoscribe 0.1.0")
        let file = folder.path("emoscribe.sqlite")
        try DatabaseQueue(path: file).write { database in
            try database.execute(
                sql: """
                    INSERT INTO grdb_migrations VALUES ('99 from the future');
                    INSERT INTO writers VALUES ('emoscribe 7.5.0', '2099-01-01 00:00:00.000');
                    """)
        }
        let before = try Data(contentsOf: folder.url("emoscribe.sqlite"))
        let error = failure {
            _ = reading ? try TranscriptStore(reading: folder.path) : try TranscriptStore(directory: folder.path)
        }
        #expect(error == .newerSchema(path: file, steps: ["99 from the future"], program: "emoscribe 7.5.0"))
        #expect(error?.description.contains("(emoscribe 7.5.0)") == true)
        #expect(error?.description.contains("update emoscribe") == true)
        #expect(try Data(contentsOf: folder.url("emoscribe.sqlite")) == before)
    }

    @Test("a file that is no database is named and not overwritten")
    func notADatabase() throws {
        let text = String(repeating: "this is no database. ", count: 100)
        let file = try folder.write(text, to: "emoscribe.sqlite")
        #expect(failure { _ = try TranscriptStore(directory: folder.path) } == .notADatabase(path: file))
        #expect(failure { _ = try TranscriptStore(reading: folder.path) } == .notADatabase(path: file))
        #expect(try String(contentsOfFile: file, encoding: .utf8) == text)
    }

    @Test("a pipe, or a folder, of the file's name is refused and not waited for")
    func notAFile() throws {
        let file = folder.path("emoscribe.sqlite")
        mkfifo(file, 0o600)
        #expect(failure { _ = try TranscriptStore(directory: folder.path) } == .notADatabase(path: file))
        try FileManager.default.removeItem(atPath: file)
        mkdir(file, 0o700)
        #expect(failure { _ = try TranscriptStore(reading: folder.path) } == .notADatabase(path: file))
    }

    @Test("another program's database is refused and gets no tables")
    func foreignDatabase() throws {
        let file = folder.path("emoscribe.sqlite")
        try DatabaseQueue(path: file).write { try $0.execute(sql: "CREATE TABLE bookmarks (url TEXT)") }
        #expect(failure { _ = try TranscriptStore(directory: folder.path) } == .foreignDatabase(path: file))
        let tables = try DatabaseQueue(path: file).read {
            try String.fetchAll($0, sql: "SELECT name FROM sqlite_master")
        }
        #expect(tables == ["bookmarks"])
    }

    @Test("a folder that is a file, or lies under one, is named")
    func folderIsAFile() throws {
        let path = try folder.write("", to: "cache")
        let error = failure { _ = try TranscriptStore(directory: path) }
        #expect(error == .folderNotCreatable(path: path, reason: "there is a file of that name"))
        let below = failure { _ = try TranscriptStore(directory: path + "/a/b") }
        #expect(below == .folderNotCreatable(path: path + "/a/b", reason: "\(path) is a file"))
    }

    @Test("looking into a cache that is not there makes none")
    func missing() throws {
        let path = folder.path("nowhere")
        #expect(failure { _ = try TranscriptStore(reading: path) } == .missing(path: path + "/emoscribe.sqlite"))
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("a folder that cannot be written is named", .enabled(if: geteuid() != 0))
    func readOnlyFolder() throws {
        let path = folder.path("cache")
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o500])
        #expect(failure { _ = try TranscriptStore(directory: path) } == .readOnly(path: path + "/emoscribe.sqlite"))
    }

    @Test("a store opened for reading sees the answers and refuses to write")
    func reading() async throws {
        let store = try TranscriptStore(directory: folder.path)
        try await store.store(Sample.transcript())
        let reading = try TranscriptStore(reading: folder.path)
        #expect(try await reading.transcript(forKey: Sample.identity().key) == Sample.transcript())
        await #expect(throws: TranscriptCacheError.readOnly(path: reading.path)) {
            try await reading.store(Sample.transcript(1))
        }
    }

    @Test("with too little room on the disk no question is taken, and what is known is still found")
    func nearlyFull() async throws {
        try await TranscriptStore(directory: folder.path).store(Sample.transcript())
        let store = try TranscriptStore(directory: folder.path, reserveBytes: .max, claims: ClaimKeeper())
        do {
            _ = try await store.claim(Sample.identity(1).key)
            Issue.record("a question was taken")
        } catch {
            guard case .diskNearlyFull(store.path, _, .max) = error else { throw error }
        }
        #expect(try await store.claim(Sample.identity().key) == .answered(Sample.transcript()))
        #expect(try await store.claimCount() == 0)
    }

    @Test("where the probe cannot be written no question is taken")
    func probe() async throws {
        let store = try TranscriptStore(directory: folder.path, busyTimeoutSeconds: 1, maximumPages: 30)
        await #expect(throws: TranscriptCacheError.diskFull(path: store.path)) {
            try await store.claim(Sample.identity().key)
        }
        #expect(try await store.claimCount() == 0)
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
