import Foundation
import Synchronization
import TranscriptCache

extension Transcriber {
    /// One utterance from start to result, counted.
    ///
    /// Nil where the run was stopped before it was asked.
    func process(_ item: TranscriptionItem, load: @escaping Loader) async -> TranscriptionResult? {
        let answer: Answer
        do throws(SpeechToTextError) {
            answer = try await self.answer(item, load: load)
        } catch {
            answer = Answer(outcome: .failure(error), source: .request)
        }
        if case .failure(.cancelled) = answer.outcome { return nil }
        return count(answer, of: item)
    }

    private func answer(_ item: TranscriptionItem, load: @escaping Loader) async throws(SpeechToTextError) -> Answer {
        if let known = try await answerWithoutLoading(item) { return known }
        let (audio, hash) = try await loadAudio(item, load).get()
        let identity = provider.identity(of: hash, sampleRate: audio.sampleRate)
        let (answer, isShared) = await flights.run(identity.key) {
            do throws(SpeechToTextError) {
                if let stored = try await answerOrClaim(identity.key) {
                    try await remember(item, stored)
                    return Answer(outcome: .success(Transcript(stored)), source: .cache)
                }
                let asked = try await ask(audio, identity)
                let stored = try await caching { () throws(TranscriptCacheError) in
                    try await self.store.store(asked, from: item.fingerprint)
                }
                return Answer(outcome: .success(Transcript(stored)), source: .request)
            } catch {
                await noteFailure(error, identity)
                // Where that fails too, others wait until this process ends.
                _ = try? await store.release(identity.key)
                return Answer(outcome: .failure(error), source: .request)
            }
        }
        guard isShared else { return answer }
        if case .success = answer.outcome, let stored = try await stored(identity.key) {
            try await remember(item, stored)
        }
        return Answer(outcome: answer.outcome, source: .duplicate)
    }

    /// The stored answer for audio that was seen before and has not changed since.
    private func answerWithoutLoading(_ item: TranscriptionItem) async throws(SpeechToTextError) -> Answer? {
        guard let fingerprint = item.fingerprint else { return nil }
        let seen = try await caching { () throws(TranscriptCacheError) in
            try await self.store.seenAudio(fingerprint)
        }
        guard let seen else { return nil }
        let identity = provider.identity(of: seen.sampleHash, sampleRate: seen.sampleRate)
        guard let stored = try await stored(identity.key) else { return nil }
        return Answer(outcome: .success(Transcript(stored)), source: .cache)
    }

    /// A stored answer, read anew where a newer parser is at hand.
    func stored(_ key: CacheKey) async throws(SpeechToTextError) -> CachedTranscript? {
        let found = try await caching { () throws(TranscriptCacheError) in
            try await self.store.transcript(forKey: key)
        }
        guard let found, found.parserVersion < provider.parserVersion else { return found }
        return try await reread(found, by: provider, in: store) ?? found
    }

    private func remember(_ item: TranscriptionItem, _ stored: CachedTranscript) async throws(SpeechToTextError) {
        guard let fingerprint = item.fingerprint else { return }
        let seen = SeenAudio(
            sampleHash: stored.identity.sampleHash, sampleRate: stored.identity.sampleRate,
            durationSeconds: stored.audioSeconds)
        try await caching { () throws(TranscriptCacheError) in try await self.store.remember(fingerprint, as: seen) }
    }

    /// A failure is kept for reports.
    ///
    /// Where even that fails, the first error is the one to tell.
    private func noteFailure(_ error: SpeechToTextError, _ identity: TranscriptIdentity) async {
        switch error {
        case .cancelled, .cache: return
        default: break
        }
        let message = provider.redacting(error.description)
        let attempt = FailedAttempt(
            key: identity.key, provider: identity.provider, endpoint: identity.endpoint, model: identity.model,
            cause: error.cause, message: message, httpStatus: error.httpStatus, lastAt: options.clock.date())
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

    /// Begins nothing new, for this reason.
    func endRun(_ reason: SpeechToTextError) {
        counters.withLock { if $0.stoppedBy == nil { $0.stoppedBy = reason } }
        stop.stop()
    }

    private func count(_ answer: Answer, of item: TranscriptionItem) -> TranscriptionResult {
        counters.withLock { counters in
            counters.progress.done += 1
            switch answer.outcome {
            case .success(let transcript):
                counters.progress.add(audioSeconds: transcript.audioSeconds)
                if answer.source == .request {
                    counters.progress.add(billedSeconds: transcript.parsed.billedSeconds ?? 0)
                } else {
                    counters.progress.fromCache += 1
                }
                return TranscriptionResult(item: item, outcome: answer.outcome, source: answer.source)
            case .failure(let error):
                counters.progress.failed += 1
                counters.progress.failuresByCause[error.cause, default: 0] += 1
                return TranscriptionResult(item: item, outcome: answer.outcome, source: nil)
            }
        }
    }
}
