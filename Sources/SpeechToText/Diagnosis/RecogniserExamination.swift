import Corpus
import Foundation
import Synchronization
import TranscriptCache

/// Looks whether a recogniser can be asked, step by step, so that the first thing that is wrong is told by itself: the
/// key, the connection, this machine's clock, one second of speech.
public struct RecogniserExamination: Sendable {
    private let choice: RecogniserChoice
    private let provider: any SpeechProvider
    private let log: ExchangeLog
    private let context: ProviderContext
    private let proxies: ProxySettings

    /// - Parameters:
    ///   - choice: the recogniser.
    ///   - provider: its adapter.
    ///   - transport: for the requests; with `describesTLS`, so that there is something to tell.
    ///   - clock: this machine's, or a test's.
    ///   - proxies: those the transport uses.
    public init(
        _ choice: RecogniserChoice, provider: any SpeechProvider, transport: any HTTPTransport,
        clock: RunClock = .system, proxies: ProxySettings = ProxySettings()
    ) {
        self.choice = choice
        self.provider = provider
        self.proxies = proxies
        log = ExchangeLog(transport)
        context = ProviderContext(transport: log, clock: clock)
    }

    /// What the clip would cost, in words; nil where it costs nothing.
    public var clipCost: String? {
        guard choice.mayCost else { return nil }
        let seconds = provider.billing.billedSeconds(audioSeconds: OneSecondClip.audio.durationSeconds)
        let price = choice.price.map { price in
            let millionths = Int((price.cost(billedSeconds: seconds) * 1e6).rounded())
            return ", \(Double(millionths) / 1e6) \(price.currency)"
        }
        return "\(seconds.shown) s on the bill\(price ?? "")"
    }

    /// Whether the key can be found, or a token obtained; it is sent nowhere but to its token service.
    public func key() async -> [Finding] {
        guard let provider = provider as? any HTTPSpeechProvider else { return [] }
        guard let credential = provider.credential else {
            return [Finding("key", .ok, "none is set: the service is asked without one")]
        }
        let source = choice.credentialSetting(ProcessInfo.processInfo.environment)?.description ?? "key"
        switch await credential.obtain(in: context) {
        case .failure(let failure): return [Finding("key", .problem, shown(failure.cause.description))]
        case .success:
            var findings = [Finding("key", .ok, shown("\(source): it is there"))]
            if provider.shownAddress.hasPrefix("http:"), !ServiceAddress.isLoopback(provider.shownAddress) {
                findings.append(
                    Finding(
                        "key", .warning,
                        "it travels unencrypted to \(provider.shownAddress): use https, or a network of your own"))
            }
            return findings
        }
    }

    /// Asks for the front page of the service's host, without a key, to see whether anybody is there and how it is reached.
    public func connection() async -> [Finding] {
        guard provider is any HTTPSpeechProvider, let front = ServiceAddress.frontPage(of: provider.shownAddress) else {
            return []
        }
        do {
            let response = try await log.send(HTTPRequest(url: front, timeoutSeconds: 20))
            return [Finding("connection", .ok, shown(describe(response, from: front)))] + clock(response)
        } catch {
            let cause = SpeechToTextError(error, endpoint: provider.shownAddress, timeoutSeconds: 20)
            return [Finding("connection", .problem, shown(cause.description))]
        }
    }

    /// Has the clip heard, once: this is what may cost.
    public func clip() async -> [Finding] {
        let start = context.clock.seconds()
        for _ in 0..<8 {
            switch await provider.ask(OneSecondClip.audio, in: context) {
            case .askAgain: continue
            case .failed(let error, _): return [Finding("clip", .problem, shown(error.description))]
            case .answered(let response):
                let seconds = context.clock.seconds() - start
                let raw = provider.secrets.reduce(response.body) { $1.redacting($0) }
                do throws(SpeechToTextError) {
                    let parsed = try provider.parse(raw, audioSeconds: OneSecondClip.audio.durationSeconds)
                    return [describe(parsed, bytes: raw.count, seconds: seconds)]
                } catch {
                    return [Finding("clip", .problem, shown(error.description))]
                }
            }
        }
        return [Finding("clip", .problem, "the service refuses every way of asking: check model and fields")]
    }

