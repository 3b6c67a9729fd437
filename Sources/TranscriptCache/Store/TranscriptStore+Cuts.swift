import Foundation
import GRDB

/// A part of a recording that was sent by itself.
public struct RecordingPiece: Sendable, Hashable {
    /// Where it begins, in samples of the whole.
    public var startSample: Int
    /// Its length in samples.
    public var sampleCount: Int
    /// SHA-256 of its samples: part of the key of its transcript.
    public var sampleHash: ContentHash

    /// See the properties of the same names.
    public init(startSample: Int, sampleCount: Int, sampleHash: ContentHash) {
        self.startSample = startSample
        self.sampleCount = sampleCount
        self.sampleHash = sampleHash
    }
}

extension TranscriptStore {
    /// Remembers how a recording was cut, so that the next run finds the pieces' transcripts without decoding it; in
    /// place of what was known for these settings.
    ///
    /// - Parameters:
    ///   - pieces: in order; they may overlap or leave gaps.
    ///   - recording: the whole.
    ///   - settings: names the limits, the cutter's rules and its version: everything that decides where it cuts.
    ///   - fingerprint: where the whole came from, remembered in the same transaction.
    /// - Throws: `diskFull`, `readOnly`, `busy`: what was known before stays then.
    public func rememberCut(
        _ pieces: [RecordingPiece], of recording: SeenAudio, settings: String, from fingerprint: AudioFingerprint? = nil
    ) async throws(TranscriptCacheError) {
        try await write { database in
            try database.execute(
                sql: "DELETE FROM cuts WHERE sampleHash = ? AND sampleRate = ? AND settings = ?",
                arguments: [recording.sampleHash.bytes, recording.sampleRate, settings])
            let statement = try database.cachedStatement(sql: "INSERT INTO cuts VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
            for (index, piece) in pieces.enumerated() {
                try statement.execute(arguments: [
                    recording.sampleHash.bytes, recording.sampleRate, settings, index, pieces.count,
                    piece.startSample, piece.sampleCount, piece.sampleHash.bytes,
                ])
            }
            if let fingerprint { try recording.upsert(fingerprint, into: database) }
        }
    }

    /// How a recording was cut under these settings; nil where that is not known.
    public func cut(
        of recording: SeenAudio, settings: String
    ) async throws(TranscriptCacheError) -> [RecordingPiece]? {
        try await read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT piece, pieces, startSample, sampleCount, pieceHash FROM cuts
                    WHERE sampleHash = ? AND sampleRate = ? AND settings = ? ORDER BY piece
                    """)
            let rows = try Row.fetchAll(
                statement, arguments: [recording.sampleHash.bytes, recording.sampleRate, settings])
            // A list with a hole is no answer: the recording is cut again.
            guard let first = rows.first, try StoredRow(row: first, table: "cuts").value("pieces") == rows.count
            else { return nil }
            return try rows.map(RecordingPiece.init(row:))
        }
    }

    /// Every way in which a recording was cut that is remembered, whatever the settings; a list with a hole is none.
    ///
    /// A service's limit can be another one today; answers to pieces that were paid for stay good.
    ///
    /// - Throws: `damagedRow`.
    public func cuts(of recording: SeenAudio) async throws(TranscriptCacheError) -> [[RecordingPiece]] {
        let own = try await read { database -> [[RecordingPiece]] in
            // A cache of an older version, opened to look only.
            guard try database.tableExists("cuts") else { return [] }
            let statement = try database.cachedStatement(
                sql: """
                    SELECT settings, pieces, startSample, sampleCount, pieceHash FROM cuts
                    WHERE sampleHash = ? AND sampleRate = ? ORDER BY settings, piece
                    """)
            let rows = try Row.fetchAll(statement, arguments: [recording.sampleHash.bytes, recording.sampleRate])
            var cuts: [(settings: String, count: Int, pieces: [RecordingPiece])] = []
            for row in rows {
                let settings: String = try StoredRow(row: row, table: "cuts").value("settings")
                if cuts.last?.settings != settings {
                    cuts.append((settings, try StoredRow(row: row, table: "cuts").value("pieces"), []))
                }
                cuts[cuts.count - 1].pieces.append(try RecordingPiece(row: row))
            }
            return cuts.filter { $0.count == $0.pieces.count }.map(\.pieces)
        }
        return own + (try await elsewhere?.cuts(of: recording) ?? [])
    }
}

extension TranscriptStore {
    /// The pieces of all cuts of these recordings, whatever the settings; none for recordings that were not cut.
    public func pieces(of recordings: Set<ContentHash>) async throws(TranscriptCacheError) -> Set<ContentHash> {
        try await read { database in
            guard try database.tableExists("cuts") else { return [] }
            var pieces: Set<ContentHash> = []
            let statement = try database.cachedStatement(sql: "SELECT pieceHash FROM cuts WHERE sampleHash = ?")
            for recording in recordings {
                pieces.formUnion(
                    try Data.fetchAll(statement, arguments: [recording.bytes]).compactMap(ContentHash.init(bytes:)))
            }
            return pieces
        }
    }
}

extension RecordingPiece {
    /// - Throws: `damagedRow`.
    init(row: Row) throws {
        let row = StoredRow(row: row, table: "cuts")
        self.init(
            startSample: try row.value("startSample"), sampleCount: try row.value("sampleCount"),
            sampleHash: try row.hash("pieceHash"))
    }
}
