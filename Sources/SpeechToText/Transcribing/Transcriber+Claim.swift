import TranscriptCache

extension Transcriber {
    /// Takes a question for this process, or waits for the answer of the process that has it.
    ///
    /// Looks into the cache at growing intervals up to half a second; a process that died or failed leaves the question
    /// to us.
    ///
    /// - Parameter key: the question.
    /// - Returns: its answer where somebody has stored it; nil where it is ours to ask.
    /// - Throws: `cancelled` where the run was stopped meanwhile, `cache`.
    func answerOrClaim(_ key: CacheKey) async throws(SpeechToTextError) -> CachedTranscript? {
        if let known = try await stored(key) { return known }
        var pauseSeconds = 0.02
        while !stop.isStopped {
            let outcome = try await caching { () throws(TranscriptCacheError) in try await self.store.claim(key) }
            switch outcome {
            case .taken: return nil
            case .answered(let answer): return try await stored(key) ?? answer
            case .held:
                _ = await stop.sleep(seconds: pauseSeconds, clock: options.clock)
                pauseSeconds = min(pauseSeconds * 1.5, 0.5)
            }
        }
        throw .cancelled
    }
}
