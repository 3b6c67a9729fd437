import Foundation
import Glibc
import Synchronization

/// An HTTP/1.1 server on 127.0.0.1 that answers as a script tells it: it waits, drops and lies.
///
/// One thread accepts, one thread per connection reads and answers. It records every request.
final class ScriptedServer: Sendable {
    /// A request as it came.
    struct Request: Sendable {
        var method = ""
        var path = ""
        /// Names in lower case.
        var headers: [String: String] = [:]
        var body = Data()
        /// Which connection it came on, counted from 0.
        var connection = 0

        /// The text of a form field's first part, nil where there is none.
        func field(_ name: String) -> String? { fields(name).first }

        /// The texts of all parts of that name.
        func fields(_ name: String) -> [String] {
            parts.filter { $0.head.contains("name=\"\(name)\"") }.map { String(decoding: $0.content, as: UTF8.self) }
        }

        /// The parts of a multipart body: their header lines and their bytes.
        var parts: [(head: String, content: Data)] {
            guard let type = headers["content-type"], let start = type.range(of: "boundary=") else { return [] }
            let boundary = Data("--\(type[start.upperBound...])".utf8)
            var parts: [(head: String, content: Data)] = []
            var rest = body[...]
            while let mark = rest.range(of: boundary) {
                let after = rest[mark.upperBound...]
                guard let end = after.range(of: boundary), let gap = after.range(of: Data("\r\n\r\n".utf8)) else {
                    break
                }
                let head = String(decoding: after[after.startIndex + 2..<gap.lowerBound], as: UTF8.self)
                parts.append((head, Data(after[gap.upperBound..<end.lowerBound - 2])))
                rest = after[end.lowerBound...]
            }
            return parts
        }
    }

    /// What to answer.
    struct Reply: Sendable {
        enum Manner: Sendable {
            /// As HTTP wants it.
            case plain
            /// Close without a word.
            case drop
            /// Announce the whole body, send this many bytes of it, close.
            case cut(after: Int)
            /// Announce the whole body, send this many bytes of it, and nothing more while the client waits.
            case stall(after: Int)
        }

        var status = 200
        var headers: [String: String] = [:]
        var body = Data()
        var manner = Manner.plain
        var delaySeconds = 0.0
        /// Hold the reply until so many requests have been in flight at once, however slow the machine is.
        var heldUntilBusy = 0

        static func json(_ text: String, status: Int = 200, headers: [String: String] = [:]) -> Reply {
            Reply(
                status: status, headers: headers.merging(["Content-Type": "application/json"]) { mine, _ in mine },
                body: Data(text.utf8))
        }

        static func transcript(_ text: String) -> Reply { json("{\"text\":\"\(text)\"}") }

        func after(seconds: Double) -> Reply {
            var reply = self
            reply.delaySeconds = seconds
            return reply
        }

        func held(untilBusy count: Int) -> Reply {
            var reply = self
            reply.heldUntilBusy = count
            return reply
        }
    }

    /// Gets the request and its number, counted from 0.
    typealias Script = @Sendable (Request, Int) -> Reply

    private struct State {
        var requests: [Request] = []
        var connections = 0
        var busy = 0
        var mostBusy = 0
        var open: Set<Int32> = []
        var stopped = false
    }

    let port: Int
    private let listener: Int32
    private let script: Script
    private let state = Mutex(State())

