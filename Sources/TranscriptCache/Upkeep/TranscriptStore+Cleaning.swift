public import Foundation
import GRDB

/// What is dropped from a cache: only what is named here.
public struct CacheCleaning: Sendable, Hashable {
    /// Answers of one provider.
    public struct Answers: Sendable, Hashable {
        /// The provider's id.
        public var provider: String
        /// Only this model's; nil for all.
        public var model: String?

        /// See the properties of the same names.
        public init(provider: String, model: String? = nil) {
            self.provider = provider
            self.model = model
        }
    }

    /// Failures noted before this moment; nil for none.
    public var failuresBefore: Date?
    /// What is known of recordings whose file is gone.
    public var missingAudio = false
    /// Answers that were paid for.
    public var answers: Answers?
    /// Labels and other results of these kinds.
    public var annotationKinds: [String] = []

    /// Nothing.
    public init() {}

    /// Whether nothing is named.
    public var isEmpty: Bool {
        failuresBefore == nil && !missingAudio && answers == nil && annotationKinds.isEmpty
    }

    /// How much of a kind is, or would be, dropped.
    public struct Share: Sendable, Hashable {
        /// Rows.
        public var rows = 0
        /// Bytes of their values.
        public var bytes: Int64 = 0
    }

    /// What was, or would be, dropped.
    public struct Summary: Sendable, Hashable {
        /// Failures.
        public var failures = Share()
        /// Spans of recordings.
        public var audio = Share()
        /// Answers, and the seconds of audio that would have to be paid for again.
        public var answers = Share()
        /// Seconds of audio of the answers.
        public var answeredSeconds = 0.0
        /// By kind.
        public var annotations: [String: Share] = [:]

        /// Rows of all kinds.
        public var rows: Int {
            failures.rows + audio.rows + answers.rows + annotations.values.reduce(0) { $0 + $1.rows }
        }
    }
}

extension TranscriptStore {
    /// Drops what is named, in small transactions, so that the cache can be in use.
    ///
    /// The file keeps its size until `compact`.
    ///
    /// - Parameters:
    ///   - cleaning: what to drop.
    ///   - dryRun: whether to count only; then a store opened for reading will do.
    ///   - fileExists: whether a recording is there.
    /// - Returns: what was dropped, or would be.
    /// - Throws: `diskFull`, `readOnly`, `busy`.
    public func clean(
        _ cleaning: CacheCleaning, dryRun: Bool,
        fileExists: @escaping @Sendable (String) -> Bool = { FileManager.default.fileExists(atPath: $0) }
    ) async throws(TranscriptCacheError) -> CacheCleaning.Summary {
        var summary = CacheCleaning.Summary()
        if let moment = cleaning.failuresBefore {
            summary.failures = try await drop(
                "attempts", "lastAt < ?", [StoredTime.text(moment)], size: "length(message) + length(endpoint) + 64",
                dryRun)
        }
        if cleaning.missingAudio { summary.audio = try await dropMissing(dryRun, fileExists) }
        if let answers = cleaning.answers {
            let condition = "provider = ?" + (answers.model == nil ? "" : " AND model = ?")
            let arguments = StatementArguments([answers.provider] + [answers.model].compactMap { $0 })
            summary.answeredSeconds = try await read {
                try Double.fetchOne(
                    $0, sql: "SELECT total(audioSeconds) FROM transcripts WHERE \(condition)", arguments: arguments)
                    ?? 0
            }
            summary.answers = try await drop(
                "transcripts", condition, arguments,
                size: "length(rawResponse) + length(words) + length(text) + length(endpoint) + length(options) + 200",
                dryRun)
        }
        for kind in cleaning.annotationKinds {
            summary.annotations[kind] = try await drop(
                "annotations", "kind = ?", [kind], size: "length(payload) + length(kind) + 64", dryRun)
        }
        return summary
    }

    /// Makes the file as small as its contents, and empties the log beside it.
    ///
    /// Others wait meanwhile; the disk needs room for a second copy for that long.
    ///
    /// - Returns: bytes on disk before and after.
    /// - Throws: `diskFull`, `readOnly`, `busy`: the file is as it was then.
    public func compact() async throws(TranscriptCacheError) -> (before: Int64, after: Int64) {
        let before = diskBytes
        try await writeWithoutTransaction { database in
            try database.execute(sql: "VACUUM")
            // Where others read the log it is emptied later.
            _ = try Row.fetchOne(database, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
        return (before, diskBytes)
    }

    /// Bytes on disk, the log included.
    public var diskBytes: Int64 { ["", "-wal", "-shm"].reduce(0) { $0 + CacheFiles.size(path + $1) } }

    private func drop(
        _ table: String, _ condition: String, _ arguments: StatementArguments, size: String, _ dryRun: Bool
    ) async throws(TranscriptCacheError) -> CacheCleaning.Share {
        let share = try await read { database in
            let row = try Row.fetchOne(
                database, sql: "SELECT count(*) AS n, total(\(size)) AS bytes FROM \(table) WHERE \(condition)",
                arguments: arguments)
            return CacheCleaning.Share(rows: row?["n"] ?? 0, bytes: Int64((row?["bytes"] as Double?) ?? 0))
        }
        if dryRun || share.rows == 0 { return share }
        var dropped = 1
        while dropped > 0 {
            dropped = try await write { database in
                try database.execute(
                    sql: """
                        DELETE FROM \(table) WHERE key IN (SELECT key FROM \(table) WHERE \(condition) LIMIT 5000)
                        """, arguments: arguments)
                return database.changesCount
            }
        }
        return share
    }

    private func dropMissing(
        _ dryRun: Bool, _ fileExists: @escaping @Sendable (String) -> Bool
    ) async throws(TranscriptCacheError) -> CacheCleaning.Share {
        var share = CacheCleaning.Share()
        var last = ""
        while true {
            let paths = try await read { [last] in
                try String.fetchAll(
                    $0, sql: "SELECT DISTINCT path FROM audio WHERE path > ? ORDER BY path LIMIT 1000",
                    arguments: [last])
            }
            guard let end = paths.last else { return share }
            last = end
            for path in paths where !fileExists(path) {
                let rows = try await read {
                    try Int.fetchOne($0, sql: "SELECT count(*) FROM audio WHERE path = ?", arguments: [path]) ?? 0
                }
                share.rows += rows
                share.bytes += Int64(rows * (path.utf8.count + 100))
                if dryRun { continue }
                try await write { try $0.execute(sql: "DELETE FROM audio WHERE path = ?", arguments: [path]) }
            }
        }
    }
}
