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
    package init(directory: String, busyTimeoutSeconds: Double, maximumPages: Int?) throws(TranscriptCacheError) {
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
                // GRDB sets NORMAL, which may lose the last commits on power failure; these were paid for.
                try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
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
    func write<T: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> T
    ) async throws(TranscriptCacheError) -> T {
        let result: Result<T, any Error> = await withCheckedContinuation { continuation in
            pool.asyncWrite({ try body($0) }, completion: { _, result in continuation.resume(returning: result) })
        }
        return try unwrap(result)
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
