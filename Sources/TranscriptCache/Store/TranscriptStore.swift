import Foundation
import GRDB

/// Every transcript that was paid for, and what was made of it, in one SQLite file: `<directory>/emoscribe.sqlite`.
///
/// A write returns after its transaction is committed and synced, so an answer that was handed on survives a kill of
/// the process. Any number of processes on one machine may share a folder; a folder on a network file system must be
/// used by one machine at a time (SQLite's write-ahead log needs shared memory). All functions are safe to call from
/// any task, run on the store's own queues, and are not interrupted when the calling task is cancelled.
///
///     let store = try TranscriptStore(directory: "cache")
///     if let answer = try await store.transcript(forKey: identity.key) { print(answer.parsed.text) }
public final class TranscriptStore: Sendable {
    /// The database file.
    public let path: String

    private let pool: DatabasePool
    let claims: ClaimKeeper

    /// Opens the store, making folder and file (readable by their owner only) where they are missing.
    ///
    /// - Parameters:
    ///   - directory: the folder; an existing one keeps its permissions.
    ///   - busyTimeoutSeconds: how long to wait for another process's write.
    /// - Throws: `folderNotCreatable`, `readOnly`, `notADatabase`, `newerSchema`, `diskFull`, `busy`.
    public convenience init(directory: String, busyTimeoutSeconds: Double = 30) throws(TranscriptCacheError) {
        try self.init(directory: directory, busyTimeoutSeconds: busyTimeoutSeconds, maximumPages: nil)
    }

    /// `maximumPages` bounds the file, so that a test can fill it.
    package convenience init(
        directory: String, busyTimeoutSeconds: Double, maximumPages: Int?
    ) throws(TranscriptCacheError) {
        try self.init(
            directory: directory, busyTimeoutSeconds: busyTimeoutSeconds, maximumPages: maximumPages,
            claims: ClaimKeeper())
    }

    /// `claims` lets a test play another process.
    init(
        directory: String, busyTimeoutSeconds: Double = 30, maximumPages: Int? = nil, claims: ClaimKeeper
    ) throws(TranscriptCacheError) {
        self.claims = claims
        let file = (directory as NSString).appendingPathComponent("emoscribe.sqlite")
        path = file
        try CacheFiles.prepare(directory: directory, file: file)
        pool = try Self.open(file, busyTimeoutSeconds: busyTimeoutSeconds, maximumPages: maximumPages)
    }

    /// Opens the pool and brings the schema up to date.
    ///
    /// Two processes that meet here for the first time can trip over each other's migration or mode change; the one
    /// that lost finds the work done when it looks again.
    private static func open(
        _ file: String, busyTimeoutSeconds: Double, maximumPages: Int?
    ) throws(TranscriptCacheError) -> DatabasePool {
        var configuration = Configuration()
        configuration.busyMode = .timeout(busyTimeoutSeconds)
        configuration.label = "emoscribe.cache"
        configuration.maximumReaderCount = 3
        configuration.foreignKeysEnabled = false
        configuration.prepareDatabase { database in
            guard !database.configuration.readonly else { return }
            if let maximumPages { try database.execute(sql: "PRAGMA max_page_count = \(maximumPages)") }
        }
        let deadline = Date().addingTimeInterval(busyTimeoutSeconds)
        while true {
            do {
                let pool = try DatabasePool(path: file, configuration: configuration)
                let migrator = CacheSchema.migrator
                let unknown = try pool.read { database in
                    try migrator.appliedIdentifiers(database).subtracting(migrator.migrations)
                }
                guard unknown.isEmpty else {
                    throw TranscriptCacheError.newerSchema(path: file, migrations: unknown.sorted())
                }
                try migrator.migrate(pool)
                return pool
            } catch let error as DatabaseError
                where [.SQLITE_BUSY, .SQLITE_ERROR, .SQLITE_CONSTRAINT].contains(error.resultCode) && Date() < deadline
                && (error.resultCode == .SQLITE_BUSY || error.message?.contains("exists") == true
                    || error.message?.contains("grdb_migrations") == true)
            {
                usleep(20_000)
            } catch {
                throw translate(error, path: file)
            }
        }
    }

    /// Runs `body` in one transaction, committed when this returns.
    ///
    /// - Parameters:
    ///   - durably: whether the commit is synced to the disk, so that it survives a power failure too. GRDB's own
    ///     setting is not to; answers were paid for.
    ///   - body: its changes; all of them or, where it throws, none.
    /// - Returns: what `body` returns.
    /// - Throws: what `body` throws, and SQLite's failures.
    func write<T: Sendable>(
        durably: Bool = true, _ body: @escaping @Sendable (Database) throws -> T
    ) async throws(TranscriptCacheError) -> T {
        let result: Result<T, any Error> = await withCheckedContinuation { continuation in
            pool.asyncWriteWithoutTransaction { database in
                continuation.resume(
                    returning: Result {
                        try database.execute(sql: "PRAGMA synchronous = \(durably ? "FULL" : "NORMAL")")
                        return try Self.transaction(database, body)
                    })
            }
        }
        return try unwrap(result)
    }

    private static func transaction<T>(_ database: Database, _ body: (Database) throws -> T) throws -> T {
        var result: T?
        try database.inTransaction {
            result = try body(database)
            return .commit
        }
        guard let result else { throw TranscriptCacheError.database(path: "", code: 0, message: "no result") }
        return result
    }

    /// Shows others that the owner of our claims lives.
    func beat() {
        pool.asyncWriteWithoutTransaction { [id = claims.id] database in
            // A beat that is missed is made up for by the next.
            try? database.execute(sql: "PRAGMA synchronous = NORMAL")
            try? database.execute(sql: "UPDATE claimOwners SET beat = beat + 1 WHERE id = ?", arguments: [id])
        }
    }

    /// Runs `body` on a snapshot, beside any write.
    func read<T: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> T
    ) async throws(TranscriptCacheError) -> T {
        let result: Result<T, any Error> = await withCheckedContinuation { continuation in
            pool.asyncRead { database in
                continuation.resume(returning: Result { try body(database.get()) })
            }
        }
        return try unwrap(result)
    }

    private func unwrap<T>(_ result: Result<T, any Error>) throws(TranscriptCacheError) -> T {
        do { return try result.get() } catch { throw Self.translate(error, path: path) }
    }

    private static func translate(_ error: any Error, path: String) -> TranscriptCacheError {
        if let error = error as? TranscriptCacheError { return error }
        guard let error = error as? DatabaseError else {
            return .database(path: path, code: 0, message: String(describing: error))
        }
        return switch error.resultCode {
        case .SQLITE_FULL: .diskFull(path: path)
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN: .readOnly(path: path)
        case .SQLITE_NOTADB, .SQLITE_CORRUPT: .notADatabase(path: path)
        case .SQLITE_BUSY, .SQLITE_LOCKED: .busy(path: path)
        default: .database(path: path, code: error.resultCode.rawValue, message: error.message ?? "no message")
        }
    }
}
