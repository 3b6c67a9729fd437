public import Foundation
import GRDB

/// A result of some later step, kept under a key that covers everything it depends on.
public struct StoredAnnotation: Sendable, Hashable {
    /// Made with `CacheKeyFields`.
    public var key: CacheKey
    /// What it is (`label`, `features`), for statistics and clearing.
    public var kind: String
    /// The result, as its owner encodes it.
    public var payload: Data

    /// See the properties of the same names.
    public init(key: CacheKey, kind: String, payload: Data) {
        self.key = key
        self.kind = kind
        self.payload = payload
    }
}

extension StoredAnnotation {
    static func upsert(_ annotations: [StoredAnnotation], into database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO annotations (key, kind, payload, createdAt) VALUES (?, ?, ?, ?)
                ON CONFLICT (key) DO UPDATE SET kind = excluded.kind, payload = excluded.payload,
                    createdAt = excluded.createdAt
                """)
        let now = StoredTime.text(Date())
        for annotation in annotations {
            try statement.execute(arguments: [annotation.key.bytes, annotation.kind, annotation.payload, now])
        }
    }
}

extension TranscriptStore {
    /// The payload stored under `key`, or nil.
    public func annotation(forKey key: CacheKey) async throws(TranscriptCacheError) -> Data? {
        try await annotations(forKeys: [key])[0]
    }

    /// The payloads stored under `keys`, in the same order, nil where there is none: one hop for a whole batch.
    public func annotations(forKeys keys: [CacheKey]) async throws(TranscriptCacheError) -> [Data?] {
        let found = try await read { database in try keys.map { try fetchAnnotation($0, from: database) } }
        return try await completed(found, of: keys) { other, keys throws(TranscriptCacheError) in
            try await other.annotations(forKeys: keys)
        }
    }

    /// Stores one payload, in place of an earlier one under that key.
    public func storeAnnotation(key: CacheKey, kind: String, payload: Data) async throws(TranscriptCacheError) {
        try await storeAnnotations([StoredAnnotation(key: key, kind: kind, payload: payload)])
    }

    /// Stores a batch in one transaction: all of it or, on an error, nothing.
    public func storeAnnotations(_ annotations: [StoredAnnotation]) async throws(TranscriptCacheError) {
        try await keep(annotations)
    }

    /// Removes all annotations of a kind and says how many there were.
    @discardableResult
    public func removeAnnotations(kind: String) async throws(TranscriptCacheError) -> Int {
        try await write { database in
            try database.execute(sql: "DELETE FROM annotations WHERE kind = ?", arguments: [kind])
            return database.changesCount
        }
    }
}

private func fetchAnnotation(_ key: CacheKey, from database: Database) throws -> Data? {
    let statement = try database.cachedStatement(sql: "SELECT payload FROM annotations WHERE key = ?")
    return try Data.fetchOne(statement, arguments: [key.bytes])
}
