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
    /// The body, decompressed; of a refusal no more than its start (`CurlTransport.Options.maximumErrorBytes`).
    public var body: Data
    /// How it came here; for those who look after a connection.
    public var transfer: TransferFacts

    /// See the properties of the same names.
    public init(
        status: Int, headers: [String: String] = [:], body: Data = Data(), transfer: TransferFacts = TransferFacts()
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.transfer = transfer
    }
}

/// How a response came here.
public struct TransferFacts: Sendable, Hashable {
    /// `1.1` or `2`; empty where no transport said so.
    public var httpVersion = ""
    /// Whether it came over a connection that had served before.
    public var reusedConnection = false
    /// The address that was talked to, the proxy's where there is one.
    public var remoteAddress = ""
    /// Until the connection stood, TLS included; 0 for one that stood already.
    public var connectSeconds = 0.0
    /// The encryption; nil for a plain or reused connection, and where it was not asked for.
    public var tls: TLSFacts?
    /// From the start to the first byte of the answer.
    public var firstByteSeconds = 0.0
    /// From the start to the last byte of the answer.
    public var totalSeconds = 0.0

    /// Nothing known.
    public init() {}
}

/// How a connection is encrypted, as libcurl tells it.
public struct TLSFacts: Sendable, Hashable {
    /// `TLSv1.3 / TLS_AES_256_GCM_SHA384`.
    public var version = ""
    /// Who vouches for the server, `C=US; O=Google Trust Services; CN=WR2`; empty where it was not told.
    public var issuer = ""
    /// Until when, `Jan  1 12:00:00 2027 GMT`; empty where it was not told.
    public var validUntil = ""

    /// Nothing known.
    public init() {}
}
