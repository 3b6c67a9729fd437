import Foundation
import GRDB

extension TranscriptStore {
    /// The stored answer to a question, or nil where there is none.
    ///
    /// An empty text is an answer.
    public func transcript(forKey key: CacheKey) async throws(TranscriptCacheError) -> CachedTranscript? {
        if let own = try await read({ try CachedTranscript.fetch(key, from: $0) }) { return own }
        return try await elsewhere?.transcript(forKey: key)
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
        var transcript = transcript
        transcript.parsed = transcript.parsed.storable
        let stored = try await patiently { () throws(TranscriptCacheError) in
            try await write { [claims, transcript] database in
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
        let parsed = parsed.storable
        try await write { database in
            try database.execute(
                sql: """
                    UPDATE transcripts SET text = ?, language = ?, confidence = ?, words = ?, billedSeconds = ?,
                        remarks = ?, parserVersion = ? WHERE key = ?
                    """,
                arguments: [
                    parsed.text, parsed.language, parsed.confidence, try parsed.words.storedJSON(),
                    parsed.billedSeconds,
                    try parsed.remarks.storedJSON(), parserVersion, key.bytes,
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

    /// All answers about the same samples, in the order they were stored.
    ///
    /// - Throws: `damagedRow` and whatever SQLite reports.
    public func transcripts(ofSamples hash: ContentHash) async throws(TranscriptCacheError) -> [CachedTranscript] {
        try await read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM transcripts WHERE sampleHash = ? ORDER BY id", arguments: [hash.bytes]
            ).map { try CachedTranscript(row: $0) }
        }
    }
}
