public import Foundation
import GRDB

/// The last failure of a question that has no answer yet.
///
/// It is kept for reports only: a failure is not an answer, and the next run asks again.
public struct FailedAttempt: Sendable, Hashable {
    /// The question's key.
    public var key: CacheKey
    /// The provider's id.
    public var provider: String
    /// The service's address, without credentials.
    public var endpoint: String
    /// The model asked for.
    public var model: String
    /// The name of the cause, as in `failuresByCause`.
    public var cause: String
    /// What was reported, free of keys and tokens.
    public var message: String
    /// The HTTP status; nil where no response came.
    public var httpStatus: Int?
    /// How many runs ended in a failure.
    public var failures: Int
    /// When the last one was.
    public var lastAt: Date

    /// See the properties of the same names.
    public init(
        key: CacheKey, provider: String, endpoint: String, model: String, cause: String, message: String,
        httpStatus: Int?, failures: Int = 1, lastAt: Date = Date()
    ) {
        self.key = key
        self.provider = provider
        self.endpoint = endpoint
        self.model = model
        self.cause = cause
        self.message = message
        self.httpStatus = httpStatus
        self.failures = failures
        self.lastAt = lastAt
    }
}

extension TranscriptStore {
    /// Notes a failure in place of the one before it, counting how many there were.
    public func recordFailure(_ attempt: FailedAttempt) async throws(TranscriptCacheError) {
        try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO attempts (key, provider, endpoint, model, cause, message, httpStatus, failures, lastAt)
                    VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?)
                    ON CONFLICT (key) DO UPDATE SET cause = excluded.cause, message = excluded.message,
                        httpStatus = excluded.httpStatus, lastAt = excluded.lastAt, failures = failures + 1
                    """,
                arguments: [
                    attempt.key.bytes, attempt.provider, attempt.endpoint, attempt.model, attempt.cause,
                    attempt.message, attempt.httpStatus, StoredTime.text(attempt.lastAt),
                ])
        }
    }

    /// The last failure of a question; nil where it was answered or never asked.
    public func failedAttempt(forKey key: CacheKey) async throws(TranscriptCacheError) -> FailedAttempt? {
        try await read { database in
            let statement = try database.cachedStatement(sql: "SELECT * FROM attempts WHERE key = ?")
            return try Row.fetchOne(statement, arguments: [key.bytes]).map(FailedAttempt.init(row:))
        }
    }

    /// The questions that failed and have no answer yet, the latest first.
    public func failedAttempts(limit: Int = 1000) async throws(TranscriptCacheError) -> [FailedAttempt] {
        try await read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM attempts ORDER BY lastAt DESC, key LIMIT ?", arguments: [limit]
            ).map(FailedAttempt.init(row:))
        }
    }
}

extension FailedAttempt {
    /// - Throws: `damagedRow`.
    init(row: Row) throws {
        let row = StoredRow(row: row, table: "attempts")
        self.init(
            key: try row.key("key"), provider: try row.value("provider"), endpoint: try row.value("endpoint"),
            model: try row.value("model"), cause: try row.value("cause"), message: try row.value("message"),
            httpStatus: try row.optional("httpStatus"), failures: try row.value("failures"),
            lastAt: try row.time("lastAt"))
    }
}
