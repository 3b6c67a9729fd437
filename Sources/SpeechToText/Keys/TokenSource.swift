import Foundation
import Synchronization

/// A token, and how long it may be used.
public struct Token: Sendable {
    /// The token itself.
    public var secret: Secret
    /// Seconds from now for which it may be used; nil until the service refuses it.
    public var lifetimeSeconds: Double?

    /// See the properties of the same names.
    public init(_ secret: Secret, lifetimeSeconds: Double? = nil) {
        self.secret = secret
        self.lifetimeSeconds = lifetimeSeconds
    }
}

/// Why there is no token, and what was said about asking again.
public struct TokenFailure: Error, Sendable {
    /// The cause; `authentication` ends a run, others are asked again by the retry policy.
    public var cause: SpeechToTextError
    /// From the token's service.
    public var hint: RetryHint

    /// See the properties of the same names.
    public init(_ cause: SpeechToTextError, hint: RetryHint = RetryHint()) {
        self.cause = cause
        self.hint = hint
    }
}

/// Keeps a token for all workers: obtained once however many want it, again before it runs out, and once more where the
/// service refuses it early.
///
/// A refused token is replaced once; where the service refuses the next one too, before it has taken any, the refusal
/// is final, so that a wrong account does not ask for ever.
public final class TokenSource: Sendable {
    /// Obtains a new token.
    public typealias Fetch = @Sendable (ProviderContext) async -> Result<Token, TokenFailure>

    private struct State {
        var current: Secret?
        var usableUntil = Double.infinity
        /// Whether the service has taken the current token.
        var isAccepted = false
        /// The token that `current` replaces because it was refused.
        var refused: Secret?
        /// What the service said to that one.
        var refusal = ""
        var known: [Secret] = []
    }

    private let state = Mutex(State())
    private let flight = SingleFlight<Int, Result<Secret, TokenFailure>>()
    private let fetch: Fetch

    /// - Parameter fetch: never called twice at a time.
    public init(fetch: @escaping Fetch) { self.fetch = fetch }

    /// The tokens obtained last; older ones have run out.
    var secrets: [Secret] { state.withLock { $0.known } }

    func token(in context: ProviderContext) async -> Result<Secret, TokenFailure> {
        if let secret = usable(context.clock) { return .success(secret) }
        return await flight.run(0) {
            // Another's flight may have landed since the look above.
            if let secret = usable(context.clock) { return .success(secret) }
            return await fetch(context).flatMap { take($0, context.clock) }
        }.value
    }

    func accepted(_ secret: Secret) {
        state.withLock { state in
            guard state.current == secret else { return }
            state.isAccepted = true
            state.refused = nil
        }
    }

    /// - Parameters:
    ///   - secret: the token.
    ///   - message: what the service said, without secrets.
    /// - Returns: whether a new token should be tried.
    func refused(_ secret: Secret, saying message: String) -> Bool {
        state.withLock { state in
            // Replaced meanwhile, because another worker was refused.
            guard state.current == secret else { return true }
            guard state.isAccepted || state.refused == nil else { return false }
            state.refused = secret
            state.refusal = message
            state.current = nil
            return true
        }
    }

    private func usable(_ clock: RunClock) -> Secret? {
        let now = clock.seconds()
        return state.withLock { $0.usableUntil > now ? $0.current : nil }
    }

    private func take(_ token: Token, _ clock: RunClock) -> Result<Secret, TokenFailure> {
        let now = clock.seconds()
        return state.withLock { state in
            guard token.secret != state.refused else {
                let said = state.refusal.isEmpty ? "" : "\(state.refusal) – "
                return .failure(
                    TokenFailure(.authentication(status: 401, message: said + "obtained anew, it is the same again")))
            }
            state.current = token.secret
            state.isAccepted = false
            // A little early, so that a request does not meet the end on its way.
            state.usableUntil = token.lifetimeSeconds.map { now + max($0 - min(300, $0 / 2), 0) } ?? .infinity
            if !state.known.contains(token.secret) { state.known = state.known.suffix(3) + [token.secret] }
            return .success(token.secret)
        }
    }
}
