import CCurl
import Foundation

/// One easy handle, used for transfer after transfer, and everything libcurl only points to while one runs.
///
/// Between `begin` and `end` it belongs to one transfer. Nothing of a request outlives `end`, its headers least of all.
final class EasyHandle {
    let handle: UnsafeMutableRawPointer

    private let errorText: UnsafeMutablePointer<CChar>
    private var collector = ResponseCollector(limit: 0, errorLimit: 0)
    private var upload = RequestUpload(UploadMeter())
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private var form: OpaquePointer?
    private var url = ""
    private var connectSeconds = 0.0
    private var proxies = ProxySettings.none

    init() throws(TransportError) {
        guard let handle = curl_easy_init() else { throw .invalidRequest(reason: "libcurl gives no handle") }
        self.handle = handle
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        end()
        curl_easy_cleanup(handle)
        errorText.deallocate()
    }

    /// The id given to `begin`, which travels through libcurl as the handle's private pointer.
    static func id(of handle: UnsafeMutableRawPointer?) -> UInt64? {
        var context: UnsafeMutableRawPointer?
        guard let handle, emoscribe_curl_get_private(handle, &context) == CURLE_OK else { return nil }
        return UInt64(UInt(bitPattern: context))
    }

    /// Makes the handle ready for one transfer.
    func begin(id: UInt64, request: HTTPRequest, options: CurlTransport.Options, meter: UploadMeter)
        throws(TransportError)
    {
        upload = RequestUpload(meter)
        collector = ResponseCollector(limit: options.maximumResponseBytes, errorLimit: options.maximumErrorBytes)
        errorText[0] = 0
        url = request.url
        connectSeconds = options.connectTimeoutSeconds
        proxies = options.proxies
        try check(emoscribe_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, errorText))
        try check(emoscribe_curl_set_pointer(handle, CURLOPT_PRIVATE, UnsafeMutableRawPointer(bitPattern: UInt(id))))
        try options.apply(to: handle, url: request.url, timeoutSeconds: request.timeoutSeconds)
        try setSinks()
        if options.describesTLS {
            let context = Unmanaged.passUnretained(collector).toOpaque()
            try check(emoscribe_curl_set_listener(handle, hearLibcurl, context))
        }
        try setHeaders(request)
        try setBody(request.body)
    }

    /// Forgets the transfer; the connection stays with the multi handle, TLS sessions stay here.
    func end() {
        curl_easy_reset(handle)
        curl_slist_free_all(headerList)
        curl_mime_free(form)
        headerList = nil
        form = nil
        upload = RequestUpload(UploadMeter())
        url = ""
        collector = ResponseCollector(limit: 0, errorLimit: 0)
    }

    /// When the last byte of an answer came that is not complete; nil while none is expected to come soon.
    var lastByteNanoseconds: UInt64? { collector.lastByteNanoseconds }

    /// Bytes of the answer's body so far, as they are after decompression.
    var receivedBytes: Int { collector.body.count }

    /// What became of the transfer.
    func result(_ code: CURLcode) -> Result<HTTPResponse, TransportError> {
        if let refusal = collector.refusal { return .failure(refusal) }
        guard code == CURLE_OK || collector.hasEnough else {
            let written = String(cString: errorText)
            let failure = CurlFailure(
                code: code,
                reason: proxies.redacting(written.isEmpty ? String(cString: curl_easy_strerror(code)) : written),
                url: url, connectSeconds: connectSeconds, responseBegan: collector.hasBegun,
                unsentBytes: upload.unsentBytes, facts: CurlFailure.Facts(handle))
            return .failure(failure.error)
        }
        // libcurl takes what it has when a connection ends within the headers.
        guard collector.isHeadComplete else {
            return .failure(.connectionLost(reason: "closed in the middle of the answer"))
        }
        var status = 0
        _ = emoscribe_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
        return .success(
            HTTPResponse(
                status: status, headers: collector.headers, body: collector.body,
                transfer: TransferFacts(of: handle, httpVersion: collector.httpVersion, tls: collector.tls)))
    }

    private func setSinks() throws(TransportError) {
        let context = Unmanaged.passUnretained(collector).toOpaque()
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
            let source = upload.add(data)
            try check(emoscribe_curl_set_long(handle, CURLOPT_POST, 1))
            try check(emoscribe_curl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(data.count)))
            try check(emoscribe_curl_set_source(handle, giveBytes))
            try check(emoscribe_curl_set_pointer(handle, CURLOPT_READDATA, source))
            try check(emoscribe_curl_set_seeker(handle, seekBytes))
            try check(emoscribe_curl_set_pointer(handle, CURLOPT_SEEKDATA, source))
        case .multipart(let parts):
            form = curl_mime_init(handle)
            for part in parts {
                guard let field = curl_mime_addpart(form) else { throw .invalidRequest(reason: "no memory") }
                try check(curl_mime_name(field, part.name))
                try check(
                    curl_mime_data_cb(
                        field, curl_off_t(part.data.count), giveBytes, seekBytes, nil, upload.add(part.data)))
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

extension TransferFacts {
    fileprivate init(of handle: UnsafeMutableRawPointer, httpVersion: String, tls: TLSFacts?) {
        self.init()
        self.httpVersion = httpVersion
        self.tls = tls
        var connections = 0
        if emoscribe_curl_get_long(handle, CURLINFO_NUM_CONNECTS, &connections) == CURLE_OK {
            reusedConnection = connections == 0
        }
        connectSeconds = max(
            Self.seconds(CURLINFO_CONNECT_TIME_T, handle), Self.seconds(CURLINFO_APPCONNECT_TIME_T, handle))
        firstByteSeconds = Self.seconds(CURLINFO_STARTTRANSFER_TIME_T, handle)
        totalSeconds = Self.seconds(CURLINFO_TOTAL_TIME_T, handle)
        var address: UnsafePointer<CChar>?
        if emoscribe_curl_get_string(handle, CURLINFO_PRIMARY_IP, &address) == CURLE_OK, let address {
            remoteAddress = String(cString: address)
        }
    }

    private static func seconds(_ info: CURLINFO, _ handle: UnsafeMutableRawPointer) -> Double {
        var microseconds: curl_off_t = 0
        _ = emoscribe_curl_get_offset(handle, info, &microseconds)
        return Double(microseconds) * 1e-6
    }
}