    init(_ script: @escaping Script) throws {
        self.script = script
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var yes: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 64) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard listener >= 0, bound else { throw POSIXError(.EADDRNOTAVAIL) }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread { [weak self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0, let self else { return }
                self.serve(connection)
            }
        }.start()
    }

    /// Always answers the same.
    convenience init(always reply: Reply) throws { try self.init { _, _ in reply } }

    deinit { stop() }

    var url: String { "http://127.0.0.1:\(port)/v1" }
    var requests: [Request] { state.withLock { $0.requests } }
    var connections: Int { state.withLock { $0.connections } }
    /// The most requests that were being answered at one time.
    var mostBusy: Int { state.withLock { $0.mostBusy } }

    /// Closes all connections and the port.
    func stop() {
        let open: Set<Int32>? = state.withLock { state in
            guard !state.stopped else { return nil }
            state.stopped = true
            return state.open
        }
        guard let open else { return }
        for connection in open { shutdown(connection, Int32(SHUT_RDWR)) }
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private func serve(_ connection: Int32) {
        let number = state.withLock { state in
            state.open.insert(connection)
            defer { state.connections += 1 }
            return state.connections
        }
        Thread { [self] in
            var buffer = Data()
            while var request = Self.read(from: connection, &buffer) {
                request.connection = number
                let count = state.withLock { state in
                    state.requests.append(request)
                    state.busy += 1
                    state.mostBusy = max(state.mostBusy, state.busy)
                    return state.requests.count - 1
                }
                let reply = script(request, count)
                // Twenty seconds, and then the count shows that they never came together.
                for _ in 0..<4000 where mostBusy < reply.heldUntilBusy { Thread.sleep(forTimeInterval: 0.005) }
                if reply.delaySeconds > 0 { Thread.sleep(forTimeInterval: reply.delaySeconds) }
                state.withLock { $0.busy -= 1 }
                guard Self.write(reply, to: connection) else { break }
            }
            _ = state.withLock { $0.open.remove(connection) }
            close(connection)
        }.start()
    }

    private static func read(from connection: Int32, _ buffer: inout Data) -> Request? {
        let gap = Data("\r\n\r\n".utf8)
        while buffer.range(of: gap) == nil {
            guard receive(connection, &buffer) else { return nil }
            // A TLS handshake begins with 22.
            if buffer.first == 22 { return nil }
        }
        guard let end = buffer.range(of: gap) else { return nil }
        let lines = String(decoding: buffer[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        var request = Request()
        let start = lines[0].split(separator: " ")
        guard start.count == 3 else { return nil }
        request.method = String(start[0])
        request.path = String(start[1])
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            request.headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        buffer = Data(buffer[end.upperBound...])
        let length = Int(request.headers["content-length"] ?? "") ?? 0
        while buffer.count < length { guard receive(connection, &buffer) else { return nil } }
        request.body = Data(buffer.prefix(length))
        buffer = Data(buffer.dropFirst(length))
        return request
    }

    private static func receive(_ connection: Int32, _ buffer: inout Data) -> Bool {
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = recv(connection, &chunk, chunk.count, 0)
        guard count > 0 else { return false }
        buffer.append(contentsOf: chunk[..<count])
        return true
    }

    /// Returns false where the connection is to be closed.
    private static func write(_ reply: Reply, to connection: Int32) -> Bool {
        var head = "HTTP/1.1 \(reply.status) Scripted\r\nContent-Length: \(reply.body.count)\r\n"
        for (name, value) in reply.headers { head += "\(name): \(value)\r\n" }
        let start = Data((head + "\r\n").utf8)
        switch reply.manner {
        case .drop: return false
        case .plain: return send(start + reply.body, to: connection)
        case .cut(let count):
            _ = send(start + reply.body.prefix(count), to: connection)
            return false
        case .stall(let count):
            _ = send(start + reply.body.prefix(count), to: connection)
            // Until the client goes away, or `stop` shuts the connection.
            var byte: UInt8 = 0
            _ = recv(connection, &byte, 1, 0)
            return false
        }
    }

    private static func send(_ data: Data, to connection: Int32) -> Bool {
        data.withUnsafeBytes { bytes in
            var sent = 0
            while sent < bytes.count {
                let rest = UnsafeRawBufferPointer(rebasing: bytes[sent...])
                let count = Glibc.send(connection, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
                guard count > 0 else { return false }
                sent += count
            }
            return true
        }
    }
}
