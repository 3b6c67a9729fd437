import CCurl
import Foundation

/// One transfer: the easy handle, and everything libcurl only points to while it runs.
final class EasyHandle {
    let handle: UnsafeMutableRawPointer

    private let collector: ResponseCollector
    private let errorText: UnsafeMutablePointer<CChar>
    private let timeoutSeconds: Double
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private var form: OpaquePointer?

    init(id: UInt64, request: HTTPRequest, options: CurlTransport.Options) throws(TransportError) {
        guard let handle = curl_easy_init() else { throw .invalidRequest(reason: "libcurl gives no handle") }
        self.handle = handle
        collector = ResponseCollector(limit: options.maximumResponseBytes)
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        timeoutSeconds = request.timeoutSeconds
        try configure(options, request, id: id)
        try setHeaders(request)
        try setBody(request.body)
    }

    deinit {
        curl_easy_cleanup(handle)
        curl_slist_free_all(headerList)
        curl_mime_free(form)
        errorText.deallocate()
    }

    /// The id given to `init`, which travels through libcurl as the handle's private pointer.
    static func id(of handle: UnsafeMutableRawPointer?) -> UInt64? {
        var context: UnsafeMutableRawPointer?
        guard let handle, emoscribe_curl_get_private(handle, &context) == CURLE_OK else { return nil }
        return UInt64(UInt(bitPattern: context))
    }

    /// What became of the transfer.
    func result(_ code: CURLcode) -> Result<HTTPResponse, TransportError> {
        if collector.isTooLarge { return .failure(.responseTooLarge(limitBytes: collector.limit)) }
        guard code == CURLE_OK else { return .failure(transportError(code)) }
        var status = 0
        _ = emoscribe_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
        return .success(HTTPResponse(status: status, headers: collector.headers, body: collector.body))
    }

