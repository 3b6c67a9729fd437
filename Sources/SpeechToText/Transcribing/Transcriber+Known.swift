public import TranscriptCache

/// The stored answer to a question about one whole recording.
public struct KnownText: Sendable, Hashable {
    public var text: String
    /// As the service gives it; nil where it gives none.
    public var confidence: Double?
    /// The answer's key in the cache.
    public var key: CacheKey
}

extension Transcriber {
    /// The stored answers to recordings that are known by their content, many at a time; decodes and asks nothing.
    ///
    /// Not found here are the answers to recordings that were sent in pieces, and those that a newer parser would read
    /// anew: `transcribe` finds them.
    ///
    /// - Returns: in the order of `recordings`; nil for no recording and where there is no answer.
    /// - Throws: `cache`.
    public func knownTexts(_ recordings: [SeenAudio?]) async throws(SpeechToTextError) -> [KnownText?] {
        let keys = recordings.map { recording in recording.map { key(of: $0) } }
        let texts = try await caching { () throws(TranscriptCacheError) in try await self.store.texts(forKeys: keys) }
        return zip(keys, texts).map { key, text in
            guard let key, let text, text.parserVersion >= provider.parserVersion || store.isReadOnly else {
                return nil
            }
            return KnownText(text: text.text, confidence: text.confidence, key: key)
        }
    }

    /// The key under which the answer to a whole recording is kept.
    public func key(of recording: SeenAudio) -> CacheKey {
        provider.identity(of: recording.sampleHash, sampleRate: recording.sampleRate).key
    }
}
