import CCurl
import Foundation

/// A transfer that ended without a response, with all that is known about it.
struct CurlFailure {
    /// Anything but success.
    var code: CURLcode
    /// libcurl's words.
    var reason: String
    /// What was asked for.
    var url: String
    /// The time there was to connect.
    var connectSeconds: Double
    /// Whether any of a response came.
    var responseBegan: Bool
    /// What had not left of the body.
    var unsentBytes: Int
    /// What the handle knows beyond the code.
    var facts: Facts

    /// What it means for somebody who wants a transcript.
    var error: TransportError {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST:
            .unreachable(.nameNotFound, reason: "no such name, or no name server answers")
        case CURLE_COULDNT_RESOLVE_PROXY:
            .unreachable(.proxy, reason: "the proxy's name is not known")
        case CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED:
            notConnected
        case CURLE_PROXY:
            .proxyRefused(status: facts.proxyStatus, reason: reason)
        case CURLE_OPERATION_TIMEDOUT:
            // Nobody was there to answer until a request could be sent.
            facts.wasReady
                ? .timedOut(unsentBytes: unsentBytes) : .unreachable(.connectTimeout, reason: tooLate)
        case CURLE_SSL_CONNECT_ERROR where reason.contains("SYSCALL") || reason.contains("reset by peer"):
            .tls(.closed, reason: "closed during the handshake")
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_ENGINE_INITFAILED:
            tlsError
        case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING:
            .notHTTP(reason: reason)
        case CURLE_UNSUPPORTED_PROTOCOL where facts.wasReady, CURLE_OUT_OF_MEMORY where responseBegan:
            .notHTTP(reason: reason)
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_OUT_OF_MEMORY, CURLE_BAD_FUNCTION_ARGUMENT:
            .invalidRequest(reason: reason)
        case CURLE_RECV_ERROR where facts.proxyStatus >= 300:
            .proxyRefused(status: facts.proxyStatus, reason: "")
        case CURLE_GOT_NOTHING,
            CURLE_RECV_ERROR where !responseBegan, CURLE_SEND_ERROR where !responseBegan,
            CURLE_HTTP2 where !responseBegan, CURLE_HTTP2_STREAM where !responseBegan:
            .connectionLost(reason: "closed before an answer came", wasReused: facts.connections == 0)
        case CURLE_SEND_FAIL_REWIND:
            // A kept connection was lost; libcurl made a new one, and uploads are not sent twice behind our back.
            .connectionLost(reason: "closed before an answer came", wasReused: true)
        case CURLE_PARTIAL_FILE, CURLE_HTTP2_STREAM:
            .connectionLost(reason: "closed in the middle of the answer")
        default:
            .connectionLost(reason: reason)
        }
    }

    private var tooLate: String { "no connection within \((connectSeconds * 10).rounded() / 10) s" }

    private var notConnected: TransportError {
        let (problem, words): (ConnectionProblem, String) =
            switch facts.systemError {
            case ECONNREFUSED: (.refused, "connection refused")
            case ENETUNREACH, EHOSTUNREACH, ENETDOWN, EADDRNOTAVAIL:
                (.noRoute, String(cString: strerror(facts.systemError)).lowercased())
            case ETIMEDOUT: (.connectTimeout, tooLate)
            default: (.other, reason)
            }
        guard let proxy = failedProxy else { return .unreachable(problem, reason: words) }
        return .unreachable(.proxy, reason: "the proxy \(proxy): \(words)")
    }

    /// Host and port that libcurl failed to connect to, where that is not whom we asked for.
    private var failedProxy: String? {
        guard let match = reason.firstMatch(of: /Failed to connect to (\S+) port (\d+)/),
            let parts = URLComponents(string: url)
        else { return nil }
        let host = parts.host?.trimmingCharacters(in: CharacterSet(charactersIn: "[]")).lowercased()
        let port = parts.port ?? (parts.scheme?.lowercased() == "https" ? 443 : 80)
        let isAsked = match.1.lowercased() == host && Int(match.2) == port
        return isAsked ? nil : "\(match.1):\(match.2)"
    }

    /// The verification results are OpenSSL's `X509_V_ERR_…`.
    private var tlsError: TransportError {
        switch facts.verification {
        case 10: return .tls(.expired, reason: "it has expired")
        case 9: return .tls(.notYetValid, reason: "it is not valid yet")
        case 62: return .tls(.wrongHost, reason: wrongHost)
        case 18: return .tls(.unknownAuthority, reason: "it is signed by itself")
        case 2, 19, 20, 21: return .tls(.unknownAuthority, reason: "its authority is not known here")
        default: break
        }
        if code == CURLE_PEER_FAILED_VERIFICATION, reason.contains("subject name") {
            return .tls(.wrongHost, reason: wrongHost)
        }
        // A server that speaks HTTP here answers with letters where a TLS record should begin.
        let isForeign = ["wrong version number", "packet length too long", "record layer failure", "unknown protocol"]
            .contains { reason.contains($0) }
        return isForeign ? .tls(.notTLS, reason: "its first bytes are something else") : .tls(.other, reason: reason)
    }

    private var wrongHost: String { "it does not name \(URLComponents(string: url)?.host ?? "this host")" }
}

extension CurlFailure {
    /// What a handle knows about its last transfer.
    struct Facts {
        /// `errno` of the last connection attempt.
        var systemError: Int32 = 0
        /// The proxy's answer to CONNECT.
        var proxyStatus = 0
        /// OpenSSL's verification result.
        var verification = 0
        /// New connections made; 0 where one served that had served before.
        var connections = 0
        /// Whether there was a connection, TLS and all, over which a request could go.
        var wasReady = false

        init(_ handle: UnsafeMutableRawPointer) {
            func number(_ info: CURLINFO) -> Int {
                var value = 0
                _ = emoscribe_curl_get_long(handle, info, &value)
                return value
            }
            systemError = Int32(truncatingIfNeeded: number(CURLINFO_OS_ERRNO))
            proxyStatus = number(CURLINFO_HTTP_CONNECTCODE)
            verification = number(CURLINFO_SSL_VERIFYRESULT)
            connections = number(CURLINFO_NUM_CONNECTS)
            var microseconds: curl_off_t = 0
            _ = emoscribe_curl_get_offset(handle, CURLINFO_PRETRANSFER_TIME_T, &microseconds)
            wasReady = microseconds > 0
        }
    }
}
