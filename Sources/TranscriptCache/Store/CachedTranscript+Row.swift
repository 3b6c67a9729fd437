import Foundation
import GRDB

extension CachedTranscript {
    static func fetch(_ key: CacheKey, from database: Database) throws -> CachedTranscript? {
        let statement = try database.cachedStatement(sql: "SELECT * FROM transcripts WHERE key = ?")
        return try Row.fetchOne(statement, arguments: [key.bytes]).map(CachedTranscript.init(row:))
    }

    /// Adds a row, unless there is one under this key.
    ///
    /// - Returns: whether it was added.
    @discardableResult
    func insert(key: CacheKey, into database: Database) throws -> Bool {
        try execute(database, sql: Self.insertion + " ON CONFLICT (key) DO NOTHING", key)
    }

    /// Adds a row, or makes the one under this key say the same as this.
    func put(key: CacheKey, into database: Database) throws {
        try execute(database, sql: Self.insertion + Self.replacement, key)
    }

    private static let columns = [
        "key", "keyVersion", "sampleHash", "sampleRate", "provider", "endpoint", "model", "requestedLanguage",
        "options",
        "adapterVersion", "text", "language", "confidence", "words", "billedSeconds", "remarks", "parserVersion",
        "rawResponse", "responseKept", "httpStatus", "audioSeconds", "createdAt",
    ]
    private static let insertion =
        "INSERT INTO transcripts (\(columns.joined(separator: ", "))) VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))"
    private static let replacement =
        " ON CONFLICT (key) DO UPDATE SET "
        + columns.dropFirst().map { "\($0) = excluded.\($0)" }.joined(separator: ", ")

    private func execute(_ database: Database, sql: String, _ key: CacheKey) throws -> Bool {
        try database.cachedStatement(sql: sql).execute(arguments: [
            key.bytes, TranscriptIdentity.keyVersion, identity.sampleHash.bytes, identity.sampleRate,
            identity.provider, identity.endpoint, identity.model, identity.language, try identity.options.storedJSON(),
            identity.adapterVersion, parsed.text, parsed.language, parsed.confidence, try parsed.words.storedJSON(),
            parsed.billedSeconds, try parsed.remarks.storedJSON(), parserVersion, rawResponse, isResponseKept,
            httpStatus, audioSeconds, StoredTime.text(createdAt),
        ])
        return database.changesCount > 0
    }

    /// - Throws: `damagedRow`.
    init(row: Row) throws {
        let row = StoredRow(row: row, table: "transcripts")
        self.init(
            identity: TranscriptIdentity(
                sampleHash: try row.hash("sampleHash"), sampleRate: try row.value("sampleRate"),
                provider: try row.value("provider"), endpoint: try row.value("endpoint"),
                model: try row.value("model"), language: try row.value("requestedLanguage"),
                options: try row.json("options"), adapterVersion: try row.value("adapterVersion")),
            parsed: ParsedTranscript(
                text: try row.value("text"), language: try row.optional("language"),
                confidence: try row.optional("confidence"), words: try row.json("words"),
                billedSeconds: try row.optional("billedSeconds"),
                remarks: Set(try row.json("remarks", absent: []) as [TranscriptRemark])),
            parserVersion: try row.value("parserVersion"), rawResponse: try row.value("rawResponse"),
            isResponseKept: try row.optional("responseKept") ?? true, httpStatus: try row.value("httpStatus"),
            audioSeconds: try row.value("audioSeconds"), createdAt: try row.time("createdAt"))
    }
}

extension ParsedTranscript {
    /// The same without numbers that are none: a service that sends 1e999 must not cost the answer.
    var storable: ParsedTranscript {
        func finite(_ number: Double?) -> Double? { number.flatMap { $0.isFinite ? $0 : nil } }
        var copy = self
        copy.confidence = finite(confidence)
        copy.billedSeconds = finite(billedSeconds)
        copy.words = words.map {
            TranscriptWord(
                word: $0.word, start: finite($0.start), end: finite($0.end), confidence: finite($0.confidence))
        }
        return copy
    }
}

extension Encodable {
    /// JSON with sorted keys, so that equal values have equal bytes.
    func storedJSON() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
