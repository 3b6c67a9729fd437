import CCurl
import Foundation

/// Takes what arrives, within limits: no answer fills the memory, however long its headers or its body go on.
///
/// libcurl holds an unretained pointer to it while its `EasyHandle` lives.
final class ResponseCollector {
    /// Far more than services send; libcurl's own limits are of the same size and end in less clear errors.
    static let maximumHeaderBytes = 128 << 10

    private(set) var headers: [String: String] = [:]
    private(set) var body = Data()
    /// `1.1` or `2`, from the last status line.
    private(set) var httpVersion = ""
    /// The encryption, as libcurl told it.
    private(set) var tls: TLSFacts?
    /// Whether anything of a response came.
    private(set) var hasBegun = false
    /// Whether the last head that began has come to its end.
    private(set) var isHeadComplete = false
    /// Why no more was taken.
    private(set) var refusal: TransportError?
    /// Whether the rest of the body does not matter: it is a refusal, and its start has come.
    private(set) var hasEnough = false
    /// When the last byte of an incomplete head or body came; nil before, and between the head and its body.
    ///
    /// Services may send the head at once and decode before they send the body.
    private(set) var lastByteNanoseconds: UInt64?

    private let limit: Int
    private let errorLimit: Int
    private var headerBytes = 0
    private var isRefusal = false

    init(limit: Int, errorLimit: Int) {
        self.limit = limit
        self.errorLimit = errorLimit
    }

    /// Returns how many bytes were taken; fewer than came end the transfer.
    fileprivate func appendBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        lastByteNanoseconds = MonotonicClock.nanoseconds()
        let limit = isRefusal ? errorLimit : limit
        guard body.count + bytes.count <= limit else {
            if isRefusal {
                body.append(contentsOf: bytes.prefix(limit - body.count))
                hasEnough = true
            } else {
                refusal = .responseTooLarge(limitBytes: limit)
            }
            return 0
        }
        body.append(contentsOf: bytes)
        return bytes.count
    }

    /// Returns how many bytes were taken; fewer than came end the transfer.
    fileprivate func appendHeader(_ bytes: UnsafeRawBufferPointer) -> Int {
        headerBytes += bytes.count
        guard headerBytes <= Self.maximumHeaderBytes else {
            refusal = .notHTTP(reason: "its headers are longer than \(Self.maximumHeaderBytes) bytes")
            return 0
        }
        // What follows a body that came in chunks is no header of the response.
        guard body.isEmpty else { return bytes.count }
        let line = String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            beginHead(line)
        } else if let colon = line.firstIndex(of: ":") {
            let name = line[..<colon].lowercased()
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespacesAndNewlines)
            headers[name] = headers[name].map { $0 + ", " + value } ?? value
        }
        let isEndOfHead = bytes.allSatisfy { $0 == 13 || $0 == 10 }
        if isEndOfHead { isHeadComplete = true }
        lastByteNanoseconds = isEndOfHead ? nil : MonotonicClock.nanoseconds()
        if isEndOfHead, !isRefusal, let length = headers["content-length"].flatMap({ Int($0) }), length > limit {
            refusal = .responseTooLarge(limitBytes: limit)
            return 0
        }
        return bytes.count
    }

    /// Takes what libcurl says about a handshake; its other words are passed over.
    fileprivate func hear(_ bytes: UnsafeRawBufferPointer) {
        let line = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        func rest(after prefix: String) -> String? {
            line.hasPrefix(prefix) ? String(line.dropFirst(prefix.count)) : nil
        }
        if let version = rest(after: "SSL connection using ") {
            tls = TLSFacts()
            tls?.version = version
        } else if let issuer = rest(after: "issuer: ") {
            tls?.issuer = issuer
        } else if let time = rest(after: "expire date: ") {
            tls?.validUntil = time
        }
    }

    /// A status line begins a new set: the one before was `100 Continue`.
    private func beginHead(_ line: String) {
        hasBegun = true
        isHeadComplete = false
        headers = [:]
        let fields = line.split(whereSeparator: \.isWhitespace)
        httpVersion = fields.first.map { String($0.dropFirst("HTTP/".count)) } ?? ""
        isRefusal = fields.count < 2 || fields[1].first != "2"
    }
}

/// `CURLOPT_WRITEFUNCTION`, with a `ResponseCollector` that the `EasyHandle` keeps.
func receiveBody(
    bytes: UnsafeMutablePointer<CChar>?, size: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
    guard let context else { return 0 }
    let collector = Unmanaged<ResponseCollector>.fromOpaque(context).takeUnretainedValue()
    return collector.appendBody(UnsafeRawBufferPointer(start: bytes, count: size * count))
}

/// `CURLOPT_HEADERFUNCTION`, with a `ResponseCollector` that the `EasyHandle` keeps.
func receiveHeader(
    bytes: UnsafeMutablePointer<CChar>?, size: Int, count: Int, context: UnsafeMutableRawPointer?
) -> Int {
    guard let context else { return 0 }
    let collector = Unmanaged<ResponseCollector>.fromOpaque(context).takeUnretainedValue()
    return collector.appendHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
}

/// `CURLOPT_DEBUGFUNCTION`, with a `ResponseCollector` that the `EasyHandle` keeps; only libcurl's own remarks are heard,
/// never headers or bodies.
func hearLibcurl(
    handle: UnsafeMutableRawPointer?, type: curl_infotype, bytes: UnsafeMutablePointer<CChar>?, count: Int,
    context: UnsafeMutableRawPointer?
) -> Int32 {
    guard let context, type == CURLINFO_TEXT else { return 0 }
    let collector = Unmanaged<ResponseCollector>.fromOpaque(context).takeUnretainedValue()
    collector.hear(UnsafeRawBufferPointer(start: bytes, count: count))
    return 0
}
