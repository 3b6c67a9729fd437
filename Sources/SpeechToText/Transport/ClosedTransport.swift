/// A transport that sends nothing, for runs that must not.
///
/// No connection is made and no name is looked up.
public struct ClosedTransport: HTTPTransport {
    public init() {}

    public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse { throw .cancelled }
}
