import Synchronization

/// What is worth asking again, how often, and after how long: one table for all providers.
///
/// | what came back | what is done |
/// | --- | --- |
/// | 408, 409, 425, 500, 502, 503, 504, other 5xx, timeout, broken connection | again, after a growing pause |
/// | a kept connection that turns out to be closed | again at once, the first time |
/// | 429 | again, after a pause that all workers share; without end and for everybody, the run stops |
/// | 429 or 402 with a spent quota, 401, 403 | the run stops |
/// | 404, redirect, TLS failure, web page, endless answer: the address is wrong | the run stops, unless a request has succeeded before |
/// | no connection, a proxy that fails | again a few times, all workers pausing; if nothing got through meanwhile, the run stops |
/// | 400, 413, 415, 422 and other 4xx | this utterance fails |
/// | an answer cut off in its middle | again once |
/// | server failures, broken connections or timeouts only, utterance after utterance | the run stops, see the limits |
///
/// `x-should-retry: true` or `false` overrules the table for this utterance.
public struct RetryPolicy: Sendable {
    /// Tries of one utterance, the first included.
    public var maximumAttempts = 7
    /// Answers 429 to one utterance before it fails; they say nothing about the utterance, so there may be many.
    public var maximumRateLimits = 30
    /// Tries without a connection while nothing has ever got through.
    public var unprovenAttempts = 4
    /// Utterances in a row given up for server failures or broken connections that stop a run in which nothing has ever
    /// got through.
    public var unprovenServerFailures = 5
    /// The same for timeouts, which cost minutes each.
    public var unprovenTimeouts = 2
    /// Tries of one utterance that end with a timeout while nothing has ever got through.
    public var unprovenTimeoutAttempts = 2
    /// Utterances in a row given up for any of these that stop a run in which something has got through before.
    public var provenFailures = 20
    /// The first pause; each further one is twice as long.
    public var firstDelaySeconds = 0.5
    /// The longest pause of our own choice.
    public var maximumDelaySeconds = 60.0
    /// The longest pause a server may ask for; above it the utterance fails (429: the run stops).
    public var maximumServerDelaySeconds = 120.0
    /// Takes up to a quarter off each pause of our own choice, so that workers do not come back all at once.
    public var jitter: JitterSource

    /// The defaults above, with jitter from `seed`.
    public init(seed: UInt64 = 0) { jitter = JitterSource(seed: seed) }

    /// What to do next.
    package enum Verdict: Equatable, Sendable {
        /// Ask again after a pause; `shared` stops all workers for that long.
        case retry(afterSeconds: Double, shared: Bool)
        /// Give up on this utterance.
        case failItem
        /// Give up altogether.
        case stopRun
    }

    /// How it went for one utterance so far, the last failure included.
    package struct Tally: Sendable {
        package var attempts = 0
        package var rateLimits = 0
        package var malformed = 0
        /// Whether any request of this run has ever succeeded.
        package var runHasSucceeded = false
        /// Whether another request succeeded since this utterance was first tried.
        package var othersSucceeded = false
        /// Utterances given up since the last answer because the service failed; this one is not among them.
        package var givenUpInARow = 0

        package init() {}
    }

