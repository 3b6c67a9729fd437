package import Foundation
import Glibc
import Synchronization

/// An HTTP/1.1 server on the loopback interface that answers as a script tells it: it waits, drops, stalls and lies, with TLS or
/// without.
///
/// One thread accepts, one thread per connection reads and answers. It records every request.
package final class ScriptedServer: Sendable {
    /// What is the same for all requests.
    package struct Options: Sendable {
        /// `127.0.0.1` or `::1`.
        package var host = "127.0.0.1"
        /// With a certificate, it speaks TLS.
        package var identity: ServerIdentity?
        /// Answers as soon as a head has come, reads no body and closes the connection.
        package var answersHeads = false

        /// Plain HTTP on 127.0.0.1.
        package init() {}
    }

    /// Gets the request and its number, counted from 0.
    package typealias Script = @Sendable (Request, Int) -> Reply

    private struct State {
        var requests: [Request] = []
        var connections = 0
        var busy = 0
        var mostBusy = 0
        var open: Set<Int32> = []
        var stopped = false
    }

    package let port: Int
    private let listener: Int32
    private let script: Script
    private let options: Options
    private let tls: TLSContext?
    private let state = Mutex(State())

    /// - Throws: `EADDRNOTAVAIL` where there is no such address, `EPROTONOSUPPORT` where there is no TLS library.
    package init(_ options: Options = Options(), _ script: @escaping Script) throws {
        self.options = options
        self.script = script
        tls = try options.identity.map { try TLSContext($0) }
        guard let (listener, port) = Self.listen(on: options.host) else { throw POSIXError(.EADDRNOTAVAIL) }
        self.listener = listener
        self.port = port
        Thread { [weak self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0, let self else { return }
                self.serve(connection)
            }
        }.start()
    }

    /// Always answers the same.
    package convenience init(_ options: Options = Options(), always reply: Reply) throws {
        try self.init(options) { _, _ in reply }
    }

    deinit { stop() }

    /// With the path of OpenAI's interface.
    package var url: String { "\(tls == nil ? "http" : "https")://\(shownHost):\(port)/v1" }
    package var requests: [Request] { state.withLock { $0.requests } }
    package var connections: Int { state.withLock { $0.connections } }
    /// The most requests that were being answered at one time.
    package var mostBusy: Int { state.withLock { $0.mostBusy } }

    private var shownHost: String { options.host.contains(":") ? "[\(options.host)]" : options.host }

    /// Closes all connections and the port.
    package func stop() {
        let wasStopped = state.withLock { state in
            defer { state.stopped = true }
            guard !state.stopped else { return true }
            // In here, since a descriptor that its thread has closed may be anybody's.
            for connection in state.open { shutdown(connection, Int32(SHUT_RDWR)) }
            return false
        }
        guard !wasStopped else { return }
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    /// A port that is bound but on which nobody listens, or listens; nil where the host is not there.
    private static func listen(on host: String) -> (descriptor: Int32, port: Int)? {
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, "0", &hints, &found) == 0, let info = found else { return nil }
        defer { freeaddrinfo(found) }
        let listener = socket(info.pointee.ai_family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard listener >= 0 else { return nil }
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, info.pointee.ai_addr, info.pointee.ai_addrlen) == 0 && Glibc.listen(listener, 256) == 0
                    && getsockname(listener, $0, &length) == 0
            }
        }
        guard isBound else {
            close(listener)
            return nil
        }
        // The port is in the same place for both families.
        let port = withUnsafeBytes(of: &address) { Int($0[2]) << 8 | Int($0[3]) }
        return (listener, port)
    }

    private func serve(_ descriptor: Int32) {
        let number: Int? = state.withLock { state in
            guard !state.stopped else { return nil }
            state.open.insert(descriptor)
            defer { state.connections += 1 }
            return state.connections
        }
        guard let number else {
            close(descriptor)
            return
        }
        Thread { [self] in
            if let connection = ScriptedConnection(descriptor, tls: tls) { answer(connection, number) }
            state.withLock { state in
                state.open.remove(descriptor)
                close(descriptor)
            }
        }.start()
    }

    private func answer(_ connection: ScriptedConnection, _ number: Int) {
        while var request = connection.readHead() {
            if !options.answersHeads {
                guard connection.readBody(of: &request) else { return }
            }
            request.connection = number
            let count = state.withLock { [request] state in
                state.requests.append(request)
                state.busy += 1
                state.mostBusy = max(state.mostBusy, state.busy)
                return state.requests.count - 1
            }
            let reply = script(request, count)
            if let seconds = reply.continueAfterSeconds {
                Thread.sleep(forTimeInterval: seconds)
                _ = connection.send(Data("HTTP/1.1 100 Continue\r\n\r\n".utf8))
            }
            // Twenty seconds, and then the count shows that they never came together.
            for _ in 0..<4000 {
                guard mostBusy < reply.heldUntilBusy else { break }
                Thread.sleep(forTimeInterval: 0.005)
            }
            if reply.delaySeconds > 0 { Thread.sleep(forTimeInterval: reply.delaySeconds) }
            state.withLock { $0.busy -= 1 }
            guard connection.write(reply) else { return }
            if options.answersHeads { return connection.endAfterAnswer() }
        }
    }
}
