import Foundation
import GRDB
import Synchronization

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
    /// The folder.
    public let directory: String
    /// The database file.
    public let path: String
    /// Who this store is towards others on the same file.
    let claims: ClaimKeeper
    /// A cache that is asked for what this one does not know, and never written.
    let elsewhere: TranscriptStore?
    /// What must stay free on the disk for answers that are on their way.
    let reserveBytes: Int64
    /// Whether `prepareForPaidAnswers` has been through.
    let isPrepared = Mutex(false)

    private let reader: any DatabaseReader
    /// Nil where the store was opened for reading only.
    private let writer: DatabasePool?

    /// Opens the store, making folder and file (readable by their owner only) where they are missing, and brings the
    /// tables of an older version up to date.
    ///
    /// - Parameters:
    ///   - directory: the folder; an existing one keeps its permissions.
    ///   - program: name and version of the program, `emoscribe 0.1.0`, noted so that an older one can say which to get.
    ///   - busyTimeoutSeconds: how long to wait for another process's write.
    ///   - elsewhere: a cache that is asked for the answers, results, cuts and recordings that this one lacks. Nothing is
    ///     written to it or copied from it.
    /// - Throws: `folderNotCreatable`, `readOnly`, `anotherUsers`, `notADatabase`, `foreignDatabase`, `damaged`,
    ///   `newerSchema`, `diskFull`, `busy`.
    public convenience init(
        directory: String, program: String? = nil, busyTimeoutSeconds: Double = 30,
        alsoReading elsewhere: TranscriptStore? = nil
    ) throws(TranscriptCacheError) {
        try self.init(
            directory: directory, program: program, busyTimeoutSeconds: busyTimeoutSeconds, claims: ClaimKeeper(),
            alsoReading: elsewhere)
    }

    /// `maximumPages` bounds the file, so that a test can fill it.
    package convenience init(
        directory: String, busyTimeoutSeconds: Double, maximumPages: Int?
    ) throws(TranscriptCacheError) {
        try self.init(
            directory: directory, busyTimeoutSeconds: busyTimeoutSeconds, maximumPages: maximumPages,
            claims: ClaimKeeper())
    }

    /// `claims` lets a test play another process; `reserveBytes` a disk that is nearly full.
    init(
        directory: String, program: String? = nil, busyTimeoutSeconds: Double = 30, maximumPages: Int? = nil,
        reserveBytes: Int64 = 16 << 20, claims: ClaimKeeper, alsoReading elsewhere: TranscriptStore? = nil
    ) throws(TranscriptCacheError) {
        self.directory = directory
        self.elsewhere = elsewhere
        self.claims = claims
        self.reserveBytes = reserveBytes
        path = CacheFiles.database(in: directory)
        try CacheFiles.prepare(directory: directory, file: path)
        let pool = try CacheOpening.forWriting(
            path, program: program, busyTimeoutSeconds: busyTimeoutSeconds, maximumPages: maximumPages)
        reader = pool
        writer = pool
    }

    /// Opens an existing store to look only: nothing is made, brought up to date or written, so a copy on read-only
    /// media and the cache of an older version will do.
    ///
    /// `elsewhere` is asked for what it lacks.
    ///
    /// - Throws: `missing`, `readOnly` (where the folder must be written to see its last answers), `anotherUsers`,
    ///   `notADatabase`, `foreignDatabase`, `damaged`, `newerSchema`.
    public init(
        reading directory: String, alsoReading elsewhere: TranscriptStore? = nil
    ) throws(TranscriptCacheError) {
        self.directory = directory
        self.elsewhere = elsewhere
        claims = ClaimKeeper()
        reserveBytes = 0
        path = CacheFiles.database(in: directory)
        try CacheFiles.check(path, writable: false)
        reader = try CacheOpening.forReading(path)
        writer = nil
    }

    /// Whether it was opened to look only; then whatever would write throws `readOnly`.
    public var isReadOnly: Bool { writer == nil }

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
        try await writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA synchronous = \(durably ? "FULL" : "NORMAL")")
            var result: Result<T, any Error>?
            try database.inTransaction {
                result = .success(try body(database))
                return .commit
            }
            guard let result else { throw TranscriptCacheError.unexpected("a transaction without a result") }
            return try result.get()
        }
    }

    /// Runs `body` on the writing connection, for what cannot be done in a transaction.
    func writeWithoutTransaction<T: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> T
    ) async throws(TranscriptCacheError) -> T {
        guard let writer else { throw .readOnly(path: path) }
        let result: Result<T, any Error> = await withCheckedContinuation { continuation in
            writer.asyncWriteWithoutTransaction { database in
                continuation.resume(returning: Result { try body(database) })
            }
        }
        return try unwrap(result)
    }

    /// Runs `body` on a snapshot, beside any write.
    func read<T: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> T
    ) async throws(TranscriptCacheError) -> T {
        let result: Result<T, any Error> = await withCheckedContinuation { continuation in
            reader.asyncRead { database in
                continuation.resume(returning: Result { try body(database.get()) })
            }
        }
        return try unwrap(result)
    }

    /// Shows others that the owner of our claims lives.
    func beat() {
        writer?.asyncWriteWithoutTransaction { [id = claims.id] database in
            // A beat that is missed is made up for by the next.
            try? database.execute(sql: "PRAGMA synchronous = NORMAL")
            try? database.execute(sql: "UPDATE claimOwners SET beat = beat + 1 WHERE id = ?", arguments: [id])
        }
    }

    private func unwrap<T>(_ result: Result<T, any Error>) throws(TranscriptCacheError) -> T {
        do { return try result.get() } catch { throw TranscriptCacheError(error, path: path) }
    }
}
