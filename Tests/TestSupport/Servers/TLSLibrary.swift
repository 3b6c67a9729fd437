import Foundation
import Glibc

/// OpenSSL's libssl, which libcurl brings along: found at run time, so that building the tests needs nothing more.
struct TLSLibrary: Sendable {
    typealias Handle = OpaquePointer?

    let newContext: @convention(c) @Sendable (Handle) -> Handle
    let serverMethod: @convention(c) @Sendable () -> Handle
    let useChain: @convention(c) @Sendable (Handle, UnsafePointer<CChar>) -> Int32
    let useKey: @convention(c) @Sendable (Handle, UnsafePointer<CChar>, Int32) -> Int32
    let freeContext: @convention(c) @Sendable (Handle) -> Void
    let newSession: @convention(c) @Sendable (Handle) -> Handle
    let setDescriptor: @convention(c) @Sendable (Handle, Int32) -> Int32
    let accept: @convention(c) @Sendable (Handle) -> Int32
    let read: @convention(c) @Sendable (Handle, UnsafeMutableRawPointer?, Int32) -> Int32
    let write: @convention(c) @Sendable (Handle, UnsafeRawPointer?, Int32) -> Int32
    let freeSession: @convention(c) @Sendable (Handle) -> Void

    /// Nil where the library is not there.
    static let shared = TLSLibrary()

    private init?() {
        guard let library = dlopen("libssl.so.3", RTLD_NOW) ?? dlopen("libssl.so", RTLD_NOW) else { return nil }
        func find<Function>(_ name: String, as type: Function.Type) -> Function? {
            dlsym(library, name).map { unsafeBitCast($0, to: type) }
        }
        guard let newContext = find("SSL_CTX_new", as: type(of: newContext)),
            let serverMethod = find("TLS_server_method", as: type(of: serverMethod)),
            let useChain = find("SSL_CTX_use_certificate_chain_file", as: type(of: useChain)),
            let useKey = find("SSL_CTX_use_PrivateKey_file", as: type(of: useKey)),
            let freeContext = find("SSL_CTX_free", as: type(of: freeContext)),
            let newSession = find("SSL_new", as: type(of: newSession)),
            let setDescriptor = find("SSL_set_fd", as: type(of: setDescriptor)),
            let accept = find("SSL_accept", as: type(of: accept)), let read = find("SSL_read", as: type(of: read)),
            let write = find("SSL_write", as: type(of: write)),
            let freeSession = find("SSL_free", as: type(of: freeSession))
        else { return nil }
        self.newContext = newContext
        self.serverMethod = serverMethod
        self.useChain = useChain
        self.useKey = useKey
        self.freeContext = freeContext
        self.newSession = newSession
        self.setDescriptor = setDescriptor
        self.accept = accept
        self.read = read
        self.write = write
        self.freeSession = freeSession
    }
}

/// A server's certificate and key, ready for handshakes.
final class TLSContext: Sendable {
    let library: TLSLibrary
    /// An `SSL_CTX *`, which OpenSSL lets several threads use.
    private let address: UInt

    var handle: OpaquePointer? { OpaquePointer(bitPattern: address) }

    init(_ identity: ServerIdentity) throws {
        // A client that leaves in the middle must not end the tests.
        signal(SIGPIPE, SIG_IGN)
        guard let library = TLSLibrary.shared, let context = library.newContext(library.serverMethod()) else {
            throw POSIXError(.EPROTONOSUPPORT)
        }
        self.library = library
        address = UInt(bitPattern: context)
        let isPEM: Int32 = 1
        guard library.useChain(context, identity.certificate) == 1, library.useKey(context, identity.key, isPEM) == 1
        else {
            library.freeContext(context)
            throw POSIXError(.EINVAL)
        }
    }

    deinit { library.freeContext(handle) }
}

/// TLS on one connection, from handshake to end; one thread's own.
final class TLSSession {
    private let library: TLSLibrary
    private let context: TLSContext
    private let handle: OpaquePointer

    /// Nil where the client does not like the certificate, or speaks no TLS.
    init?(_ context: TLSContext, _ descriptor: Int32) {
        library = context.library
        self.context = context
        guard let handle = library.newSession(context.handle) else { return nil }
        self.handle = handle
        guard library.setDescriptor(handle, descriptor) == 1, library.accept(handle) == 1 else { return nil }
    }

    deinit { library.freeSession(handle) }

    func read(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        Int(library.read(handle, buffer.baseAddress, Int32(clamping: buffer.count)))
    }

    func write(_ bytes: UnsafeRawBufferPointer) -> Int {
        Int(library.write(handle, bytes.baseAddress, Int32(clamping: bytes.count)))
    }
}