    private func describe(_ parsed: ParsedTranscript, bytes: Int, seconds: Double) -> Finding {
        var parts = ["said \"\(OneSecondClip.text)\", heard \"\(parsed.text)\" after \(seconds.shown) s"]
        parts.append(parsed.language.map { "language \($0)" } ?? "no language told")
        parts.append(parsed.confidence.map { "confidence \($0.shown)" } ?? "no confidence told")
        let timed = parsed.words.count { $0.start != nil && $0.end != nil }
        let scored = parsed.words.count { $0.confidence != nil }
        parts.append(
            parsed.words.isEmpty
                ? "no single words told"
                : "single words: \(parsed.words.count), with times: \(timed), with confidences: \(scored)")
        parts.append(parsed.billedSeconds.map { "\($0.shown) s billed" } ?? "no bill told")
        if let facts = log.last?.transfer, facts.reusedConnection { parts.append("connection reused") }
        if !parsed.remarks.isEmpty {
            parts.append("remarks: \(parsed.remarks.map(\.rawValue).joined(separator: ", "))")
        }
        if parsed.text.isEmpty {
            return Finding(
                "clip", .warning, shown(parts.joined(separator: "; ") + ": check that model and language fit English"))
        }
        return Finding("clip", .ok, shown(parts.joined(separator: "; ")))
    }

    private func describe(_ response: HTTPResponse, from url: String) -> String {
        let facts = response.transfer
        var parts = ["\(url) answers at \(facts.remoteAddress.isEmpty ? "an unknown address" : facts.remoteAddress)"]
        parts.append("HTTP/\(facts.httpVersion)")
        if let tls = facts.tls {
            var text = tls.version
            if !tls.issuer.isEmpty { text += ", certificate by \(tls.issuer)" }
            if !tls.validUntil.isEmpty { text += " until \(tls.validUntil)" }
            parts.append(text)
        } else {
            parts.append(url.hasPrefix("https:") ? "TLS" : "no encryption")
        }
        parts.append(
            "connected in \((facts.connectSeconds * 1000).shown) ms, first byte after "
                + "\((facts.firstByteSeconds * 1000).shown) ms")
        let proxy = proxies.shownProxy(for: url)
        parts.append(proxy.map { "through the proxy \($0)" } ?? "no proxy")
        if let server = response.headers["server"], !server.isEmpty { parts.append("server \(server.prefix(60))") }
        return parts.joined(separator: "; ")
    }

    /// Tokens and certificates are refused by machines whose clocks differ by minutes.
    private func clock(_ response: HTTPResponse) -> [Finding] {
        guard let theirs = response.headers["date"].flatMap(HTTPDate.parse) else {
            return [Finding("clock", .skipped, "the service does not tell its time")]
        }
        let difference = (context.clock.date().timeIntervalSince1970 - theirs).rounded()
        let ahead = difference > 0 ? "ahead of" : "behind"
        guard abs(difference) > 60 else {
            return [Finding("clock", .ok, "within \(max(2, abs(difference)).shown) s of the service's")]
        }
        return [
            Finding(
                "clock", .warning,
                "this machine is \(abs(difference).shown) s \(ahead) the service: tokens may be refused; set the clock "
                    + "(timedatectl)")
        ]
    }

    private func shown(_ text: String) -> String { EscapedText.oneLine(provider.redacting(text)) }
}

/// Passes requests on and keeps the last response.
private final class ExchangeLog: HTTPTransport {
    private let transport: any HTTPTransport
    private let kept = Mutex<HTTPResponse?>(nil)

    init(_ transport: any HTTPTransport) { self.transport = transport }

    var last: HTTPResponse? { kept.withLock { $0 } }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let response = try await transport.send(request)
        kept.withLock { $0 = response }
        return response
    }
}

extension Double {
    /// Two significant decimals at most, none where there are none.
    fileprivate var shown: String {
        let rounded = (self * 100).rounded() / 100
        return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int(rounded)) : String(rounded)
    }
}
