import Foundation
import GRDB

/// Opens the cache's file, and refuses what is not one or cannot be understood.
enum CacheOpening {
    /// A pool on an existing file, its tables up to date.
    ///
    /// Two processes that meet here for the first time can trip over each other's migration or mode change; the one
    /// that lost finds the work done when it looks again.
    static func forWriting(
        _ file: String, program: String?, busyTimeoutSeconds: Double, maximumPages: Int?
    ) throws(TranscriptCacheError) -> DatabasePool {
        var configuration = self.configuration
        configuration.busyMode = .timeout(busyTimeoutSeconds)
        configuration.prepareDatabase { database in
            guard !database.configuration.readonly, let maximumPages else { return }
            try database.execute(sql: "PRAGMA max_page_count = \(maximumPages)")
        }
        let deadline = Date().addingTimeInterval(busyTimeoutSeconds)
        while true {
            do {
                try refuseForeign(file)
                let pool = try DatabasePool(path: file, configuration: configuration)
                try pool.read { try refuseUnknown($0, path: file) }
                try CacheSchema.migrator.migrate(pool)
                if let program { try note(program, in: pool) }
                return pool
            } catch let error as DatabaseError where isRace(error) && Date() < deadline {
                usleep(20_000)
            } catch {
                throw TranscriptCacheError(error, path: file)
            }
        }
    }

    /// A connection that cannot write.
    ///
    /// A folder that cannot be written has no room for the shared memory of the write-ahead log; where that log is
    /// empty the file holds everything and can be read as it stands.
    static func forReading(_ file: String) throws(TranscriptCacheError) -> DatabaseQueue {
        var configuration = self.configuration
        configuration.readonly = true
        configuration.busyMode = .timeout(30)
        func connect(_ path: String) throws -> DatabaseQueue {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.read { try refuseUnknown($0, path: file) }
            return queue
        }
        do {
            do {
                return try connect(file)
            } catch let error as DatabaseError
                where error.resultCode == .SQLITE_CANTOPEN || error.resultCode == .SQLITE_READONLY
            {
                guard CacheFiles.size(file + "-wal") == 0 else { throw TranscriptCacheError.unreadableLog(path: file) }
            }
            return try connect(immutable(file))
        } catch {
            throw TranscriptCacheError(error, path: file)
        }
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.label = "emoscribe.cache"
        configuration.maximumReaderCount = 3
        configuration.foreignKeysEnabled = false
        return configuration
    }

    private static func immutable(_ file: String) throws(TranscriptCacheError) -> String {
        let absolute = URL(fileURLWithPath: file).absoluteString
        guard absolute.hasPrefix("file://") else { throw .readOnly(path: file) }
        return absolute + "?immutable=1"
    }

    /// Looks before anything is written: making tables in another program's database would damage it.
    private static func refuseForeign(_ file: String) throws {
        guard CacheFiles.size(file) > 0 else { return }
        var configuration = self.configuration
        configuration.readonly = true
        let queue = try DatabaseQueue(path: file, configuration: configuration)
        do {
            try queue.read { try refuseUnknown($0, path: file) }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CANTOPEN {
            // No shared memory yet: whoever can write makes it. Told from others when opened for writing.
        }
    }

    private static func refuseUnknown(_ database: Database, path: String) throws {
        guard try database.tableExists("grdb_migrations") else {
            let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
            if tables > 0 { throw TranscriptCacheError.foreignDatabase(path: path) }
            return
        }
        let migrator = CacheSchema.migrator
        let unknown = try migrator.appliedIdentifiers(database).subtracting(migrator.migrations).sorted()
        guard !unknown.isEmpty else { return }
        let program = try? String.fetchOne(database, sql: "SELECT program FROM writers ORDER BY firstAt DESC LIMIT 1")
        throw TranscriptCacheError.newerSchema(path: path, steps: unknown, program: program)
    }

    private static func note(_ program: String, in pool: DatabasePool) throws {
        let isKnown = try pool.read {
            try Bool.fetchOne($0, sql: "SELECT 1 FROM writers WHERE program = ?", arguments: [program]) ?? false
        }
        if isKnown { return }
        try pool.write {
            try $0.execute(
                sql: "INSERT OR IGNORE INTO writers VALUES (?, ?)", arguments: [program, StoredTime.text(Date())])
        }
    }

    /// Whether another process was making the tables just then.
    private static func isRace(_ error: DatabaseError) -> Bool {
        switch error.resultCode {
        case .SQLITE_BUSY: true
        case .SQLITE_ERROR, .SQLITE_CONSTRAINT:
            error.message?.contains("exists") == true || error.message?.contains("grdb_migrations") == true
                || error.message?.contains("duplicate column") == true
        default: false
        }
    }
}
