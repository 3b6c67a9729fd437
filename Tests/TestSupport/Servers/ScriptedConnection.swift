import Foundation
import Glibc

/// One connection to a `ScriptedServer`: reads requests and writes what a script says.
///
/// Lives on the connection's thread, which closes the descriptor.
final class ScriptedConnection {
    private let descriptor: Int32
    private let session: TLSSession?
    private var buffer = Data()

    /// Nil where the TLS handshake fails.
    init?(_ descriptor: Int32, tls: TLSContext?) {
        self.descriptor = descriptor
        var yes: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard let tls else {
            session = nil
            return
        }
        guard let session = TLSSession(tls, descriptor) else { return nil }
        self.session = session
    }

    /// The next request without its body; nil where the client has gone or speaks something else.
    func readHead() -> ScriptedServer.Request? {
        let gap = Data("\r\n\r\n".utf8)
        while true {
            if let end = buffer.range(of: gap) {
                let head = Data(buffer[..<end.lowerBound])
                buffer = Data(buffer[end.upperBound...])
                return ScriptedServer.Request(head: head)
            }
            // A TLS handshake begins with 22; it has no line ends to wait for.
            guard receive(), buffer.first != 22 else { return nil }
        }
    }

    /// Reads the body that the head announces; false where it does not come.
    func readBody(of request: inout ScriptedServer.Request) -> Bool {
        let length = Int(request.headers["content-length"] ?? "") ?? 0
        while buffer.count < length { guard receive() else { return false } }
        request.body = Data(buffer.prefix(length))
        buffer = Data(buffer.dropFirst(length))
        return true
    }

    /// Returns false where the connection is to be closed.
    func write(_ reply: ScriptedServer.Reply) -> Bool {
        let head = reply.head
        switch reply.manner {
        case .drop: return false
        case .reset:
            var linger = linger(l_onoff: 1, l_linger: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
            return false
        case .cutHead(let count):
            _ = send(head.prefix(count))
            return false
        case .stallHead(let count):
            _ = send(head.prefix(count))
            waitUntilGone()
            return false
        case .plain, .announcing: return send(head + reply.body)
        case .closing:
            _ = send(head + reply.body)
            return false
        case .cut(let count):
            _ = send(head + reply.body.prefix(count))
            return false
        case .stall(let count):
            _ = send(head + reply.body.prefix(count))
            waitUntilGone()
            return false
        case .trickle(let seconds):
            guard send(head) else { return false }
            for byte in reply.body {
                Thread.sleep(forTimeInterval: seconds)
                guard send(Data([byte])) else { return false }
            }
            return true
        case .chunked: return send(head + reply.chunk + Data("0\r\n\r\n".utf8))
        case .brokenChunks:
            _ = send(head + reply.chunk + Data("no number\r\n".utf8))
            return false
        case .endless:
            guard send(head) else { return false }
            while send(reply.chunk) {}
            return false
        case .raw:
            _ = send(reply.body)
            endAfterAnswer()
            return false
        case .tunnel(let port):
            if send(head) { relay(to: port) }
            return false
        }
    }

    /// Says nothing more, and waits until the client has gone.
    ///
    /// A close with unread bytes would reset the connection before the client has read the answer.
    func endAfterAnswer() {
        shutdown(descriptor, Int32(SHUT_WR))
        waitUntilGone()
    }

    func send(_ data: Data) -> Bool {
        data.withUnsafeBytes { bytes in
            var sent = 0
            while sent < bytes.count {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[sent...])
                let count =
                    session?.write(rest) ?? Glibc.send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
                guard count > 0 else { return false }
                sent += count
            }
            return true
        }
    }

    private func receive() -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 16) { chunk in
            let count = session?.read(chunk) ?? recv(descriptor, chunk.baseAddress, chunk.count, 0)
            guard count > 0 else { return false }
            buffer.append(contentsOf: chunk[..<count])
            return true
        }
    }

    /// Until the client goes away, or the server's `stop` shuts the connection.
    private func waitUntilGone() {
        withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 16) { chunk in
            while recv(descriptor, chunk.baseAddress, chunk.count, 0) > 0 {}
        }
    }

    /// Passes bytes on between the client and a local port until one of them ends.
    private func relay(to port: Int) {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let target = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(target) }
        let isConnected = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(target, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { return }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while true {
            var ends = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
            ends.append(pollfd(fd: target, events: Int16(POLLIN), revents: 0))
            guard poll(&ends, 2, -1) > 0 else { return }
            for (from, to) in [(0, target), (1, descriptor)] where ends[from].revents != 0 {
                let count = recv(ends[from].fd, &bytes, bytes.count, 0)
                guard count > 0, Glibc.send(to, bytes, count, Int32(MSG_NOSIGNAL)) == count else { return }
            }
        }
    }
}
