import TranscriptCache

extension Transcriber {
    /// One utterance under way.
    struct Errand: Sendable {
        let item: TranscriptionItem
        /// Counts it once among those for which something was sent.
        let ticket = SpendingLedger.Ticket()
    }

    /// What one request would ask.
    struct Question: Sendable {
        let identity: TranscriptIdentity
        let sampleCount: Int
        /// Made when it is sent, so that what waits costs no memory.
        let audio: @Sendable () -> SpeechAudio
        /// Where the audio comes from, where it is the whole of that.
        let fingerprint: AudioFingerprint?

        var durationSeconds: Double { Double(sampleCount) / Double(max(identity.sampleRate, 1)) }
    }

    /// An answer in the store.
    struct Answered: Sendable {
        var transcript: CachedTranscript
        var source: TranscriptionResult.Source
    }

    /// The answer to a question: from the store, from another worker who asks the same, or from the service.
    func answer(_ question: Question, for errand: Errand) async -> Result<Answered, SpeechToTextError> {
        let key = question.identity.key
        let (result, isShared) = await flights.run(key) {
            do throws(SpeechToTextError) {
                if let stored = try await stored(key) {
                    return .success(Answered(transcript: stored, source: .cache))
                }
                guard options.asking != .nothing else { throw .offline(endpoint: provider.endpoint) }
                try pieceLimit.check(sampleCount: question.sampleCount, sampleRate: question.identity.sampleRate)
                if let stored = try await answerOrClaim(key) {
                    return .success(Answered(transcript: stored, source: .cache))
                }
                let asked = try await ask(question, for: errand)
                let stored = try await caching { () throws(TranscriptCacheError) in
                    try await self.store.store(asked, from: question.fingerprint)
                }
                return .success(Answered(transcript: stored, source: .request))
            } catch {
                await noteFailure(error, question.identity, isFinal: options.cutter == nil)
                // Where that fails too, others wait until this process ends.
                _ = try? await store.release(key)
                return .failure(error)
            }
        }
        guard isShared else { return result }
        return result.map { Answered(transcript: $0.transcript, source: .duplicate) }
    }

    /// A stored answer, read anew where a newer parser is at hand.
    func stored(_ key: CacheKey) async throws(SpeechToTextError) -> CachedTranscript? {
        let found = try await caching { () throws(TranscriptCacheError) in
            try await self.store.transcript(forKey: key)
        }
        // What is opened to look only is taken as it was read then.
        guard let found, found.parserVersion < provider.parserVersion, !store.isReadOnly else { return found }
        return try await reread(found, by: provider, in: store) ?? found
    }

    /// A failure is kept for reports, and for asking again what failed.
    ///
    /// Where even that fails, the first error is the one to tell.
    ///
    /// - Parameters:
    ///   - error: what happened.
    ///   - identity: the question.
    ///   - isFinal: whether there is nothing more to try; too much audio may still be cut.
    func noteFailure(_ error: SpeechToTextError, _ identity: TranscriptIdentity, isFinal: Bool = true) async {
        if case .cache = error { return }
        guard !error.isPending, isFinal || !error.isTooMuchAudio else { return }
        let attempt = FailedAttempt(
            key: identity.key, provider: identity.provider, endpoint: identity.endpoint, model: identity.model,
            cause: error.cause, message: provider.redacting(error.description), httpStatus: error.httpStatus,
            lastAt: options.clock.date())
        _ = try? await store.recordFailure(attempt)
    }

    /// An error of the cache ends the run: what cannot be kept must not be paid for.
    func caching<T>(
        _ body: () async throws(TranscriptCacheError) -> T
    ) async throws(SpeechToTextError) -> T {
        do {
            return try await body()
        } catch {
            endRun(.cache(error))
            throw .cache(error)
        }
    }
}
