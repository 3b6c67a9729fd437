import Foundation
import Glibc

/// The smallest HTTP client that does what these tests need: bytes out, bytes in, and hanging up at will.
struct HTTPClient: Sendable {
    var port: Int

    struct Answer: Sendable {
        var status: Int
        var headers: [String: String]
        var body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }
        var json: [String: Any] {
            get throws { try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any] ?? [:] }
        }
    }

    struct Failure: Error { var step: String }

    /// A request with `Connection: close`, and everything that comes back.
    func send(
        _ method: String, _ path: String, headers: [(String, String)] = [], body: [UInt8] = []
    ) async throws -> Answer {
        var fields = headers
        if !fields.contains(where: { $0.0 == "Content-Length" || $0.0 == "Transfer-Encoding" }) {
            fields.append(("Content-Length", String(body.count)))
        }
        let bytes = request(method, path, fields) + body
        return try await blocking { try self.parse(try self.exchange(bytes)) }
    }

    /// The head of a multipart request that waits for leave to send `announced` bytes, and what comes back: the first
    /// bytes, and when these give leave, everything after the body.
    func postExpecting(announced: Int? = nil, file: [UInt8]) async throws -> (first: String, answer: Answer?) {
        let body = form([], file: file)
        let head = request(
            "POST", "/v1/audio/transcriptions",
            [
                ("Content-Type", "multipart/form-data; boundary=BB"), ("Expect", "100-continue"),
                ("Content-Length", String(announced ?? body.count)),
            ])
        return try await blocking {
            let socket = try connected()
            defer { close(socket) }
            try write(head, to: socket)
            var buffer = [UInt8](repeating: 0, count: 4096)
            let first = String(decoding: buffer[..<max(0, recv(socket, &buffer, buffer.count, 0))], as: UTF8.self)
            guard first.hasPrefix("HTTP/1.1 100 ") else { return (first, nil) }
            try write(body, to: socket)
            return (first, try parse(received(from: socket)))
        }
    }

    /// A multipart request.
    func post(_ fields: [(String, String)], file: [UInt8]?) async throws -> Answer {
        try await send(
            "POST", "/v1/audio/transcriptions", headers: [("Content-Type", "multipart/form-data; boundary=BB")],
            body: form(fields, file: file))
    }

    /// Sends a whole request and hangs up without waiting for the answer when `delay` has passed.
    func abandon(_ fields: [(String, String)], file: [UInt8], after delay: Duration) async throws {
        let body = form(fields, file: file)
        let bytes =
            request(
                "POST", "/v1/audio/transcriptions",
                [("Content-Type", "multipart/form-data; boundary=BB"), ("Content-Length", String(body.count))]) + body
        let socket = try await blocking {
            let socket = try connected()
            try write(bytes, to: socket)
            return socket
        }
        try await Task.sleep(for: delay)
        close(socket)
    }

    func form(_ fields: [(String, String)], file: [UInt8]?) -> [UInt8] {
        var body: [UInt8] = []
        for (name, value) in fields {
            body += Array("--BB\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8)
        }
        if let file {
            let header = "--BB\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n"
            body += Array(header.utf8) + file + [0x0D, 0x0A]
        }
        return body + Array("--BB--\r\n".utf8)
    }

    private func request(_ method: String, _ path: String, _ fields: [(String, String)]) -> [UInt8] {
        let lines = fields.map { "\($0.0): \($0.1)\r\n" }.joined()
        return Array("\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\(lines)\r\n".utf8)
    }

    private func exchange(_ bytes: [UInt8]) throws -> [UInt8] {
        let socket = try connected()
        defer { close(socket) }
        try? write(bytes, to: socket)
        return received(from: socket)
    }

    /// Everything until the server closes.
    private func received(from socket: Int32) -> [UInt8] {
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = recv(socket, &buffer, buffer.count, 0), count > 0 { answer += buffer[..<count] }
        return answer
    }

    private func connected() throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            close(descriptor)
            throw Failure(step: "connect")
        }
        return descriptor
    }

    private func write(_ bytes: [UInt8], to socket: Int32) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure(step: "send") }
            sent += count
        }
    }

    private func parse(_ bytes: [UInt8]) throws -> Answer {
        let end = Array("\r\n\r\n".utf8)
        guard let split = bytes.indices.first(where: { bytes[$0...].starts(with: end) }) else {
            throw Failure(step: "answer")
        }
        let lines = String(decoding: bytes[..<split], as: UTF8.self).components(separatedBy: "\r\n")
        let status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] =
                line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        }
        return Answer(status: status ?? 0, headers: headers, body: Array(bytes[(split + 4)...]))
    }

    private func blocking<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "test.http").async { continuation.resume(with: Result { try work() }) }
        }
    }
}
