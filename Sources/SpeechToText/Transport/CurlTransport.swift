import CCurl
import Foundation
import Synchronization

/// HTTP by libcurl: one thread runs all transfers (multi interface), callers await.
///
/// Connections are kept alive and reused, HTTP/2 is used where TLS offers it, certificates are verified, redirects
/// are not followed. Proxies come from the environment as libcurl reads it (`http_proxy`, `https_proxy`, `all_proxy`,
/// `no_proxy`), never for this machine's own addresses. Cancelling the calling task ends its transfer. When the last reference goes, open
/// transfers end with `cancelled`.
///
///     let transport = try CurlTransport()
///     let response = try await transport.send(HTTPRequest(url: "http://127.0.0.1:8080/health"))
public final class CurlTransport: HTTPTransport {
    /// Settings of all transfers.
    public struct Options: Sendable {
        /// Time for name lookup, connection and TLS handshake.
        public var connectTimeoutSeconds = 10.0
        /// An answer that began and then stopped in its middle for so long has stalled.
        ///
        /// It has nothing to do with the time a service thinks: that ends with the first byte of the body.
        public var stallSeconds = 60.0
        /// Longer bodies are refused while they arrive; compressed ones count as they are decompressed.
        public var maximumResponseBytes = 64 << 20
        /// Of a refusal's body (any status but 2xx) no more than this is read.
        public var maximumErrorBytes = 64 << 10
        /// The proxies between here and the services.
        public var proxies = ProxySettings()
        /// A file of PEM certificates to trust instead of the system's.
        public var caFile: String?
        /// Whether to tell how connections are encrypted (`TransferFacts.tls`), which costs a little with each request.
        public var describesTLS = false
        /// The User-Agent header.
        public var userAgent = "emoscribe"

        /// The defaults above.
        public init() {}
    }

    private let inbox: CurlInbox

    /// Starts the transfer thread.
    ///
    /// - Throws: `invalidConfiguration` where libcurl or the kernel refuse the few things they are asked for, or the
    ///   CA file is missing or holds no certificate.
    public init(options: Options = Options()) throws(SpeechToTextError) {
        guard Self.globalResult == CURLE_OK else {
            throw .invalidConfiguration(reason: "libcurl does not start (code \(Self.globalResult.rawValue))")
        }
        if let file = options.caFile { try Self.checkCertificates(file) }
        guard let inbox = CurlInbox() else {
            throw .invalidConfiguration(reason: "no event descriptor: too many open files (see ulimit -n)")
        }
        self.inbox = inbox
        let thread = Thread { CurlEventLoop(inbox: inbox, options: options)?.run() ?? inbox.refuseAll() }
        thread.name = "emoscribe-curl"
        thread.stackSize = 1 << 20
        thread.start()
    }

    deinit { inbox.stop() }

    private static func checkCertificates(_ file: String) throws(SpeechToTextError) {
        guard let bytes = FileManager.default.contents(atPath: file) else {
            throw .invalidConfiguration(
                reason: "the CA file \(file) cannot be read: check the path and its permissions")
        }
        guard bytes.range(of: Data("-----BEGIN ".utf8)) != nil, bytes.range(of: Data("CERTIFICATE-----".utf8)) != nil
        else {
            throw .invalidConfiguration(
                reason: "the CA file \(file) holds no certificate: it must be PEM, with a line "
                    + "-----BEGIN CERTIFICATE-----")
        }
    }

    /// `curl_global_init` once, before any other use.
    private static let globalResult = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

    public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let id = inbox.nextID()
        let result: Result<HTTPResponse, TransportError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                inbox.start(id: id, request: request, reply: continuation)
            }
        } onCancel: {
            inbox.cancel(id: id)
        }
        return try result.get()
    }
}
