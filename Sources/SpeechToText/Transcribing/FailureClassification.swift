import Corpus
import Foundation

extension SpeechToTextError {
    /// Names the cause of a refusal.
    init(_ failure: ProviderFailure, endpoint: String, hint: RetryHint) {
        let words = (failure.code + " " + failure.type + " " + failure.message).lowercased()
        switch failure.status {
        case ..<300:
            self = .malformedResponse(
                reason: "HTTP \(failure.status) where an answer was expected", excerpt: failure.message)
        case 300..<400:
            self = .redirected(
                status: failure.status, location: Self.shownLocation(failure.headers["location"], from: endpoint))
        case 402:
            self = .quotaExhausted(status: 402, message: failure.message)
        case 401, 403:
            self = .authentication(status: failure.status, message: failure.message)
        case 404:
            self = .notFound(endpoint: endpoint, message: failure.message)
        case 407:
            self = .proxyRefused(status: 407, endpoint: endpoint, message: failure.message)
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
            case .unreachable(let problem, let reason): .unreachable(problem, endpoint: endpoint, reason: reason)
            case .tls(let problem, let reason): .tls(problem, endpoint: endpoint, reason: reason)
            case .proxyRefused(let status, let reason):
                .proxyRefused(status: status, endpoint: endpoint, message: reason)
            case .timedOut(let unsent): .timedOut(afterSeconds: timeoutSeconds, unsentBytes: unsent)
            case .stalled(let bytes, let seconds): .stalled(afterBytes: bytes, seconds: seconds)
            case .connectionLost(let reason, let wasReused):
                .connectionLost(reason: reason, wasReused: wasReused)
            case .responseTooLarge(let limit): .responseTooLarge(limitBytes: limit)
            case .notHTTP(let reason): .malformedResponse(reason: "it is not HTTP as it should be", excerpt: reason)
            case .invalidRequest(let reason): .invalidConfiguration(reason: reason)
            case .cancelled: .cancelled
            }
    }

    /// Where a redirect points, without user, password, query and fragment: those may hold what is nobody's business.
    ///
    /// The path is shown only where it stays with the same service; there it is what the user has to change.
    private static func shownLocation(_ location: String?, from endpoint: String) -> String {
        guard let location, !location.isEmpty, let own = URL(string: endpoint),
            let target = URL(string: location, relativeTo: own), let scheme = target.scheme?.lowercased()
        else { return "" }
        guard let host = target.host()?.lowercased(), !host.isEmpty else {
            return ProviderFailure.shorten("a \(scheme): address")
        }
        let port = target.port.map { ":\($0)" } ?? ""
        let path =
            host == own.host()?.lowercased() && (target.port == nil || target.port == own.port) ? target.path() : ""
        return ProviderFailure.shorten("\(scheme)://\(host)\(port)\(path)")
    }
}
