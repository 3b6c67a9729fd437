public import TranscriptCache

/// Why an utterance has no transcript, or why a run stopped.
///
/// No case holds a key or a token.
public indirect enum SpeechToTextError: Error, Sendable, Equatable {
    /// The audio could not be read; `reason` is the reader's own description.
    case audio(reason: String)
    /// More audio than the service takes in one request.
    case audioTooLong(seconds: Double, limitSeconds: Double)
    /// More bytes than the service takes in one request.
    case audioTooLarge(bytes: Int, limitBytes: Int)
    /// 401 or 403: the key is missing, wrong or not allowed to do this.
    case authentication(status: Int, message: String)
    /// The account has no credit or quota left; waiting does not help.
    case quotaExhausted(status: Int, message: String)
    /// Too many requests, and still so after all pauses.
    case rateLimited(status: Int, message: String, retryAfterSeconds: Double?)
    /// The service refused this request; asking again gives the same answer.
    case rejected(status: Int, message: String)
    /// 404: wrong address or unknown model.
    case notFound(endpoint: String, message: String)
    /// The service failed, again and again.
    case server(status: Int, message: String)
    /// No complete answer in time; `unsentBytes` of the recording had not even left by then.
    case timedOut(afterSeconds: Double, unsentBytes: Int = 0)
    /// The answer began and then stopped in its middle.
    case stalled(afterBytes: Int, seconds: Double)
    /// No connection: wrong address, no network, or the service is down.
    case unreachable(ConnectionProblem, endpoint: String, reason: String)
    /// The proxy that the environment names does not let us through; status 0 where it gave none.
    case proxyRefused(status: Int, endpoint: String, message: String)
    /// The connection broke before the whole answer was there.
    ///
    /// One that had served before and was `wasReused` may have been closed before the service heard of this request.
    case connectionLost(reason: String, wasReused: Bool = false)
    /// The service's certificate could not be verified, or it does not speak TLS.
    case tls(TLSProblem, endpoint: String, reason: String)
    /// The service sent us elsewhere, `location` without its query; keys are not taken there.
    case redirected(status: Int, location: String)
    /// The answer is not what this service is supposed to send.
    case malformedResponse(reason: String, excerpt: String)
    /// The answer is larger than any transcript.
    case responseTooLarge(limitBytes: Int)
    /// A program of this machine gave no answer; `said` is the end of what it wrote to standard error.
    case program(name: String, ending: String, said: String, isTemporary: Bool = false)
    /// A setting that cannot work.
    case invalidConfiguration(reason: String)
    /// The cache could not be read or written.
    case cache(TranscriptCacheError)
    /// Not in the cache, and nobody may be asked.
    case offline(endpoint: String)
    /// Asking only what failed before, and this did not.
    case notFailedBefore
    /// One request more would pass what may be spent.
    case limitReached(SpendingLimit)
    /// A piece of a recording that was sent in pieces has no transcript, for the reason that follows.
    case piece(PieceFailure, SpeechToTextError)
    /// Stopped before it was asked.
    case cancelled

    /// A short stable name, for counting (`failuresByCause`).
    public var cause: String {
        switch self {
        case .audio: "audio"
        case .audioTooLong, .audioTooLarge, .rejected(413, _): "too-large"
        case .authentication: "authentication"
        case .quotaExhausted: "quota"
        case .rateLimited: "rate-limit"
        case .rejected: "rejected"
        case .notFound: "not-found"
        case .server: "server"
        case .timedOut: "timeout"
        case .stalled: "stalled"
        case .unreachable(.nameNotFound, _, _): "name-not-found"
        case .unreachable(.refused, _, _): "connection-refused"
        case .unreachable(.noRoute, _, _): "no-route"
        case .unreachable(.connectTimeout, _, _): "connect-timeout"
        case .unreachable(.proxy, _, _), .proxyRefused: "proxy"
        case .unreachable(.other, _, _): "unreachable"
        case .connectionLost: "connection"
        case .tls: "tls"
        case .redirected: "redirect"
        case .malformedResponse, .responseTooLarge: "malformed-response"
        case .program: "program"
        case .invalidConfiguration: "configuration"
        case .cache: "cache"
        case .offline: "offline"
        case .notFailedBefore: "not-failed-before"
        case .limitReached: "limit"
        case .piece(_, let error): error.cause
        case .cancelled: "cancelled"
        }
    }

    /// Whether nobody was asked, so that this says nothing about the utterance or the service.
    public var isPending: Bool {
        switch self {
        case .offline, .notFailedBefore, .limitReached, .cancelled: true
        case .piece(_, let error): error.isPending
        default: false
        }
    }

    /// Whether the service itself failed, which says nothing about the utterance.
    var isServiceFailure: Bool {
        switch self {
        case .server, .timedOut, .stalled, .connectionLost, .program, .rateLimited: true
        default: false
        }
    }

    /// Whether less audio would do.
    var isTooMuchAudio: Bool {
        switch self {
        case .audioTooLong, .audioTooLarge, .rejected(413, _): true
        // OpenAI's "longer than 1400 seconds which is the maximum", vLLM's "Maximum clip duration (30s) exceeded" and
        // "Maximum file size exceeded", Google's three are the adapter's.
        case .rejected(400, let message), .rejected(422, let message):
            message.lowercased().contains(/(audio|clip|input|file).*(too long|too large|longer than|exceed)/)
                || message.lowercased().contains(/maximum (clip|file|content|audio).*exceed/)
        default: false
        }
    }

    /// Whether the service may have done the work, and bill it, although there is no answer.
    var mayBeBilled: Bool {
        switch self {
        case .timedOut(_, let unsentBytes): unsentBytes == 0
        case .stalled, .connectionLost, .malformedResponse, .responseTooLarge: true
        default: false
        }
    }

    /// The HTTP status where a response came.
    public var httpStatus: Int? {
        switch self {
        case .authentication(let status, _), .quotaExhausted(let status, _), .rateLimited(let status, _, _),
            .rejected(let status, _), .server(let status, _), .redirected(let status, _):
            status
        case .proxyRefused(let status, _, _) where status > 0: status
        case .notFound: 404
        case .piece(_, let error): error.httpStatus
        default: nil
        }
    }
}
