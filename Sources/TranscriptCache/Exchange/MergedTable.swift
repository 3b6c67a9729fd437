import Foundation
import GRDB

/// The tables, other than that of transcripts, whose rows are taken over as they are, and which of two rows is chosen.
enum MergedTable: String {
    case attempts, annotations, cuts, audio

    /// Rows of one page, as values in the order of `columns`.
    struct Page: Sendable {
        var rows: [[DatabaseValue]] = []
        var unreadable = 0
        /// The key of the last row; nil at the end.
        var last: [DatabaseValue]?
    }

    /// The columns of the key, by which pages are ordered.
    private var key: [String] {
        switch self {
        case .attempts, .annotations: ["key"]
        case .cuts: ["sampleHash", "sampleRate", "settings"]
        case .audio: ["path", "ifnull(start, -1.0)", "ifnull(end, -1.0)", "decoding"]
        }
    }

    private var columns: [String] {
        switch self {
        case .attempts:
            ["key", "provider", "endpoint", "model", "cause", "message", "httpStatus", "failures", "lastAt"]
        case .annotations: ["key", "kind", "payload", "createdAt"]
        // A cut is one row here: its pieces as a list.
        case .cuts: ["sampleHash", "sampleRate", "settings"]
        case .audio:
            [
                "path", "size", "mtimeNanoseconds", "start", "end", "decoding", "sampleHash", "sampleRate",
                "durationSeconds",
            ]
        }
    }

    func page(after last: [DatabaseValue]?, from database: Database, size: Int = 500) throws -> Page {
        guard try database.tableExists(rawValue) else { return Page() }
        let key = key.joined(separator: ", ")
        let selected = columns.joined(separator: ", ") + ", " + key
        let distinct = self == .cuts ? "DISTINCT" : ""
        var sql = "SELECT \(distinct) \(selected) FROM \(rawValue)"
        if let last { sql += " WHERE (\(key)) > (\(last.map { _ in "?" }.joined(separator: ", ")))" }
        sql += " ORDER BY \(key) LIMIT \(size)"
        var page = Page()
        let rows = try Row.fetchCursor(
            database.cachedStatement(sql: sql), arguments: StatementArguments(last ?? []))
        while let row = try rows.next() {
            let values = Array(row.databaseValues)
            page.last = Array(values.dropFirst(columns.count))
            var taken = Array(values.prefix(columns.count))
            if self == .cuts { taken += try Self.pieces(taken, in: database) }
            if isWhole(taken) { page.rows.append(taken) } else { page.unreadable += 1 }
        }
        return page
    }

    /// Adds the row or chooses between it and the one that is there.
    func merge(_ row: [DatabaseValue], into database: Database) throws -> MergeOutcome {
        switch self {
        case .attempts: try mergeAttempt(row, database)
        case .annotations:
            try choose(row, database) { Self.order([$0[3], $0[1], $0[2]], [$1[3], $1[1], $1[2]]) }
        case .audio:
            try choose(row, database) { Self.order([$0[2], $0[1]] + $0, [$1[2], $1[1]] + $1) }
        case .cuts: try mergeCut(row, database)
        }
    }

    private func isWhole(_ row: [DatabaseValue]) -> Bool {
        switch self {
        case .attempts, .annotations: Data.fromDatabaseValue(row[0])?.count == 32
        case .audio: Data.fromDatabaseValue(row[6])?.count == 32
        case .cuts: row.count > 3 && (row.count - 3) % 4 == 0 && Int.fromDatabaseValue(row[3]) == (row.count - 3) / 4
        }
    }

    /// Takes `row` where it comes after the one that is there.
    private func choose(
        _ row: [DatabaseValue], _ database: Database, _ isAfter: ([DatabaseValue], [DatabaseValue]) -> Bool
    ) throws -> MergeOutcome {
        guard let present = try self.present(row, database) else {
            try put(row, database)
            return .added
        }
        if present == row { return .same(replaced: false) }
        let isReplaced = isAfter(row, present)
        if isReplaced { try put(row, database) }
        return .conflict(replaced: isReplaced)
    }

