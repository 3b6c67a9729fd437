package import Foundation

extension FaultGroup {
    private static let text = Data(#"{"text":"one two three four five"}"#.utf8)

    private static func body(_ text: String, _ manner: ScriptedServer.Reply.Manner = .plain) -> ScriptedServer.Reply {
        ScriptedServer.Reply(body: Data(text.utf8), manner: manner)
    }

    /// Answers of status 200 that are none, or broken ones.
    static let answers = FaultGroup(
        title: "Answers that are none, or break",
        faults: [
            .answer("a web page with status 200, as of a hotel's network", .html("<h1>Welcome</h1><p>Please sign in")),
            .answer("JSON that ends in its middle", body(#"{"text":"one two"#)),
            .answer("JSON without a transcript", .json(#"{"status":"ok"}"#)),
            .answer("an error with status 200", .json(#"{"error":{"message":"model is loading"}}"#)),
            .answer("an empty answer with status 200", body("")),
            .answer("status 204", ScriptedServer.Reply(status: 204)),
            .answer("an answer that is not HTTP", body("SSH-2.0-OpenSSH_9.2\r\n", .raw)),
            .answer(
                "headers without end",
                body(
                    "HTTP/1.1 200 OK\r\n"
                        + String(repeating: "X-A: \(String(repeating: "a", count: 999))\r\n", count: 200), .raw)),
            .answer(
                "an answer without end (these runs take 100,000 bytes)",
                ScriptedServer.Reply(body: Data(count: 5000), manner: .endless)),
            .answer(
                "a small compressed answer that is large inside",
                ScriptedServer.Reply(
                    headers: ["Content-Encoding": "gzip"], body: try Gzip.compress(Data(count: 10_000_000)))),
            .answer(
                "an answer that only says that it is compressed",
                ScriptedServer.Reply(headers: ["Content-Encoding": "gzip"], body: text)),
            .answer("an answer longer than its length says", ScriptedServer.Reply(body: text, manner: .announcing(12))),
            .answer(
                "an answer shorter than its length says, then silence (these runs wait 0.2 s)",
                impatience: .rest,
                ScriptedServer.Reply(body: text, manner: .announcing(999))),
            .answer(
                "an answer that stops in its middle, then silence", impatience: .rest,
                ScriptedServer.Reply(body: text, manner: .stall(after: 9))),
            .answer(
                "the connection ends in the middle of the answer",
                ScriptedServer.Reply(body: text, manner: .cut(after: 9))),
            .answer(
                "the connection ends in the middle of the headers",
                ScriptedServer.Reply(body: text, manner: .cutHead(after: 20))),
            .answer("chunks whose lengths are none", ScriptedServer.Reply(body: text, manner: .brokenChunks)),
            .answer("the connection ends before an answer", ScriptedServer.Reply(manner: .drop)),
            .answer("the connection is reset before an answer", ScriptedServer.Reply(manner: .reset)),
            .answer(
                "no answer in time (these runs give it 1 s)", impatience: .answer,
                ScriptedServer.Reply(body: text, manner: .stallHead(after: 0))),
        ])
}

/// The `gzip` program, which every Debian has.
package enum Gzip {
    /// Compresses in a temporary folder.
    package static func compress(_ data: Data) throws -> Data {
        let folder = try TemporaryFolder()
        try folder.write(data, to: "plain")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: TestAuthority.program("gzip") ?? "/bin/gzip")
        process.arguments = ["-1", folder.path("plain")]
        try process.run()
        process.waitUntilExit()
        return try Data(contentsOf: folder.url("plain.gz"))
    }
}
