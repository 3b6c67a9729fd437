import CCurl
import Foundation
import Synchronization

/// HTTP by libcurl: one thread runs all transfers (multi interface), callers await.
///
/// Connections are kept alive and reused, HTTP/2 is used where TLS offers it, certificates are verified, redirects
/// are not followed. Proxies come from the environment as libcurl reads it (`https_proxy`, `no_proxy`), never for this
/// machine's own addresses. Cancelling the calling task ends its transfer. When the last reference goes, open
/// transfers end with `cancelled`.
///
///     let transport = try CurlTransport()
///     let response = try await transport.send(HTTPRequest(url: "http://127.0.0.1:8080/health"))
public final class CurlTransport: HTTPTransport {
    /// Settings of all transfers.
    public struct Options: Sendable {
        /// Time for name lookup, connection and TLS handshake.
        public var connectTimeoutSeconds = 10.0
        /// Longer bodies are refused while they arrive.
        public var maximumResponseBytes = 64 << 20
        /// A file of PEM certificates to trust instead of the system's.
        public var caFile: String?
        /// The User-Agent header.
        public var userAgent = "emoscribe"

        /// The defaults above.
        public init() {}
    }

    private let inbox: CurlInbox

    /// Starts the transfer thread.
    ///
    /// - Throws: `invalidConfiguration` where libcurl or the kernel refuse the few things they are asked for, or the
    ///   CA file is missing.
    public init(options: Options = Options()) throws(SpeechToTextError) {
        guard Self.globalResult == CURLE_OK else {
            throw .invalidConfiguration(reason: "libcurl does not start (code \(Self.globalResult.rawValue))")
        }
        if let file = options.caFile, !FileManager.default.isReadableFile(atPath: file) {
            throw .invalidConfiguration(reason: "the CA file \(file) cannot be read")
        }
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
