import GRDB

extension TranscriptStore {
    /// Compares the tables with those that the same steps make in memory.
    func schemaFindings() async throws(TranscriptCacheError) -> [CacheFinding] {
        do throws(TranscriptCacheError) {
            return try await read { database in
                let found = try SchemaCheck.objects(database)
                let expected = try SchemaCheck.expected(steps: CacheSchema.migrator.appliedIdentifiers(database))
                return Set(found.keys).union(expected.keys).sorted().compactMap { name in
                    switch (found[name], expected[name]) {
                    case (nil, _): CacheFinding(.problem, "schema", "\(name) is missing")
                    case (_, nil):
                        CacheFinding(.problem, "schema", "\(SchemaCheck.shown(name)) is no part of a cache")
                    case (let one, let other) where one == other: nil
                    default: CacheFinding(.problem, "schema", "\(name) was changed")
                    }
                }
            }
        } catch {
            // Told with the pages themselves.
            if case .damaged = error { return [] }
            throw error
        }
    }
}

private enum SchemaCheck {
    /// Tables and indexes with their SQL, however it was laid out.
    static func objects(_ database: Database) throws -> [String: String] {
        let rows = try Row.fetchAll(
            database,
            sql: "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND name NOT LIKE 'grdb_%'")
        var objects: [String: String] = [:]
        for row in rows {
            let text: String = row["sql"] ?? ""
            objects[row["name"] ?? ""] = text.filter { !$0.isWhitespace }
        }
        return objects
    }

    static func expected(steps: Set<String>) throws -> [String: String] {
        let queue = try DatabaseQueue()
        let migrator = CacheSchema.migrator
        for step in migrator.migrations where steps.contains(step) { try migrator.migrate(queue, upTo: step) }
        return try queue.read { try objects($0) }
    }

    /// A name that may be anybody's: at most 60 characters, none of which moves a cursor.
    static func shown(_ name: String) -> String {
        let scalars = name.unicodeScalars.prefix(60).map { scalar in
            scalar.properties.isAlphabetic || (0x21...0x7e).contains(scalar.value) ? scalar : "?"
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
