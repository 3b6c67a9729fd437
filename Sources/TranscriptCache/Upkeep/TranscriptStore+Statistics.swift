import Foundation
import GRDB

/// What a cache holds.
public struct CacheStatistics: Sendable, Hashable {
    /// Answers of one provider, endpoint and model.
    public struct Service: Sendable, Hashable {
        /// The provider's id.
        public var provider: String
        /// The service's address, without credentials.
        public var endpoint: String
        /// The model asked for.
        public var model: String
        /// Stored answers.
        public var transcripts: Int
        /// Seconds of audio they are for.
        public var audioSeconds: Double
        /// Seconds the service says it billed; nil where it never says.
        public var billedSeconds: Double?
    }

    /// Per service, by provider, endpoint, model.
    public var services: [Service]
    /// Annotations by kind.
    public var annotations: [String: Int]
    /// Questions whose last try failed.
    public var failures: Int
    /// Spans of audio files seen.
    public var audioSpans: Int
    /// Bytes of the database file, without its write-ahead log.
    public var databaseBytes: Int64

    /// Stored answers of all services.
    public var transcripts: Int { services.reduce(0) { $0 + $1.transcripts } }
}

extension TranscriptStore {
    /// Counts what is stored.
    ///
    /// Cost: a scan of the tables' indexes.
    public func statistics() async throws(TranscriptCacheError) -> CacheStatistics {
        try await read { database in
            let services = try Row.fetchAll(
                database,
                sql: """
                    SELECT provider, endpoint, model, count(*) AS transcripts, total(audioSeconds) AS audioSeconds,
                        sum(billedSeconds) AS billedSeconds
                    FROM transcripts GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
                    """
            ).map {
                CacheStatistics.Service(
                    provider: $0["provider"], endpoint: $0["endpoint"], model: $0["model"],
                    transcripts: $0["transcripts"], audioSeconds: $0["audioSeconds"],
                    billedSeconds: $0["billedSeconds"])
            }
            var annotations: [String: Int] = [:]
            for row in try Row.fetchAll(database, sql: "SELECT kind, count(*) AS n FROM annotations GROUP BY kind") {
                annotations[row["kind"]] = row["n"]
            }
            func count(_ table: String) throws -> Int {
                try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table)") ?? 0
            }
            let pages = try Int64.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            let pageSize = try Int64.fetchOne(database, sql: "PRAGMA page_size") ?? 0
            return CacheStatistics(
                services: services, annotations: annotations, failures: try count("attempts"),
                audioSpans: try count("audio"), databaseBytes: pages * pageSize)
        }
    }
}
