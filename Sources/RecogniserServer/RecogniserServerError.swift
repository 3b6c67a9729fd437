import Glibc
import NIOCore

/// Why the server cannot be reached.
public enum RecogniserServerError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Another program listens there.
    case portInUse(host: String, port: Int)
    /// The host has no address, or one that is not this computer's.
    case noSuchAddress(host: String)
    /// The system allows this program no such port; those below 1024 often need more rights.
    case notPermitted(host: String, port: Int)
    /// Any other reason, in the system's words.
    case cannotListen(host: String, port: Int, reason: String)
    /// `start` was called twice.
    case alreadyStarted

    public var description: String {
        switch self {
        case .portInUse(let host, let port):
            "port \(port) of \(host) is in use: choose another with --port; 0 takes a free one"
        case .noSuchAddress(let host):
            "no such address on this computer: \(host): check --host"
        case .notPermitted(let host, let port):
            "no permission to listen on port \(port) of \(host): choose one from 1024 up with --port"
        case .cannotListen(let host, let port, let reason):
            "cannot listen on port \(port) of \(host) (\(reason)): check --host and --port"
        case .alreadyStarted: "the server is already running: stop it first"
        }
    }

    /// Names the cause of an error of the network library, in words that are not the library's.
    init(_ error: any Error, host: String, port: Int) {
        switch error {
        case let error as RecogniserServerError: self = error
        case is SocketAddressError.UnknownHost: self = .noSuchAddress(host: host)
        case let error as IOError: self.init(code: error.errnoCode, host: host, port: port)
        default: self = .cannotListen(host: host, port: port, reason: String(describing: error))
        }
    }

    private init(code: CInt, host: String, port: Int) {
        switch code {
        case EADDRINUSE: self = .portInUse(host: host, port: port)
        case EADDRNOTAVAIL: self = .noSuchAddress(host: host)
        case EACCES, EPERM: self = .notPermitted(host: host, port: port)
        default: self = .cannotListen(host: host, port: port, reason: String(cString: strerror(code)))
        }
    }
}
