import CCurl
import Foundation

extension CurlTransport.Options {
    /// What holds for every transfer: what libcurl may do, and how long.
    ///
    /// Off by default in libcurl and left so: cookies, `.netrc`, HSTS and alternative services. Certificates are
    /// verified against the host's name; nothing here or in the environment turns that off.
    func apply(to handle: UnsafeMutableRawPointer, url: String, timeoutSeconds: Double) throws(TransportError) {
        func set(_ option: CURLoption, _ value: Int) throws(TransportError) {
            try check(emoscribe_curl_set_long(handle, option, value))
        }
        func set(_ option: CURLoption, _ value: String?) throws(TransportError) {
            try check(emoscribe_curl_set_string(handle, option, value))
        }
        try set(CURLOPT_URL, url)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_USERAGENT, userAgent)
        try set(CURLOPT_NOSIGNAL, 1)
        // A redirect is an answer: who follows one takes the key along.
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        // Services behind compressing proxies compress unless told not to; the limits hold for what comes out.
        try set(CURLOPT_ACCEPT_ENCODING, "gzip")
        // Servers are silent while they decode; this keeps routers from forgetting the connection.
        try set(CURLOPT_TCP_KEEPALIVE, 1)
        try set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(connectTimeoutSeconds))
        try set(CURLOPT_TIMEOUT_MS, milliseconds(timeoutSeconds))
        try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        if let caFile {
            try set(CURLOPT_CAINFO, caFile)
            // Otherwise the system's folder of authorities would be trusted as well.
            try set(CURLOPT_CAPATH, nil)
        }
        // Said outright, so that libcurl does not read the environment beside us.
        try set(CURLOPT_PROXY, proxies.proxy(for: url))
        try set(CURLOPT_NOPROXY, proxies.exceptions)
    }

    /// What holds for all transfers together.
    ///
    /// HTTP/2 is spoken where it is offered, with one request at a time on a connection. Measured with 32 requests in
    /// flight over 40 ms: all on one connection are no faster than each on its own (114.8 and 115.5 requests/s), and a
    /// connection that breaks would take 32 answers with it that have to be paid for again.
    func apply(to multi: UnsafeMutableRawPointer) {
        emoscribe_curl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_NOTHING))
        // By default libcurl keeps four for each transfer under way: a pause would close the connections.
        emoscribe_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, 256)
    }

    private func milliseconds(_ seconds: Double) -> Int { Int((min(max(seconds, 0.001), 1e6) * 1000).rounded(.up)) }

    private func check(_ code: CURLcode) throws(TransportError) {
        guard code == CURLE_OK else { throw .invalidRequest(reason: String(cString: curl_easy_strerror(code))) }
    }
}
