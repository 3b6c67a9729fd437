import Foundation
import Glibc

/// A port from which nobody reads.
///
/// Its queue of unaccepted connections is full, so that the kernel leaves further ones without an answer; or there is
/// room in it, so that a client connects and sends until the buffers are full.
package final class FullPort: Sendable {
    package let port: Int
    private let descriptors: [Int32]

    package init(accepting: Bool = false) throws {
        func newSocket() -> Int32 { socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0) }
        let listener = newSocket()
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        var open = [listener]
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, accepting ? 8 : 0) == 0
                    && getsockname(listener, $0, &length) == 0
            }
        }
        guard isListening else { throw POSIXError(.EADDRNOTAVAIL) }
        port = Int(UInt16(bigEndian: address.sin_port))
        for _ in 0..<(accepting ? 0 : 8) {
            let client = newSocket()
            open.append(client)
            _ = withUnsafePointer(to: address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(client, $0, length) }
            }
        }
        descriptors = open
    }

    deinit { for descriptor in descriptors { close(descriptor) } }
}
