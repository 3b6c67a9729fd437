import Foundation
import Synchronization
import TranscriptCache

extension Transcriber {
    /// How one request went.
    private enum Try {
        case answered(CachedTranscript)
        case askOtherwise
        case failed(SpeechToTextError, RetryHint)
    }

    /// Asks until there is an answer, or the policy says that there will be none.
    func ask(
        _ audio: SpeechAudio, _ identity: TranscriptIdentity
    ) async throws(SpeechToTextError) -> CachedTranscript {
        try checkLimits(audio)
        var tally = RetryPolicy.Tally()
        let successesBefore = counters.withLock { $0.successes }
        while true {
            guard await gate.enter() else { throw .cancelled }
            let isRetry = tally.attempts > 0
            counters.withLock {
                $0.progress.requests += 1
                if isRetry { $0.progress.retries += 1 }
            }
            let attempt = await send(audio, identity)
            var verdict: RetryPolicy.Verdict?
            if case .failed(let error, let hint) = attempt {
                tally.attempts += 1
                if case .rateLimited = error { tally.rateLimits += 1 }
                if case .malformedResponse = error { tally.malformed += 1 }
                verdict = judge(error, hint: hint, tally: &tally, successesBefore: successesBefore)
                // Before the place is given back, so that no other worker slips in.
                if verdict == .stopRun { endRun(error) }
                if case .retry(let seconds, shared: true) = verdict {
                    gate.pause(seconds: seconds, narrowing: error.cause == "rate-limit")
                }
            }
            if case .answered = attempt {
                counters.withLock {
                    $0.successes += 1
                    $0.givenUpInARow = 0
                }
            }
            gate.leave(answered: verdict == nil)

            switch (attempt, verdict) {
            case (.answered(let answer), _): return answer
            case (.failed, .retry(_, shared: true)): continue
            case (.failed, .retry(let seconds, shared: false)):
                guard await stop.sleep(seconds: seconds, clock: options.clock) else { throw .cancelled }
            case (.failed(let error, _), _): throw error
            case (.askOtherwise, _): continue
            }
        }
    }

    /// The policy's verdict in the light of the whole run, noted for those that follow.
    ///
    /// One step under the lock, so that of several workers giving up at once each is counted before the next is judged.
    private func judge(
        _ error: SpeechToTextError, hint: RetryHint, tally: inout RetryPolicy.Tally, successesBefore: Int
    ) -> RetryPolicy.Verdict {
        let message = provider.secrets.reduce(error.description) { $1.redacting($0) }
        return counters.withLock { counters in
            tally.runHasSucceeded = counters.successes > 0
            tally.othersSucceeded = counters.successes > successesBefore
            tally.givenUpInARow = counters.givenUpInARow
            let verdict = options.retryPolicy.verdict(for: error, hint: hint, tally: tally)
            switch verdict {
            case .retry: counters.progress.lastProblem = message
            case .failItem: counters.givenUpInARow = error.isServiceFailure ? counters.givenUpInARow + 1 : 0
            case .stopRun: break
            }
            return verdict
        }
    }

    private func send(_ audio: SpeechAudio, _ identity: TranscriptIdentity) async -> Try {
        do throws(SpeechToTextError) {
            let request = try provider.makeRequest(for: audio)
            let response: HTTPResponse
            do {
                response = try await transport.send(request)
            } catch {
                throw SpeechToTextError(
                    error, endpoint: provider.shownAddress, timeoutSeconds: request.timeoutSeconds)
            }
            guard response.status == 200 else { return refused(response, request) }
            // A server that sends the key back must not get it into the store, or into a message.
            let raw = provider.secrets.reduce(response.body) { $1.redacting($0) }
            let parsed = try provider.parse(raw, audioSeconds: audio.durationSeconds)
            return .answered(
                CachedTranscript(
                    identity: identity, parsed: parsed, parserVersion: provider.parserVersion, rawResponse: raw,
                    httpStatus: response.status, audioSeconds: audio.durationSeconds,
                    createdAt: options.clock.date()))
        } catch {
            return .failed(error, RetryHint())
        }
    }

    private func refused(_ response: HTTPResponse, _ request: HTTPRequest) -> Try {
        let failure = ProviderFailure(response, secrets: provider.secrets)
        if provider.adapt(to: failure, of: request) { return .askOtherwise }
        let hint = RetryHint(headers: response.headers, now: options.clock.date())
        return .failed(SpeechToTextError(failure, endpoint: provider.shownAddress, hint: hint), hint)
    }

    private func checkLimits(_ audio: SpeechAudio) throws(SpeechToTextError) {
        if let limit = provider.limits.audioBytes, audio.wavByteCount > limit {
            throw .audioTooLarge(bytes: audio.wavByteCount, limitBytes: limit)
        }
        if let limit = provider.limits.audioSeconds, audio.durationSeconds > limit {
            throw .audioTooLong(seconds: audio.durationSeconds, limitSeconds: limit)
        }
    }
}
