import Foundation
import GRDB

extension TranscriptStore {
    /// What is known of a span of a file, or nil where it was not seen or has changed since.
    public func seenAudio(_ fingerprint: AudioFingerprint) async throws(TranscriptCacheError) -> SeenAudio? {
        try await seenAudio([fingerprint])[0]
    }

    /// Remembers what a span of a file holds, in place of what was known of it before.
    public func remember(
        _ fingerprint: AudioFingerprint, as audio: SeenAudio
    ) async throws(TranscriptCacheError) {
        try await write { try audio.upsert(fingerprint, into: $0) }
    }
}

extension SeenAudio {
    /// A damaged entry is one that is not there: the audio is decoded again.
    static func fetch(_ fingerprint: AudioFingerprint, from database: Database) throws -> SeenAudio? {
        let statement = try database.cachedStatement(
            sql: """
                SELECT sampleHash, sampleRate, durationSeconds FROM audio
                WHERE path = ? AND ifnull(start, -1.0) = ? AND ifnull(end, -1.0) = ? AND decoding = ?
                    AND size = ? AND mtimeNanoseconds = ?
                """)
        let row = try Row.fetchOne(
            statement,
            arguments: [
                fingerprint.path, fingerprint.start ?? -1, fingerprint.end ?? -1, fingerprint.decoding,
                fingerprint.size, fingerprint.mtimeNanoseconds,
            ])
        return row.flatMap { try? SeenAudio(row: $0) }
    }

    /// - Throws: `damagedRow`.
    init(row: Row) throws {
        let row = StoredRow(row: row, table: "audio")
        self.init(
            sampleHash: try row.hash("sampleHash"), sampleRate: try row.value("sampleRate"),
            durationSeconds: try row.value("durationSeconds"))
    }

    func upsert(_ fingerprint: AudioFingerprint, into database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO audio (path, size, mtimeNanoseconds, start, end, decoding, sampleHash,
                    sampleRate, durationSeconds)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try statement.execute(arguments: [
            fingerprint.path, fingerprint.size, fingerprint.mtimeNanoseconds, fingerprint.start, fingerprint.end,
            fingerprint.decoding, sampleHash.bytes, sampleRate, durationSeconds,
        ])
    }
}
