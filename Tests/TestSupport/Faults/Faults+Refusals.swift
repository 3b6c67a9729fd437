import Foundation

extension FaultGroup {
    private static func openAI(
        _ status: Int, _ message: String, code: String = "", headers: [String: String] = [:]
    ) -> ScriptedServer.Reply {
        .json(#"{"error":{"message":"\#(message)","code":"\#(code)"}}"#, status: status, headers: headers)
    }

    /// Statuses other than 200, with every way of asking for patience.
    static let refusals = FaultGroup(
        title: "Refusals",
        faults: [
            .answer("400", openAI(400, "Invalid file format.")),
            .answer("401, a wrong key", openAI(401, "Incorrect API key provided.", code: "invalid_api_key")),
            .answer("403", .json(#"{"detail":"Not allowed in your region"}"#, status: 403)),
            .answer("402", openAI(402, "Insufficient balance.")),
            .answer("404, an unknown model", .json(#"{"detail":"Model 'x' is not installed locally."}"#, status: 404)),
            .answer("413", .html("<html><title>413</title><h1>413 Request Entity Too Large</h1></html>", status: 413)),
            .answer(
                "422, as from FastAPI",
                .json(#"{"detail":[{"loc":["body","file"],"msg":"Field required"}]}"#, status: 422)),
            .answer(
                "429 with Retry-After in seconds", openAI(429, "Rate limit reached.", headers: ["Retry-After": "3"])),
            .answer(
                "429 with Retry-After as a date, 10 s away",
                // Where the tests' clock stands, and ten seconds.
                openAI(429, "Rate limit reached.", headers: ["Retry-After": "Sun, 06 Nov 1994 08:49:47 GMT"])),
            .answer("429 with retry-after-ms", openAI(429, "Rate limit reached.", headers: ["retry-after-ms": "1500"])),
            .answer("429 without a time", openAI(429, "Rate limit reached.")),
            .answer(
                "429 with Retry-After of an hour", openAI(429, "Daily limit reached.", headers: ["Retry-After": "3600"])
            ),
            .answer(
                "429 with x-should-retry: false",
                openAI(429, "Rate limit reached.", headers: ["x-should-retry": "false"])),
            .answer(
                "429, the quota is spent", openAI(429, "You exceeded your current quota.", code: "insufficient_quota")),
            .answer("500", openAI(500, "The server had an error.")),
            .answer(
                "500 with x-should-retry: false",
                openAI(500, "The server had an error.", headers: ["x-should-retry": "false"])),
            .answer("502 with a web page", .html("<html><body><h1>502 Bad Gateway</h1></body></html>", status: 502)),
            .answer("503 with Retry-After of 5 s", .json("{}", status: 503, headers: ["Retry-After": "5"])),
            .answer(
                "a refusal that moves the terminal's cursor",
                ScriptedServer.Reply(status: 400, body: Data("\u{1b}[2J\u{1b}]0;title\u{7}\0no\u{9b}31m".utf8))),
            .answer(
                "a refusal whose bytes are no text",
                ScriptedServer.Reply(status: 400, body: Data([0xff, 0xfe, 0x6e, 0x6f]))),
            .answer("a refusal that repeats the key", openAI(400, "Bad key sk-very-secret-key-0123456789")),
            .answer(
                "a refusal without end",
                ScriptedServer.Reply(status: 500, body: Data("It broke again. ".utf8), manner: .endless)),
        ])

    /// Redirects: none is followed.
    static let redirects = FaultGroup(
        title: "Redirects",
        faults: [
            .answer(
                "to the same host", ScriptedServer.Reply(status: 308, headers: ["Location": "/v2/audio/transcriptions"])
            ),
            elsewhere("to another host") { "http://127.0.0.1:\($0)/v1?key=1" },
            .answer("to a file", ScriptedServer.Reply(status: 302, headers: ["Location": "file:///etc/passwd"])),
            Fault("from TLS to none", needsAuthority: true) { timing in
                let authority = try TestAuthority()
                var options = ScriptedServer.Options()
                options.identity = try authority.issue()
                let other = try ScriptedServer(always: .transcript("stolen"))
                let server = try ScriptedServer(
                    options, always: ScriptedServer.Reply(status: 301, headers: ["Location": other.url]))
                var scene = Fault.Scene(server).keeping(authority)
                scene.caFile = authority.certificate
                scene.bystander = other
                return scene
            },
        ])

    private static func elsewhere(_ title: String, _ location: @escaping @Sendable (Int) -> String) -> Fault {
        Fault(title, canHeal: true) { timing in
            let other = try ScriptedServer(always: .transcript("stolen"))
            let reply = ScriptedServer.Reply(status: 307, headers: ["Location": location(other.port)])
            var scene = Fault.Scene(
                try ScriptedServer { _, number in
                    Fault.isMet(timing, number) ? reply : .transcript("word \(number)")
                })
            scene.bystander = other
            return scene
        }
    }
}
