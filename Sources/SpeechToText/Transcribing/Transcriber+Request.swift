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

    /// Asks until there is an answer, or the policy or a spending limit says that there will be none.
    func ask(_ question: Question, for errand: Errand) async throws(SpeechToTextError) -> CachedTranscript {
        var tally = RetryPolicy.Tally()
        let successesBefore = counters.withLock { $0.successes }
        var askedAgain = 0
        while true {
            guard await gate.enter() else { throw .cancelled }
            let reservation = try reserve(question, errand)
            let isRetry = tally.attempts > 0
            counters.withLock {
                $0.progress.requests += 1
                if isRetry { $0.progress.retries += 1 }
            }
            var attempt = await send(question)
            if case .askOtherwise = attempt {
                askedAgain += 1
                if askedAgain > 8 {
                    attempt = .failed(
                        .rejected(status: 400, message: "refused in every way it can be asked for"), RetryHint())
                }
            }
            settle(reservation, attempt)
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

    /// Takes what a request may cost out of what may be spent; ends the run where that is too much.
    private func reserve(
        _ question: Question, _ errand: Errand
    ) throws(SpeechToTextError) -> SpendingLedger.Reservation {
        switch ledger.reserve(audioSeconds: question.durationSeconds, errand.ticket) {
        case .success(let reservation): return reservation
        case .failure(let reached):
            endRun(.limitReached(reached.limit))
            gate.leave(answered: false)
            throw .cancelled
        }
    }

    private func settle(_ reservation: SpendingLedger.Reservation, _ attempt: Try) {
        switch attempt {
        case .answered(let answer): ledger.answered(reservation, billedSeconds: answer.parsed.billedSeconds)
        case .askOtherwise: ledger.refused(reservation)
        case .failed(let error, _):
            if error.mayBeBilled { ledger.lost(reservation) } else { ledger.refused(reservation) }
        }
    }

    /// The policy's verdict in the light of the whole run, noted for those that follow.
    ///
    /// One step under the lock, so that of several workers giving up at once each is counted before the next is judged.
    private func judge(
        _ error: SpeechToTextError, hint: RetryHint, tally: inout RetryPolicy.Tally, successesBefore: Int
    ) -> RetryPolicy.Verdict {
        let message = provider.redacting(error.description)
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

    private func send(_ question: Question) async -> Try {
        let audio = question.audio()
        switch await provider.ask(audio, in: ProviderContext(transport: transport, clock: options.clock)) {
        case .askAgain: return .askOtherwise
        case .failed(let error, let hint): return .failed(error, hint)
        case .answered(let response):
            // A server that sends the key back must not get it into the store, or into a message.
            let raw = provider.secrets.reduce(response.body) { $1.redacting($0) }
            do {
                let parsed = try provider.parse(raw, audioSeconds: audio.durationSeconds)
                return .answered(
                    CachedTranscript(
                        identity: question.identity, parsed: parsed, parserVersion: provider.parserVersion,
                        rawResponse: raw, httpStatus: response.httpStatus, audioSeconds: audio.durationSeconds,
                        createdAt: options.clock.date()))
            } catch {
                return .failed(error, RetryHint())
            }
        }
    }
}
