import TranscriptCache

extension SpeechToTextError: CustomStringConvertible {
    /// What happened, where, and what to do about it; one line, free of keys.
    public var description: String {
        switch self {
        case .audio(let reason): reason
        case .audioTooLong(let seconds, let limit):
            "\(seconds.rounded1) s of audio, and the service takes at most \(limit.rounded1) s: segment it first"
        case .audioTooLarge(let bytes, let limit):
            "\(bytes) bytes to send, and the service takes at most \(limit): segment it first"
        case .authentication(let status, let message):
            "the service does not let us in (HTTP \(status)\(message.detail)): check the key, where it is taken from and what it "
                + "is allowed to do"
        case .quotaExhausted(let status, let message):
            "no quota left (HTTP \(status)\(message.detail)): settle it with the service and run the same command again"
        case .rateLimited(let status, let message, let delay):
            "too many requests (HTTP \(status)\(message.detail))"
                + (delay.flatMap { $0 > 0 ? $0 : nil }.map { ", the service asks for a pause of \($0.rounded1) s" }
                    ?? "")
                + ": lower --concurrency or run the same command again later"
        case .rejected(413, let message):
            "the recording is too large for the service (HTTP 413\(message.detail)): segment it first"
        case .rejected(let status, let message):
            "the service refused the request (HTTP \(status)\(message.detail)): check model, language and what audio it takes"
        case .notFound(let endpoint, let message):
            "nothing there at \(endpoint) (HTTP 404\(message.detail)): check --asr-url and --asr-model"
        case .server(let status, let message):
            "the service failed (HTTP \(status)\(message.detail)): run the same command again later"
        case .timedOut(let seconds, 0):
            "no answer within \(seconds.rounded1) s: lower --concurrency or run the same command again later"
        case .timedOut(let seconds, let unsent):
            "\(seconds.rounded1) s were not enough to send the recording (\(unsent) bytes were left): the connection is too "
                + "slow for so many at a time, lower --concurrency"
        case .stalled(let bytes, let seconds):
            "the answer stopped in its middle (\(bytes) bytes, then nothing for \(seconds.rounded1) s): "
                + "run the same command again later"
        case .unreachable(let problem, let endpoint, let reason): Self.message(problem, endpoint, reason)
        case .proxyRefused(let status, let endpoint, let message):
            Self.proxyMessage(status: status, endpoint: endpoint, message: message)
        case .connectionLost(let reason, _):
            "the connection broke (\(reason)): run the same command again later; if it always ends so, check --asr-url (http "
                + "or https?)"
        case .tls(let problem, let endpoint, let reason): Self.message(problem, endpoint, reason)
        case .redirected(let status, let location):
            "the service redirects to \(location.isEmpty ? "another address" : location) (HTTP \(status)): if that is where "
                + "it lives now, give it with --asr-url; redirects are not followed, so that the key stays here"
        case .malformedResponse(let reason, let excerpt):
            "the answer cannot be read: \(reason)\(excerpt.detail); check that --asr-url is a speech-to-text endpoint"
        case .responseTooLarge(let limit):
            "the answer is larger than \(limit) bytes: check that --asr-url is a speech-to-text endpoint"
        case .program(let name, let ending, let said, _):
            "\(name) \(ending)\(said.detail): try it by hand with one recording"
        case .invalidConfiguration(let reason): reason
        case .cache(let error): error.description
        case .offline(let endpoint): "not in the cache, and --offline forbids asking \(endpoint)"
        case .notFailedBefore: "not asked before, and --retry-failed asks only for what failed"
        case .limitReached(let limit): limit.description
        case .piece(let span, let error): "\(span): \(error)"
        case .cancelled: "stopped before it was asked"
        }
    }

    private static func message(_ problem: ConnectionProblem, _ endpoint: String, _ reason: String) -> String {
        switch problem {
        case .nameNotFound:
            "the host of \(endpoint) is not known (\(reason)): check the spelling of --asr-url, and the network"
        case .refused:
            "nobody listens at \(endpoint) (\(reason)): start the service, or check host and port of --asr-url"
        case .noRoute:
            "no way leads to \(endpoint) (\(reason)): check the network, a VPN that may be needed, and --asr-url"
        case .connectTimeout:
            "\(endpoint) does not answer the connection (\(reason)): check host and port of --asr-url, and firewalls"
        case .proxy:
            "no connection to \(endpoint) (\(reason)): check the variables http_proxy, https_proxy and no_proxy"
        case .other:
            "endpoint \(endpoint) is down or unreachable (\(reason)): start it or check --asr-url"
        }
    }

    private static func proxyMessage(status: Int, endpoint: String, message: String) -> String {
        let what = status > 0 ? "HTTP \(status)\(message.detail)" : message
        let advice =
            status == 407
            ? "give its user and password in http_proxy or https_proxy, as in http://user:password@host:port"
            : "ask who runs it, or name the host in no_proxy to go without it"
        return "the proxy does not let us through to \(endpoint) (\(what)): \(advice)"
    }

    private static func message(_ problem: TLSProblem, _ endpoint: String, _ reason: String) -> String {
        switch problem {
        case .expired:
            "the certificate of \(endpoint) has expired: it must be renewed there; check this machine's date too"
        case .notYetValid:
            "the certificate of \(endpoint) is not valid yet: check this machine's date"
        case .wrongHost:
            "the certificate of \(endpoint) is for another name (\(reason)): use the name it was made for in --asr-url"
        case .unknownAuthority:
            "nobody trusted here vouches for the certificate of \(endpoint) (\(reason)): for a service of your own, give "
                + "its authority's certificate with --ca-file"
        case .notTLS:
            "\(endpoint) does not speak TLS (\(reason)): if it is meant to go unencrypted, write http:// in --asr-url"
        case .closed:
            "\(endpoint) closes the connection during the TLS handshake: if it is meant to go unencrypted, write http:// in "
                + "--asr-url, otherwise run the same command again later"
        case .other:
            "no trusted connection to \(endpoint) (\(reason)): check --asr-url (http or https) and --ca-file"
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
