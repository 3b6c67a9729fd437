public import Foundation

/// One request, as a provider describes it and a transport sends it.
public struct HTTPRequest: Sendable {
    /// A header's value; a secret one is shown as `<redacted>`.
    public enum HeaderValue: Sendable {
        /// Sent and shown as it is.
        case text(String)
        /// `prefix` and the key, as in `Bearer …`.
        case secret(prefix: String, Secret)
    }

    /// One part of a `multipart/form-data` body.
    public struct Part: Sendable {
        /// The field's name, brackets included.
        public var name: String
        /// The field's bytes.
        public var data: Data
        /// Set for files.
        public var filename: String?
        /// Set for files.
        public var contentType: String?

        /// See the properties of the same names.
        public init(name: String, data: Data, filename: String? = nil, contentType: String? = nil) {
            self.name = name
            self.data = data
            self.filename = filename
            self.contentType = contentType
        }
    }

    /// What is sent after the headers.
    public enum Body: Sendable {
        /// Nothing: a GET.
        case none
        /// A POST of these bytes.
        case bytes(Data, contentType: String)
        /// A POST of a form.
        case multipart([Part])
    }

    /// Absolute, `http` or `https`.
    public var url: String
    /// In the order they are sent.
    public var headers: [(name: String, value: HeaderValue)]
    /// The method follows from it.
    public var body: Body
    /// From the start to the last byte of the answer, connecting included.
    public var timeoutSeconds: Double
    /// Which of its ways of asking the provider used; its own business.
    public var variant: Int

    /// See the properties of the same names.
    public init(
        url: String, headers: [(name: String, value: HeaderValue)] = [], body: Body = .none,
        timeoutSeconds: Double = 60, variant: Int = 0
    ) {
        self.url = url
        self.headers = headers
        self.body = body
        self.timeoutSeconds = timeoutSeconds
        self.variant = variant
    }
}

/// One response, whole.
public struct HTTPResponse: Sendable {
    /// 200 and so on.
    public var status: Int
    /// Names in lower case; several values of one name are joined with a comma.
    public var headers: [String: String]
    /// The body.
    public var body: Data

    /// See the properties of the same names.
    public init(status: Int, headers: [String: String] = [:], body: Data = Data()) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Why no response came.
public enum TransportError: Error, Sendable, Equatable {
    /// Name not resolved, connection refused, or not made in time.
    case unreachable(reason: String)
    /// Certificate or handshake.
    case tls(reason: String)
    /// Not done within the request's time.
    case timedOut
    /// Broke while sending or receiving.
    case connectionLost(reason: String)
    /// More bytes than the transport accepts.
    case responseTooLarge(limitBytes: Int)
    /// The request itself cannot be sent.
    case invalidRequest(reason: String)
    /// The calling task was cancelled, or the transport was closed.
    case cancelled
}

/// Sends requests.
///
/// `CurlTransport` is the real one.
public protocol HTTPTransport: Sendable {
    /// Sends a request once and returns the response, whatever its status; redirects are not followed.
    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse
}
