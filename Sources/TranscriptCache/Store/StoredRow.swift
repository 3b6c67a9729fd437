import Foundation
import GRDB

/// A row whose columns are read without trust in what a damaged file may hold.
struct StoredRow {
    let row: Row
    let table: String

    /// A column's value.
    func value<Value: DatabaseValueConvertible>(_ column: String, as type: Value.Type = Value.self) throws -> Value {
        do {
            return try row.decode(Value.self, forColumn: column)
        } catch {
            throw damaged(column)
        }
    }

    /// The value of a column that may be NULL, or missing in an older schema.
    func optional<Value: DatabaseValueConvertible>(
        _ column: String, as type: Value.Type = Value.self
    ) throws -> Value? {
        let stored: DatabaseValue? = row[column]
        guard let stored, !stored.isNull else { return nil }
        return try value(column) as Value
    }

    func hash(_ column: String) throws -> ContentHash {
        guard let hash = ContentHash(bytes: try value(column)) else { throw damaged(column) }
        return hash
    }

    func key(_ column: String) throws -> CacheKey {
        guard let key = CacheKey(bytes: try value(column)) else { throw damaged(column) }
        return key
    }

    func time(_ column: String) throws -> Date {
        guard let time = StoredTime.date(try value(column)) else { throw damaged(column) }
        return time
    }

    func json<Value: Decodable>(_ column: String, absent: Value? = nil) throws -> Value {
        guard let text: String = try optional(column) else {
            if let absent { return absent }
            throw damaged(column)
        }
        do {
            return try JSONDecoder().decode(Value.self, from: Data(text.utf8))
        } catch {
            throw damaged(column)
        }
    }

    private func damaged(_ column: String) -> TranscriptCacheError {
        .damagedRow(table: table, reason: "column \(column)")
    }
}
