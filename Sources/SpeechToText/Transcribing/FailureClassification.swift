import Foundation

extension SpeechToTextError {
    /// Names the cause of a refusal.
    init(_ failure: ProviderFailure, endpoint: String, hint: RetryHint) {
        let words = (failure.code + " " + failure.type + " " + failure.message).lowercased()
        switch failure.status {
        case 300..<400:
            self = .redirected(status: failure.status, host: Self.host(failure.headers["location"]))
        case 402:
            self = .quotaExhausted(status: 402, message: failure.message)
        case 401, 403:
            self = .authentication(status: failure.status, message: failure.message)
        case 404:
            self = .notFound(endpoint: endpoint, message: failure.message)
        case 429 where words.contains("insufficient_quota") || words.contains("exceeded your current quota"):
            self = .quotaExhausted(status: 429, message: failure.message)
        case 429:
            self = .rateLimited(status: 429, message: failure.message, retryAfterSeconds: hint.delaySeconds)
        case 408, 409, 425, 500...:
            self = .server(status: failure.status, message: failure.message)
        default:
            self = .rejected(status: failure.status, message: failure.message)
        }
    }

    /// Names the cause of a missing response.
    init(_ error: TransportError, endpoint: String, timeoutSeconds: Double) {
        self =
            switch error {
            case .unreachable(let reason): .unreachable(endpoint: endpoint, reason: reason)
            case .tls(let reason): .tls(endpoint: endpoint, reason: reason)
            case .timedOut: .timedOut(afterSeconds: timeoutSeconds)
            case .connectionLost(let reason): .connectionLost(reason: reason)
            case .responseTooLarge(let limit): .responseTooLarge(limitBytes: limit)
            case .invalidRequest(let reason): .invalidConfiguration(reason: reason)
            case .cancelled: .cancelled
            }
    }

    /// The host of a redirect's target; its path and query may hold what is nobody's business.
    private static func host(_ location: String?) -> String {
        location.flatMap { URLComponents(string: $0)?.host } ?? ""
    }
}
