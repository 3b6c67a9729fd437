import Foundation
import Glibc

/// A port that says something before it is asked, as mail and remote login servers do.
package final class Greeter: Sendable {
    package let port: Int
    private let listener: Int32

    package init(_ greeting: String) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 8) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard isListening else { throw POSIXError(.EADDRNOTAVAIL) }
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread {
            while case let connection = accept(listener, nil, nil), connection >= 0 {
                _ = greeting.withCString { send(connection, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
                shutdown(connection, Int32(SHUT_WR))
                var bytes = [UInt8](repeating: 0, count: 4096)
                while recv(connection, &bytes, bytes.count, 0) > 0 {}
                close(connection)
            }
        }.start()
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }
}