    private func transportError(_ code: CURLcode) -> TransportError {
        let written = String(cString: errorText)
        let reason = written.isEmpty ? String(cString: curl_easy_strerror(code)) : written
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT, CURLE_PROXY,
            CURLE_INTERFACE_FAILED:
            return .unreachable(reason: reason)
        case CURLE_OPERATION_TIMEDOUT:
            // Zero until a request can be sent: then nobody was there to answer.
            var ready: curl_off_t = 0
            _ = emoscribe_curl_get_offset(handle, CURLINFO_PRETRANSFER_TIME_T, &ready)
            return ready == 0 ? .unreachable(reason: reason) : .timedOut
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_ENGINE_INITFAILED:
            return .tls(reason: reason)
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_OUT_OF_MEMORY, CURLE_BAD_FUNCTION_ARGUMENT:
            return .invalidRequest(reason: reason)
        default:
            return .connectionLost(reason: reason)
        }
    }

    private func configure(
        _ options: CurlTransport.Options, _ request: HTTPRequest, id: UInt64
    ) throws(TransportError) {
        let context = Unmanaged.passUnretained(collector).toOpaque()
        try check(emoscribe_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, errorText))
        try check(emoscribe_curl_set_pointer(handle, CURLOPT_PRIVATE, UnsafeMutableRawPointer(bitPattern: UInt(id))))
        try check(emoscribe_curl_set_string(handle, CURLOPT_URL, request.url))
        try check(emoscribe_curl_set_string(handle, CURLOPT_PROTOCOLS_STR, "http,https"))
        try check(emoscribe_curl_set_string(handle, CURLOPT_USERAGENT, options.userAgent))
        try check(emoscribe_curl_set_long(handle, CURLOPT_NOSIGNAL, 1))
        try check(emoscribe_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0))
        try check(emoscribe_curl_set_long(handle, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS)))
        // Servers are silent while they decode; this keeps routers from forgetting the connection.
        try check(emoscribe_curl_set_long(handle, CURLOPT_TCP_KEEPALIVE, 1))
        let connect = Int((options.connectTimeoutSeconds * 1000).rounded(.up))
        let total = Int((max(request.timeoutSeconds, 0.001) * 1000).rounded(.up))
        try check(emoscribe_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, connect))
        try check(emoscribe_curl_set_long(handle, CURLOPT_TIMEOUT_MS, total))
        if let file = options.caFile { try check(emoscribe_curl_set_string(handle, CURLOPT_CAINFO, file)) }
        if ServiceAddress.isLoopback(request.url) {
            try check(emoscribe_curl_set_string(handle, CURLOPT_NOPROXY, "*"))
        }
        try check(emoscribe_curl_set_sink(handle, CURLOPT_WRITEFUNCTION, receiveBody))
        try check(emoscribe_curl_set_pointer(handle, CURLOPT_WRITEDATA, context))
        try check(emoscribe_curl_set_sink(handle, CURLOPT_HEADERFUNCTION, receiveHeader))
        try check(emoscribe_curl_set_pointer(handle, CURLOPT_HEADERDATA, context))
    }

    private func setHeaders(_ request: HTTPRequest) throws(TransportError) {
        // Without this, libcurl asks for permission before a large body, and some servers let it wait for a second.
        try appendHeader("Expect:")
        for (name, value) in request.headers {
            switch value {
            case .text(let text): try appendHeader("\(name): \(text)")
            case .secret(let prefix, let secret): try appendHeader("\(name): \(prefix)\(secret.revealed)")
            }
        }
        if case .bytes(_, let contentType) = request.body { try appendHeader("Content-Type: \(contentType)") }
        try check(emoscribe_curl_set_list(handle, CURLOPT_HTTPHEADER, headerList))
    }

    private func appendHeader(_ line: String) throws(TransportError) {
        guard line.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else {
            throw .invalidRequest(reason: "a header holds a control character")
        }
        guard let list = curl_slist_append(headerList, line) else { throw .invalidRequest(reason: "no memory") }
        headerList = list
    }

    private func setBody(_ body: HTTPRequest.Body) throws(TransportError) {
        switch body {
        case .none: return
        case .bytes(let data, _):
            try check(emoscribe_curl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(data.count)))
            let code = data.withUnsafeBytes { bytes in
                // libcurl copies; the size above must be set before.
                emoscribe_curl_set_pointer(
                    handle, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: bytes.baseAddress))
            }
            try check(code)
        case .multipart(let parts):
            form = curl_mime_init(handle)
            for part in parts {
                guard let field = curl_mime_addpart(form) else { throw .invalidRequest(reason: "no memory") }
                try check(curl_mime_name(field, part.name))
                // Copied by libcurl.
                let code = part.data.withUnsafeBytes { bytes in
                    bytes.baseAddress.map {
                        curl_mime_data(field, $0.assumingMemoryBound(to: CChar.self), bytes.count)
                    } ?? curl_mime_data(field, "", 0)
                }
                try check(code)
                if let filename = part.filename { try check(curl_mime_filename(field, filename)) }
                if let contentType = part.contentType { try check(curl_mime_type(field, contentType)) }
            }
            try check(emoscribe_curl_set_mime(handle, form))
        }
    }

    private func check(_ code: CURLcode) throws(TransportError) {
        guard code == CURLE_OK else { throw .invalidRequest(reason: String(cString: curl_easy_strerror(code))) }
    }
}

/// An easy handle may be used by one thread at a time, and this one's buffers are written by libcurl.
@available(*, unavailable)
extension EasyHandle: Sendable {}

/// Takes what arrives.
///
/// libcurl holds an unretained pointer to it while its `EasyHandle` lives.
private final class ResponseCollector {
    let limit: Int
    private(set) var headers: [String: String] = [:]
    private(set) var body = Data()
    private(set) var isTooLarge = false

    init(limit: Int) { self.limit = limit }

    func appendBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard body.count + bytes.count <= limit else {
            isTooLarge = true
            return 0
        }
        body.append(contentsOf: bytes)
        return bytes.count
    }

    /// A status line begins a new set: the one before was `100 Continue`.
    func appendHeader(_ bytes: UnsafeRawBufferPointer) -> Int {
        let line = String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            headers = [:]
        } else if let colon = line.firstIndex(of: ":") {
            let name = line[..<colon].lowercased()
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespacesAndNewlines)
            headers[name] = headers[name].map { $0 + ", " + value } ?? value
        }
        return bytes.count
    }
}

private func receiveBody(
    bytes: UnsafeMutablePointer<CChar>?, size: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
    guard let context else { return 0 }
    let collector = Unmanaged<ResponseCollector>.fromOpaque(context).takeUnretainedValue()
    return collector.appendBody(UnsafeRawBufferPointer(start: bytes, count: size * count))
}

private func receiveHeader(
    bytes: UnsafeMutablePointer<CChar>?, size: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
    guard let context else { return 0 }
    let collector = Unmanaged<ResponseCollector>.fromOpaque(context).takeUnretainedValue()
    return collector.appendHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
}
