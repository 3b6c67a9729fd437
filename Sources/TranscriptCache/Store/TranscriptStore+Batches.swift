import GRDB

/// The part of a stored answer that labelling needs.
public struct StoredText: Sendable, Hashable {
    public var text: String
    /// As the service gives it; nil where it gives none.
    public var confidence: Double?
    /// The version of the reading of the response.
    public var parserVersion: Int
}

/// What is known of a span of a file, with where it is.
public struct PlacedAudio: Sendable, Hashable {
    public var fingerprint: AudioFingerprint
    public var audio: SeenAudio

    /// See the properties of the same names.
    public init(fingerprint: AudioFingerprint, audio: SeenAudio) {
        self.fingerprint = fingerprint
        self.audio = audio
    }
}

// One hop and one snapshot for many questions.
extension TranscriptStore {
    /// What is known of spans of files, in their order; nil for no span and for one that was not seen or has changed.
    public func seenAudio(_ fingerprints: [AudioFingerprint?]) async throws(TranscriptCacheError) -> [SeenAudio?] {
        let found = try await read { database in
            try fingerprints.map { fingerprint in try fingerprint.flatMap { try SeenAudio.fetch($0, from: database) } }
        }
        return try await completed(found, of: fingerprints) { other, fingerprints throws(TranscriptCacheError) in
            try await other.seenAudio(fingerprints)
        }
    }

    /// The texts of stored answers, in the order of their keys; nil for no key and where there is no answer.
    public func texts(forKeys keys: [CacheKey?]) async throws(TranscriptCacheError) -> [StoredText?] {
        let found = try await read { database -> [StoredText?] in
            let statement = try database.cachedStatement(
                sql: "SELECT text, confidence, parserVersion FROM transcripts WHERE key = ?")
            return try keys.map { key in
                guard let key, let row = try Row.fetchOne(statement, arguments: [key.bytes]) else { return nil }
                return StoredText(text: row[0], confidence: row[1], parserVersion: row[2])
            }
        }
        return try await completed(found, of: keys) { other, keys throws(TranscriptCacheError) in
            try await other.texts(forKeys: keys)
        }
    }

    /// Keeps results of a later step, and what spans of files hold, in one transaction: all of it or nothing.
    public func keep(
        _ annotations: [StoredAnnotation], seen: [PlacedAudio] = []
    ) async throws(TranscriptCacheError) {
        try await write { database in
            try StoredAnnotation.upsert(annotations, into: database)
            for placed in seen { try placed.audio.upsert(placed.fingerprint, into: database) }
        }
    }
}
