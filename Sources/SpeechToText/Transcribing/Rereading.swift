public import TranscriptCache

/// Reads a stored response anew, without a request, and keeps what it says now.
///
/// - Parameters:
///   - stored: the answer as it is stored.
///   - provider: an adapter of the kind that asked; it needs no key.
///   - store: where the new reading is kept.
/// - Returns: the answer as read now, or nil where the response can no longer be read; the old reading stays then.
/// - Throws: `cache`.
public func reread(
    _ stored: CachedTranscript, by provider: any SpeechProvider, in store: TranscriptStore
) async throws(SpeechToTextError) -> CachedTranscript? {
    guard stored.isResponseKept,
        let parsed = try? provider.parse(stored.rawResponse, audioSeconds: stored.audioSeconds)
    else { return nil }
    do {
        try await store.updateParsed(parsed, parserVersion: provider.parserVersion, forKey: stored.identity.key)
    } catch {
        throw .cache(error)
    }
    var fresh = stored
    fresh.parsed = parsed
    fresh.parserVersion = provider.parserVersion
    return fresh
}

/// Reads all stored responses of a provider anew, without a request.
///
/// - Returns: how many were read, and how many of those say something else now.
/// - Throws: `cache`.
public func rereadAll(
    by provider: any SpeechProvider, in store: TranscriptStore
) async throws(SpeechToTextError) -> (read: Int, changed: Int) {
    var position: Int64 = 0
    var counts = (read: 0, changed: 0)
    while true {
        let page: [(position: Int64, transcript: CachedTranscript)]
        do {
            page = try await store.transcripts(after: position, limit: 200, provider: provider.id)
        } catch {
            throw .cache(error)
        }
        guard let last = page.last else { return counts }
        for entry in page {
            guard let fresh = try await reread(entry.transcript, by: provider, in: store) else { continue }
            counts.read += 1
            if fresh.parsed != entry.transcript.parsed { counts.changed += 1 }
        }
        position = last.position
    }
}
