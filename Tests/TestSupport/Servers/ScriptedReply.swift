package import Foundation

extension ScriptedServer {
    /// What to answer.
    package struct Reply: Sendable {
        /// How it is sent.
        package enum Manner: Sendable, Hashable {
            /// As HTTP wants it.
            case plain
            /// Close without a word.
            case drop
            /// Reset the connection without a word.
            case reset
            /// Send this many bytes of the head, close.
            case cutHead(after: Int)
            /// Send this many bytes of the head, and nothing more while the client waits.
            case stallHead(after: Int)
            /// Announce the whole body, send this many bytes of it, close.
            case cut(after: Int)
            /// Announce the whole body, send this many bytes of it, and nothing more while the client waits.
            case stall(after: Int)
            /// Send the body byte by byte with a pause before each.
            case trickle(pauseSeconds: Double)
            /// As HTTP wants it, and then close the connection that was to be kept.
            case closing
            /// Announce a body of this many bytes whatever it has, send it, keep the connection open.
            case announcing(Int)
            /// In chunks, as HTTP wants it.
            case chunked
            /// In chunks, the second of which begins with no number.
            case brokenChunks
            /// In chunks, the body again and again while the client listens.
            case endless
            /// The body alone, byte by byte as it is, in place of a response; then close.
            case raw
            /// As HTTP wants it, and then pass on everything both ways to this port: a proxy's answer to CONNECT.
            case tunnel(port: Int)
        }

        package var status = 200
        package var headers: [String: String] = [:]
        package var body = Data()
        package var manner = Manner.plain
        package var delaySeconds = 0.0
        /// Say `100 Continue` first, after so long.
        package var continueAfterSeconds: Double?
        /// Hold the reply until so many requests have been in flight at once, however slow the machine is.
        package var heldUntilBusy = 0

        /// See the properties of the same names.
        package init(
            status: Int = 200, headers: [String: String] = [:], body: Data = Data(), manner: Manner = .plain,
            continueAfterSeconds: Double? = nil
        ) {
            self.status = status
            self.headers = headers
            self.body = body
            self.manner = manner
            self.continueAfterSeconds = continueAfterSeconds
        }

        package static func json(_ text: String, status: Int = 200, headers: [String: String] = [:]) -> Reply {
            Reply(
                status: status, headers: headers.merging(["Content-Type": "application/json"]) { mine, _ in mine },
                body: Data(text.utf8))
        }

        package static func html(_ text: String, status: Int = 200) -> Reply {
            Reply(status: status, headers: ["Content-Type": "text/html"], body: Data(text.utf8))
        }

        package static func transcript(_ text: String) -> Reply { json("{\"text\":\"\(text)\"}") }

        package func sent(_ manner: Manner) -> Reply {
            var reply = self
            reply.manner = manner
            return reply
        }

        package func saying(continueAfter seconds: Double) -> Reply {
            var reply = self
            reply.continueAfterSeconds = seconds
            return reply
        }

        package func after(seconds: Double) -> Reply {
            var reply = self
            reply.delaySeconds = seconds
            return reply
        }

        package func held(untilBusy count: Int) -> Reply {
            var reply = self
            reply.heldUntilBusy = count
            return reply
        }

        /// Status line and headers.
        var head: Data {
            var head = "HTTP/1.1 \(status) Scripted\r\n"
            switch manner {
            case .chunked, .brokenChunks, .endless: head += "Transfer-Encoding: chunked\r\n"
            case .announcing(let count): head += "Content-Length: \(count)\r\n"
            // A body after CONNECT would be the tunnel's.
            case .tunnel: break
            default: head += "Content-Length: \(body.count)\r\n"
            }
            for (name, value) in headers { head += "\(name): \(value)\r\n" }
            return Data((head + "\r\n").utf8)
        }

        /// The body as one chunk.
        var chunk: Data { Data((String(body.count, radix: 16) + "\r\n").utf8) + body + Data("\r\n".utf8) }
    }
}
