/// Sends requests.
///
/// `CurlTransport` is the real one.
public protocol HTTPTransport: Sendable {
    /// Sends a request once and returns the response, whatever its status; redirects are not followed.
    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse
}
