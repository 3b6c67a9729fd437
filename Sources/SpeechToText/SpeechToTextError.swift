public import TranscriptCache

/// Why an utterance has no transcript, or why a run stopped.
///
/// No case holds a key or a token.
public enum SpeechToTextError: Error, Sendable, Equatable, CustomStringConvertible {
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
    /// No complete answer in time.
    case timedOut(afterSeconds: Double)
    /// No connection: wrong address, no network, or the service is down.
    case unreachable(endpoint: String, reason: String)
    /// The connection broke before the whole answer was there.
    case connectionLost(reason: String)
    /// The service's certificate could not be verified, or it does not speak TLS.
    case tls(endpoint: String, reason: String)
    /// The service sent us elsewhere; keys are not taken there.
    case redirected(status: Int, host: String)
    /// The answer is not what this service is supposed to send.
    case malformedResponse(reason: String, excerpt: String)
    /// The answer is larger than any transcript.
    case responseTooLarge(limitBytes: Int)
    /// A setting that cannot work.
    case invalidConfiguration(reason: String)
    /// The cache could not be read or written.
    case cache(TranscriptCacheError)
    /// Stopped before it was asked.
    case cancelled

    /// A short stable name, for counting (`failuresByCause`).
    public var cause: String {
        switch self {
        case .audio: "audio"
        case .audioTooLong, .audioTooLarge: "too-large"
        case .authentication: "authentication"
        case .quotaExhausted: "quota"
        case .rateLimited: "rate-limit"
        case .rejected: "rejected"
        case .notFound: "not-found"
        case .server: "server"
        case .timedOut: "timeout"
        case .unreachable: "unreachable"
        case .connectionLost: "connection"
        case .tls: "tls"
        case .redirected: "redirect"
        case .malformedResponse, .responseTooLarge: "malformed-response"
        case .invalidConfiguration: "configuration"
        case .cache: "cache"
        case .cancelled: "cancelled"
        }
    }

    /// Whether the service itself failed, which says nothing about the utterance.
    var isServiceFailure: Bool {
        switch self {
        case .server, .timedOut, .connectionLost: true
        default: false
        }
    }

    /// The HTTP status where a response came.
    public var httpStatus: Int? {
        switch self {
        case .authentication(let status, _), .quotaExhausted(let status, _), .rateLimited(let status, _, _),
            .rejected(let status, _), .server(let status, _), .redirected(let status, _):
            status
        case .notFound: 404
        default: nil
        }
    }

    public var description: String {
        switch self {
        case .audio(let reason): reason
        case .audioTooLong(let seconds, let limit):
            "\(seconds.rounded1) s of audio, and the service takes at most \(limit.rounded1) s: segment it first"
        case .audioTooLarge(let bytes, let limit):
            "\(bytes) bytes to send, and the service takes at most \(limit): segment it first"
        case .authentication(let status, let message):
            "the service refused the key (HTTP \(status)\(message.detail)): check the key's variable or file"
        case .quotaExhausted(let status, let message):
            "no quota left (HTTP \(status)\(message.detail)): settle it with the service and run the same command again"
        case .rateLimited(let status, let message, let delay):
            "too many requests (HTTP \(status)\(message.detail))"
                + (delay.map { ", the service asks for a pause of \($0.rounded1) s" } ?? "")
                + ": lower --concurrency or run the same command again later"
        case .rejected(let status, let message):
            "the service refused the request (HTTP \(status)\(message.detail)): check model, language and audio format"
        case .notFound(let endpoint, let message):
            "nothing there at \(endpoint) (HTTP 404\(message.detail)): check --asr-url and --asr-model"
        case .server(let status, let message):
            "the service failed (HTTP \(status)\(message.detail)): run the same command again later"
        case .timedOut(let seconds):
            "no answer within \(seconds.rounded1) s: lower --concurrency or run the same command again later"
        case .unreachable(let endpoint, let reason):
            "endpoint \(endpoint) is down or unreachable (\(reason)): start it or check --asr-url"
        case .connectionLost(let reason):
            "the connection broke (\(reason)): run the same command again"
        case .tls(let endpoint, let reason):
            "no trusted connection to \(endpoint) (\(reason)): check the address (http or https) and the CA file"
        case .redirected(let status, let host):
            "the service redirects to \(host.isEmpty ? "another address" : host) (HTTP \(status)): "
                + "check --asr-url; redirects are not followed, so that the key stays here"
        case .malformedResponse(let reason, let excerpt):
            "the answer cannot be read: \(reason)\(excerpt.detail); check that --asr-url is a speech-to-text endpoint"
        case .responseTooLarge(let limit):
            "the answer is larger than \(limit) bytes: check that --asr-url is a speech-to-text endpoint"
        case .invalidConfiguration(let reason): reason
        case .cache(let error): error.description
        case .cancelled: "stopped before it was asked"
        }
    }
}

extension Double {
    fileprivate var rounded1: String {
        let tenths = (self * 10).rounded() / 10
        return tenths == tenths.rounded() && abs(tenths) < 1e15 ? String(Int(tenths)) : String(tenths)
    }
}

extension String {
    fileprivate var detail: String { isEmpty ? "" : ": \(self)" }
}