    private func mergeAttempt(_ row: [DatabaseValue], _ database: Database) throws -> MergeOutcome {
        let answered = try database.cachedStatement(sql: "SELECT 1 FROM transcripts WHERE key = ?")
        if try Bool.fetchOne(answered, arguments: [row[0]]) ?? false { return .skipped }
        guard let present = try self.present(row, database) else {
            try put(row, database)
            return .added
        }
        if present == row { return .same(replaced: false) }
        let isLater = Self.order([row[8]] + row, [present[8]] + present)
        var chosen = isLater ? row : present
        chosen[7] = max(Int.fromDatabaseValue(row[7]) ?? 1, Int.fromDatabaseValue(present[7]) ?? 1).databaseValue
        if chosen != present { try put(chosen, database) }
        return .conflict(replaced: isLater)
    }

    private func mergeCut(_ row: [DatabaseValue], _ database: Database) throws -> MergeOutcome {
        let key = Array(row.prefix(3))
        let present = try Self.pieces(key, in: database)
        let pieces = Array(row.dropFirst(3))
        if present == pieces { return .same(replaced: false) }
        if !present.isEmpty, !Self.order(present, pieces) { return .conflict(replaced: false) }
        let keys = StatementArguments(key)
        try database.execute(
            sql: "DELETE FROM cuts WHERE sampleHash = ? AND sampleRate = ? AND settings = ?", arguments: keys)
        let statement = try database.cachedStatement(sql: "INSERT INTO cuts VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        for index in 0..<pieces.count / 4 {
            let piece = [index.databaseValue] + Array(pieces[4 * index..<4 * index + 4])
            try statement.execute(arguments: StatementArguments(key + piece))
        }
        return present.isEmpty ? .added : .conflict(replaced: true)
    }

    /// Four values for each piece of a cut: count of pieces, start, length, hash.
    private static func pieces(_ key: [DatabaseValue], in database: Database) throws -> [DatabaseValue] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT pieces, startSample, sampleCount, pieceHash FROM cuts
                WHERE sampleHash = ? AND sampleRate = ? AND settings = ? ORDER BY piece
                """)
        return try Row.fetchAll(statement, arguments: StatementArguments(key)).flatMap { Array($0.databaseValues) }
    }

    private func present(_ row: [DatabaseValue], _ database: Database) throws -> [DatabaseValue]? {
        let statement = try database.cachedStatement(
            sql: """
                SELECT \(columns.joined(separator: ", ")) FROM \(rawValue)
                WHERE \(key.map { "\($0) = ?" }.joined(separator: " AND "))
                """)
        let arguments: [DatabaseValue] =
            self == .audio
            ? [
                row[0], row[3].isNull ? (-1.0).databaseValue : row[3], row[4].isNull ? (-1.0).databaseValue : row[4],
                row[5],
            ]
            : Array(row.prefix(key.count))
        return try Row.fetchOne(statement, arguments: StatementArguments(arguments)).map { Array($0.databaseValues) }
    }

    private func put(_ row: [DatabaseValue], _ database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO \(rawValue) (\(columns.joined(separator: ", ")))
                VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))
                """
        ).execute(arguments: StatementArguments(row))
    }

    /// Whether the first list comes after the second, value by value: NULL, numbers, texts, bytes.
    private static func order(_ left: [DatabaseValue], _ right: [DatabaseValue]) -> Bool {
        for (one, other) in zip(left, right) where one != other { return isAfter(one, other) }
        return left.count > right.count
    }

    private static func isAfter(_ left: DatabaseValue, _ right: DatabaseValue) -> Bool {
        switch (left.storage, right.storage) {
        case (.int64(let one), .int64(let other)): one > other
        case (.double(let one), .double(let other)): one > other
        case (.int64(let one), .double(let other)): Double(one) > other
        case (.double(let one), .int64(let other)): one > Double(other)
        case (.string(let one), .string(let other)): other.utf8.lexicographicallyPrecedes(one.utf8)
        case (.blob(let one), .blob(let other)): other.lexicographicallyPrecedes(one)
        default: rank(left) > rank(right)
        }
    }

    private static func rank(_ value: DatabaseValue) -> Int {
        switch value.storage {
        case .null: 0
        case .int64, .double: 1
        case .string: 2
        case .blob: 3
        }
    }
}
