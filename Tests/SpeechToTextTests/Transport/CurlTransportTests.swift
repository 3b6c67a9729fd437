import Foundation
import TestSupport
import Testing

@testable import SpeechToText

@Suite struct CurlTransportTests {
    private let transport: CurlTransport

    init() throws { transport = try CurlTransport() }

    private func get(_ url: String, seconds: Double = 30) async throws(TransportError) -> HTTPResponse {
        try await transport.send(HTTPRequest(url: url, timeoutSeconds: seconds))
    }

    @Test("status, headers in lower case, and body come back as they were sent")
    func response() async throws {
        let server = try ScriptedServer(
            always: .json("{}", status: 418, headers: ["X-Request-ID": "a: b", "Retry-After": " 7 "]))
        let response = try await get(server.url)
        #expect(response.status == 418)
        #expect(response.headers["x-request-id"] == "a: b")
        #expect(response.headers["retry-after"] == "7")
        #expect(response.body == Data("{}".utf8))
    }

    @Test("a form goes out with names, file name and type, without asking for permission first")
    func multipart() async throws {
        let server = try ScriptedServer(always: .json("{}"))
        let file = Data((0..<2_000_000).map { UInt8(truncatingIfNeeded: $0) })
        let request = HTTPRequest(
            url: server.url, headers: [("Accept", .text("application/json"))],
            body: .multipart([
                .init(name: "file", data: file, filename: "audio.wav", contentType: "audio/wav"),
                .init(name: "timestamp_granularities[]", data: Data("word".utf8)),
                .init(name: "empty", data: Data()),
            ]))
        _ = try await transport.send(request)
        let received = try #require(server.requests.first)
        #expect(received.method == "POST")
        #expect(received.headers["expect"] == nil)
        #expect(received.headers["content-type"]?.hasPrefix("multipart/form-data; boundary=") == true)
        let parts = received.parts
        try #require(parts.count == 3)
        #expect(parts[0].head.contains("name=\"file\"; filename=\"audio.wav\""))
        #expect(parts[0].head.contains("Content-Type: audio/wav"))
        #expect(parts[0].content == file)
        #expect(parts[1].head.contains("name=\"timestamp_granularities[]\""))
        #expect(parts[2].content.isEmpty)
    }

    @Test("bytes go out as they are, with their type")
    func bytes() async throws {
        let server = try ScriptedServer(always: .json("{}"))
        let data = Data([0, 1, 2, 0, 255])
        _ = try await transport.send(HTTPRequest(url: server.url, body: .bytes(data, contentType: "audio/wav")))
        #expect(server.requests.first?.body == data)
        #expect(server.requests.first?.headers["content-type"] == "audio/wav")
        _ = try await transport.send(HTTPRequest(url: server.url, body: .bytes(Data(), contentType: "audio/wav")))
        #expect(server.requests.last?.method == "POST")
    }

    @Test("cancelling the task ends its transfer")
    func cancel() async throws {
        let server = try ScriptedServer(always: .init(body: Data(count: 100), manner: .stall(after: 1)))
        let task = Task { try await get(server.url) }
        while server.requests.isEmpty { await Task.yield() }
        task.cancel()
        await #expect(throws: TransportError.cancelled) { try await task.value }
        let cancelledBefore = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await get(server.url)
        }
        cancelledBefore.cancel()
        await #expect(throws: TransportError.cancelled) { try await cancelledBefore.value }
    }

    @Test("the end of a transport ends its transfers")
    func release() async throws {
        let server = try ScriptedServer(always: .init(body: Data(count: 100), manner: .stall(after: 1)))
        let inbox = try #require(CurlInbox())
        let thread = Thread { CurlEventLoop(inbox: inbox, options: .init())?.run() }
        thread.start()
        let result = await withCheckedContinuation { reply in
            inbox.start(id: inbox.nextID(), request: HTTPRequest(url: server.url), reply: reply)
            inbox.stop()
        }
        #expect(throws: TransportError.cancelled) { try result.get() }
    }

    @Test("many transfers at a time, each with its own answer")
    func parallel() async throws {
        let server = try ScriptedServer { request, _ in .init(body: Data(request.path.utf8)) }
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<50 {
                group.addTask {
                    let response = try? await transport.send(HTTPRequest(url: "\(server.url)/\(number)"))
                    return response?.body == Data("/v1/\(number)".utf8)
                }
            }
            for await matches in group { #expect(matches) }
        }
    }

    @Test("a CA file that is missing is named at once")
    func caFile() {
        var options = CurlTransport.Options()
        options.caFile = "/nowhere/ca.pem"
        let error = #expect(throws: SpeechToTextError.self) { try CurlTransport(options: options) }
        #expect(error?.description.contains("/nowhere/ca.pem") == true)
    }
}
