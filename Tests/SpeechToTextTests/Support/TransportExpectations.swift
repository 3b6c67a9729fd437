import Foundation
import TestSupport

@testable import SpeechToText

/// What tests of the transport ask and expect.
extension CurlTransport {
    /// A transport with other settings than the default ones.
    static func with(_ change: (inout Options) -> Void) throws -> CurlTransport {
        var options = Options()
        options.proxies = .none
        change(&options)
        return try CurlTransport(options: options)
    }

    func get(_ url: String, seconds: Double = 30) async throws(TransportError) -> HTTPResponse {
        try await send(HTTPRequest(url: url, timeoutSeconds: seconds))
    }

    /// Sends bytes as a recording would be sent.
    func post(_ url: String, bytes: Int = 100_000, key: Secret? = nil) async throws(TransportError) -> HTTPResponse {
        var headers: [(name: String, value: HTTPRequest.HeaderValue)] = []
        if let key { headers.append(("Authorization", .secret(prefix: "Bearer ", key))) }
        let part = HTTPRequest.Part(
            name: "file", data: Data(repeating: 7, count: bytes), filename: "a.wav", contentType: "audio/wav")
        return try await send(HTTPRequest(url: url, headers: headers, body: .multipart([part]), timeoutSeconds: 30))
    }

    /// The error that asking ends with; nil where there is an answer.
    func failure(_ url: String, seconds: Double = 30) async -> TransportError? {
        do {
            _ = try await get(url, seconds: seconds)
            return nil
        } catch {
            return error
        }
    }
}

extension TransportError {
    /// The case without what it carries, for comparing.
    var kind: String {
        switch self {
        case .unreachable(let problem, _): "unreachable \(problem)"
        case .tls(let problem, _): "tls \(problem)"
        case .proxyRefused(let status, _): "proxy \(status)"
        case .timedOut: "timed out"
        case .stalled: "stalled"
        case .connectionLost: "lost"
        case .responseTooLarge: "too large"
        case .notHTTP: "not HTTP"
        case .invalidRequest: "invalid"
        case .cancelled: "cancelled"
        }
    }
}
