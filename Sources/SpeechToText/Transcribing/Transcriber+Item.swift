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
            answer = try await self.answer(Errand(item: item), load: load)
        } catch {
            answer = Answer(outcome: .failure(error), source: .request)
        }
        if case .failure(.cancelled) = answer.outcome { return nil }
        return count(answer, of: item)
    }

    /// What is known of an item without decoding it or asking; nil where nothing is.
    func knownAnswer(_ item: TranscriptionItem) async throws(SpeechToTextError) -> Answer? {
        guard let seen = try await seenAudio(item) else { return nil }
        return try await knownAnswer(seen)
    }

    private func answer(_ errand: Errand, load: @escaping Loader) async throws(SpeechToTextError) -> Answer {
        let item = errand.item
        let seen = try await seenAudio(item)
        if let seen, let known = try await knownAnswer(seen) { return known }
        if options.asking == .onlyWhatFailedBefore, !item.hasFailedBefore {
            guard let seen, try await hasFailedBefore(seen) else { throw .notFailedBefore }
        }
        if seen != nil, options.asking == .nothing { throw .offline(endpoint: provider.endpoint) }

        await allowance.enter()
        let loaded = await loadAudio(item, load)
        let seconds = (try? loaded.get().audio.durationSeconds) ?? 0
        allowance.loaded(seconds: seconds)
        defer { allowance.leave(seconds: seconds) }
        let (audio, hash) = try loaded.get()
        let recording = SeenAudio(
            sampleHash: hash, sampleRate: audio.sampleRate, durationSeconds: audio.durationSeconds)
        if recording != seen, let known = try await knownAnswer(recording) {
            try await remember(item, recording)
            return known
        }
        do throws(SpeechToTextError) {
            let answer = try await self.answer(audio, recording, errand)
            // A whole recording's own answer was stored together with where it came from.
            if answer.source != .request || answer.pieces > 1 { try await remember(item, recording) }
            return answer
        } catch {
            // So that nobody has to decode it to find out that it failed.
            if recording != seen, error != .cancelled { try await remember(item, recording) }
            throw error
        }
    }

    func seenAudio(_ item: TranscriptionItem) async throws(SpeechToTextError) -> SeenAudio? {
        guard let fingerprint = item.fingerprint else { return nil }
        return try await caching { () throws(TranscriptCacheError) in try await self.store.seenAudio(fingerprint) }
    }

    private func remember(_ item: TranscriptionItem, _ recording: SeenAudio) async throws(SpeechToTextError) {
        guard let fingerprint = item.fingerprint, !store.isReadOnly else { return }
        try await caching { () throws(TranscriptCacheError) in
            try await self.store.remember(fingerprint, as: recording)
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
                if answer.source != .request { counters.progress.fromCache += 1 }
                return TranscriptionResult(item: item, outcome: answer.outcome, source: answer.source)
            case .failure(let error):
                if error.isPending {
                    counters.progress.pending += 1
                } else {
                    counters.progress.failed += 1
                    counters.progress.failuresByCause[error.cause, default: 0] += 1
                }
                return TranscriptionResult(item: item, outcome: answer.outcome, source: nil)
            }
        }
    }
}
