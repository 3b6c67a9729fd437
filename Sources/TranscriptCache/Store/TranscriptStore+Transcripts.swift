import Foundation
import GRDB

extension TranscriptStore {
    /// The stored answer to a question, or nil where there is none.
    ///
    /// An empty text is an answer.
    public func transcript(forKey key: CacheKey) async throws(TranscriptCacheError) -> CachedTranscript? {
        try await read { try CachedTranscript.fetch(key, from: $0) }
    }

    /// Stores an answer, committed when this returns, ends its claim, and forgets the failures that came before it.
    ///
    /// Where another process stored an answer to the same question meanwhile, that one stays: whoever asks gets the
    /// same text.
    ///
    /// - Parameters:
    ///   - transcript: the answer.
    ///   - fingerprint: where the audio came from, remembered in the same transaction.
    /// - Returns: the answer that is in the store now.
    /// - Throws: `diskFull`, `readOnly`, `busy` (after ten minutes of another process's write): nothing is stored then.
    @discardableResult
    public func store(
        _ transcript: CachedTranscript, from fingerprint: AudioFingerprint? = nil
    ) async throws(TranscriptCacheError) -> CachedTranscript {
        let key = transcript.identity.key
        let stored = try await patiently { () throws(TranscriptCacheError) in
            try await write { [claims] database in
                try transcript.insert(key: key, into: database)
                try claims.close(key, database)
                try database.execute(sql: "DELETE FROM attempts WHERE key = ?", arguments: [key.bytes])
                if let fingerprint {
                    let seen = SeenAudio(
                        sampleHash: transcript.identity.sampleHash, sampleRate: transcript.identity.sampleRate,
                        durationSeconds: transcript.audioSeconds)
                    try seen.upsert(fingerprint, into: database)
                }
                return try CachedTranscript.fetch(key, from: database) ?? transcript
            }
        }
        claims.end(key)
        return stored
    }

    /// Tries again while another process writes: an answer that was paid for is worth waiting.
    private func patiently<T>(
        _ body: () async throws(TranscriptCacheError) -> T
    ) async throws(TranscriptCacheError) -> T {
        let deadline = DispatchTime.now() + 600
        while true {
            do {
                return try await body()
            } catch .busy where DispatchTime.now() < deadline {
                continue
            } catch {
                throw error
            }
        }
    }

    /// Replaces what a stored response was read as; the response itself stays.
    public func updateParsed(
        _ parsed: ParsedTranscript, parserVersion: Int, forKey key: CacheKey
    ) async throws(TranscriptCacheError) {
        try await write { database in
            try database.execute(
                sql: """
                    UPDATE transcripts SET text = ?, language = ?, confidence = ?, words = ?, billedSeconds = ?,
                        remarks = ?, parserVersion = ? WHERE key = ?
                    """,
                arguments: [
                    parsed.text, parsed.language, parsed.confidence, try parsed.words.json(), parsed.billedSeconds,
                    try parsed.remarks.json(), parserVersion, key.bytes,
                ])
        }
    }

    /// A page of stored answers in the order they were stored.
    ///
    /// - Parameters:
    ///   - position: 0, or the position of the last answer of the page before.
    ///   - limit: the most answers to return; all of a page is in memory at once.
    ///   - provider: only this provider's answers; nil for all.
    /// - Returns: answers with their positions; an empty page is the end.
    /// - Throws: `damagedRow` and whatever SQLite reports.
    public func transcripts(
        after position: Int64, limit: Int, provider: String? = nil
    ) async throws(TranscriptCacheError) -> [(position: Int64, transcript: CachedTranscript)] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM transcripts WHERE id > :after AND (:provider IS NULL OR provider = :provider)
                    ORDER BY id LIMIT :limit
                    """,
                arguments: ["after": position, "provider": provider, "limit": limit]
            ).map { (position: $0["id"], transcript: try CachedTranscript(row: $0)) }
        }
    }
}

extension CachedTranscript {
    static func fetch(_ key: CacheKey, from database: Database) throws -> CachedTranscript? {
        let statement = try database.cachedStatement(sql: "SELECT * FROM transcripts WHERE key = ?")
        return try Row.fetchOne(statement, arguments: [key.bytes]).map(CachedTranscript.init(row:))
    }

    fileprivate func insert(key: CacheKey, into database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO transcripts (key, keyVersion, sampleHash, sampleRate, provider, endpoint, model,
                    requestedLanguage, options, adapterVersion, text, language, confidence, words, billedSeconds,
                    remarks, parserVersion, rawResponse, responseKept, httpStatus, audioSeconds, createdAt)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (key) DO NOTHING
                """)
        try statement.execute(arguments: [
            key.bytes, TranscriptIdentity.keyVersion, identity.sampleHash.bytes, identity.sampleRate,
            identity.provider, identity.endpoint, identity.model, identity.language, try identity.options.json(),
            identity.adapterVersion, parsed.text, parsed.language, parsed.confidence, try parsed.words.json(),
            parsed.billedSeconds, try parsed.remarks.json(), parserVersion, rawResponse, isResponseKept, httpStatus,
            audioSeconds, createdAt,
        ])
    }

    /// - Throws: `damagedRow`.
    init(row: Row) throws {
        let row = StoredRow(row: row, table: "transcripts")
        guard let sampleHash = ContentHash(bytes: try row.value("sampleHash")) else {
            throw TranscriptCacheError.damagedRow(table: "transcripts", reason: "column sampleHash")
        }
        self.init(
            identity: TranscriptIdentity(
                sampleHash: sampleHash, sampleRate: try row.value("sampleRate"), provider: try row.value("provider"),
                endpoint: try row.value("endpoint"), model: try row.value("model"),
                language: try row.value("requestedLanguage"),
                options: try [String: String](json: row.value("options"), column: "options"),
                adapterVersion: try row.value("adapterVersion")),
            parsed: ParsedTranscript(
                text: try row.value("text"), language: try row.optional("language"),
                confidence: try row.optional("confidence"),
                words: try [TranscriptWord](json: row.value("words"), column: "words"),
                billedSeconds: try row.optional("billedSeconds"),
                remarks: try Set([TranscriptRemark](json: row.optional("remarks") ?? "[]", column: "remarks"))),
            parserVersion: try row.value("parserVersion"), rawResponse: try row.value("rawResponse"),
            isResponseKept: try row.optional("responseKept") ?? true, httpStatus: try row.value("httpStatus"),
            audioSeconds: try row.value("audioSeconds"), createdAt: try row.value("createdAt"))
    }
}

extension Encodable {
    /// JSON with sorted keys, so that equal values have equal bytes.
    fileprivate func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}

extension Decodable {
    fileprivate init(json: String, column: String) throws {
        do {
            self = try JSONDecoder().decode(Self.self, from: Data(json.utf8))
        } catch {
            throw TranscriptCacheError.damagedRow(table: "transcripts", reason: "column \(column)")
        }
    }
}
