public import Foundation
import GRDB

/// What a cache holds, in numbers; no text, no path of a recording.
public struct CacheStatistics: Sendable, Hashable {
    /// Answers of one provider, endpoint, model and language setting.
    public struct Service: Sendable, Hashable {
        /// The provider's id.
        public var provider: String
        /// The service's address, without credentials.
        public var endpoint: String
        /// The model asked for.
        public var model: String
        /// The language asked for; empty where it was left to the service.
        public var language: String
        /// Stored answers.
        public var transcripts: Int
        /// Of them, those in which nothing was recognised.
        public var emptyTranscripts: Int
        /// Seconds of audio they are for.
        public var audioSeconds: Double
        /// Seconds the service says it billed; nil where it never says.
        public var billedSeconds: Double?
        /// The first answer.
        public var oldest: Date?
        /// The latest answer.
        public var newest: Date?
    }

    /// Per service, by provider, endpoint, model, language.
    public var services: [Service]
    /// Annotations by kind.
    public var annotations: [String: Int]
    /// Questions whose last try failed, by cause.
    public var failuresByCause: [String: Int]
    /// Spans of audio files seen.
    public var audioSpans: Int
    /// Recordings that were cut, each for the settings it was cut with.
    public var cuts: Int
    /// Questions that are being asked, by dead processes too.
    public var claims: Int
    /// Bytes of the database file, without its write-ahead log.
    public var databaseBytes: Int64
    /// Bytes on disk, the log included.
    public var diskBytes: Int64
    /// The schema's steps.
    public var schema: [String]

    /// Stored answers of all services.
    public var transcripts: Int { services.reduce(0) { $0 + $1.transcripts } }
    /// Questions whose last try failed.
    public var failures: Int { failuresByCause.values.reduce(0, +) }
}

extension TranscriptStore {
    /// About how many answers there are, at once: the number of the last one.
    public func lastAnswer() async throws(TranscriptCacheError) -> Int { Int(try await lastRow()) }

    /// Counts what is stored.
    ///
    /// Cost: a scan of the tables.
    public func statistics() async throws(TranscriptCacheError) -> CacheStatistics {
        let diskBytes = self.diskBytes
        return try await read { database in
            func count(_ table: String, _ what: String = "*") throws -> Int {
                guard try database.tableExists(table) else { return 0 }
                return try Int.fetchOne(database, sql: "SELECT count(*) FROM (SELECT \(what) FROM \(table))") ?? 0
            }
            func counts(_ table: String, by column: String) throws -> [String: Int] {
                var result: [String: Int] = [:]
                for row in try Row.fetchAll(
                    database, sql: "SELECT \(column) AS name, count(*) AS n FROM \(table) GROUP BY 1")
                {
                    let row = StoredRow(row: row, table: table)
                    result[try row.value("name")] = try row.value("n")
                }
                return result
            }
            let pages = try Int64.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            let pageSize = try Int64.fetchOne(database, sql: "PRAGMA page_size") ?? 0
            return CacheStatistics(
                services: try Row.fetchAll(database, sql: Self.services).map(CacheStatistics.Service.init(row:)),
                annotations: try counts("annotations", by: "kind"),
                failuresByCause: try counts("attempts", by: "cause"), audioSpans: try count("audio"),
                cuts: try count("cuts", "DISTINCT sampleHash, sampleRate, settings"), claims: try count("claims"),
                databaseBytes: pages * pageSize, diskBytes: diskBytes,
                schema: try CacheSchema.migrator.appliedMigrations(database))
        }
    }

    private static let services = """
        SELECT provider, endpoint, model, requestedLanguage, count(*) AS transcripts, total(text = '') AS empty,
            total(audioSeconds) AS audioSeconds, sum(billedSeconds) AS billedSeconds, min(createdAt) AS oldest,
            max(createdAt) AS newest
        FROM transcripts GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
        """
}

extension CacheStatistics.Service {
    fileprivate init(row: Row) throws {
        let row = StoredRow(row: row, table: "transcripts")
        self.init(
            provider: try row.value("provider"), endpoint: try row.value("endpoint"), model: try row.value("model"),
            language: try row.value("requestedLanguage"), transcripts: try row.value("transcripts"),
            emptyTranscripts: Int(try row.value("empty") as Double), audioSeconds: try row.value("audioSeconds"),
            billedSeconds: try row.optional("billedSeconds"), oldest: try row.time("oldest"),
            newest: try row.time("newest"))
    }
}
