/// Why no response came.
public enum TransportError: Error, Sendable, Equatable {
    /// No connection could be made.
    case unreachable(ConnectionProblem, reason: String)
    /// Certificate or handshake.
    case tls(TLSProblem, reason: String)
    /// Not done within the request's time; `unsentBytes` of the body had not even left by then.
    case timedOut(unsentBytes: Int)
    /// The answer stopped in its middle: nothing came for so many seconds after so many bytes of its body.
    case stalled(afterBytes: Int, seconds: Double)
    /// Broke while sending or receiving.
    ///
    /// With `wasReused` nothing was received over a connection that had served before: it may have been closed meanwhile.
    case connectionLost(reason: String, wasReused: Bool = false)
    /// More bytes than the transport accepts.
    case responseTooLarge(limitBytes: Int)
    /// What came is not HTTP, or breaks its rules so that the answer cannot be told.
    case notHTTP(reason: String)
    /// The proxy that the environment names refuses to connect us; `status` is its HTTP status, 0 where it gave none.
    case proxyRefused(status: Int, reason: String)
    /// The request itself cannot be sent.
    case invalidRequest(reason: String)
    /// The calling task was cancelled, or the transport was closed.
    case cancelled
}

/// Why no connection could be made.
public enum ConnectionProblem: Sendable, Hashable, CaseIterable {
    /// No name server knows the host, or none answers.
    case nameNotFound
    /// The machine is there, and nobody listens on that port.
    case refused
    /// No way leads to the machine.
    case noRoute
    /// Neither yes nor no within the time for connecting.
    case connectTimeout
    /// The proxy's name or address is of no use.
    case proxy
    /// Anything else; the reason has libcurl's words.
    case other
}

/// Why no trusted connection could be made.
public enum TLSProblem: Sendable, Hashable, CaseIterable {
    /// The certificate's time is over.
    case expired
    /// The certificate's time has not begun: more often a wrong clock than a wrong certificate.
    case notYetValid
    /// The certificate is for other names.
    case wrongHost
    /// Nobody that is trusted here vouches for the certificate.
    case unknownAuthority
    /// The server does not speak TLS on this port.
    case notTLS
    /// The server ended the handshake without a word: it does not speak TLS, or it is overloaded, or starting.
    case closed
    /// Anything else; the reason has libcurl's words.
    case other
}