    package func verdict(for error: SpeechToTextError, hint: RetryHint, tally: Tally) -> Verdict {
        switch error {
        case .authentication, .quotaExhausted, .invalidConfiguration, .cache:
            return .stopRun
        case .audio, .audioTooLong, .audioTooLarge, .cancelled, .piece, .offline, .notFailedBefore,
            .limitReached:
            return .failItem
        case .rejected:
            return hint.shouldRetry == true ? again(tally, hint: hint) : .failItem
        case .notFound, .redirected, .responseTooLarge, .tls(.expired, _, _), .tls(.notYetValid, _, _),
            .tls(.wrongHost, _, _),
            .tls(.unknownAuthority, _, _), .tls(.notTLS, _, _), .tls(.other, _, _):
            return tally.runHasSucceeded ? .failItem : .stopRun
        case .malformedResponse:
            if tally.malformed < 2, tally.attempts < maximumAttempts { return again(tally, hint: hint) }
            return tally.runHasSucceeded ? .failItem : .stopRun
        case .rateLimited:
            guard hint.shouldRetry != false else { return givingUp(error, tally) }
            guard tally.rateLimits < maximumRateLimits else { return tally.othersSucceeded ? .failItem : .stopRun }
            if let delay = hint.delaySeconds, delay > maximumServerDelaySeconds { return .stopRun }
            return .retry(afterSeconds: pause(after: tally.rateLimits, hint: hint), shared: true)
        case .proxyRefused(let status, _, _) where status < 500 && status != 429:
            return .stopRun
        case .unreachable, .proxyRefused, .tls(.closed, _, _):
            let limit = tally.runHasSucceeded ? maximumAttempts : unprovenAttempts
            if tally.attempts < limit {
                return .retry(afterSeconds: pause(after: tally.attempts, hint: hint), shared: true)
            }
            return tally.othersSucceeded ? .failItem : .stopRun
        case .program(_, _, _, isTemporary: false):
            return givingUp(error, tally)
        case .connectionLost(_, wasReused: true) where tally.attempts == 1:
            // Closed while it was kept, most likely: nothing is wrong with the service.
            return .retry(afterSeconds: 0, shared: false)
        case .server, .timedOut, .stalled, .connectionLost, .program:
            let verdict = hint.shouldRetry == false || isHopeless(error, tally) ? .failItem : again(tally, hint: hint)
            return verdict == .failItem ? givingUp(error, tally) : verdict
        }
    }

    /// The end of trying for one utterance; of the run too where one after the other ends so.
    private func givingUp(_ error: SpeechToTextError, _ tally: Tally) -> Verdict {
        tally.givenUpInARow + 1 >= limit(for: error, tally: tally) ? .stopRun : .failItem
    }

    /// Whether one more timeout would only take minutes.
    private func isHopeless(_ error: SpeechToTextError, _ tally: Tally) -> Bool {
        guard case .timedOut = error else { return false }
        return !tally.runHasSucceeded && tally.attempts >= unprovenTimeoutAttempts
    }

    /// How many utterances in a row may be given up before the service counts as down.
    private func limit(for error: SpeechToTextError, tally: Tally) -> Int {
        if tally.runHasSucceeded { return provenFailures }
        return if case .timedOut = error { unprovenTimeouts } else { unprovenServerFailures }
    }

    private func again(_ tally: Tally, hint: RetryHint) -> Verdict {
        if let delay = hint.delaySeconds, delay > maximumServerDelaySeconds { return .failItem }
        guard tally.attempts < maximumAttempts else { return .failItem }
        return .retry(afterSeconds: pause(after: tally.attempts, hint: hint), shared: false)
    }

    /// The server's pause where it names one (0 is none); else 0.5 s, 1 s, 2 s … up to the maximum, less jitter.
    private func pause(after failures: Int, hint: RetryHint) -> Double {
        if let delay = hint.delaySeconds, delay > 0 { return delay }
        var delay = firstDelaySeconds
        for _ in 1..<max(failures, 1) where delay < maximumDelaySeconds { delay *= 2 }
        return min(delay, maximumDelaySeconds) * (1 - 0.25 * jitter.next())
    }
}

/// Numbers in [0, 1) for jitter: SplitMix64, so that a seed gives the same pauses again.
public final class JitterSource: Sendable {
    private let state: Mutex<UInt64>

    /// Starts the sequence of `seed`.
    public init(seed: UInt64) { state = Mutex(seed) }

    func next() -> Double {
        state.withLock { state in
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return Double((mixed ^ (mixed >> 31)) >> 11) * 0x1p-53
        }
    }
}
