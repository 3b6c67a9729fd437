import Foundation

extension FaultGroup {
    private static func text(_ bytes: Data) -> ScriptedServer.Reply {
        ScriptedServer.Reply(body: Data(#"{"text":"one "#.utf8) + bytes + Data(#" two"}"#.utf8))
    }

    /// What looks like a fault and is none.
    static let harmless = FaultGroup(
        title: "What does no harm",
        faults: [
            .answer(
                "100 Continue, late and unasked for",
                ScriptedServer.Reply.json(#"{"text":"one two"}"#).saying(continueAfter: 0.02)),
            .answer(
                "the connection is closed after every answer",
                ScriptedServer.Reply.json(#"{"text":"one two"}"#).sent(.closing)),
            .answer("an answer in chunks", ScriptedServer.Reply.json(#"{"text":"one two"}"#).sent(.chunked)),
            .answer(
                "an answer byte by byte",
                ScriptedServer.Reply.json(#"{"text":"one"}"#).sent(.trickle(pauseSeconds: 0.002))),
            .answer(
                "a compressed answer that nobody asked to be decompressed",
                ScriptedServer.Reply(
                    headers: ["Content-Encoding": "gzip"], body: try Gzip.compress(Data(#"{"text":"one two"}"#.utf8)))),
            .answer("a transcript that moves the terminal's cursor", text(Data(#"\u001b[2J\u0000\u009b31m"#.utf8))),
            .answer("a transcript whose bytes are no text", text(Data([0xe6, 0x97]))),
            .answer("numbers that are none, as Python writes them", .json(#"{"text":"one two","duration":NaN}"#)),
            Fault("503 three times, then answers") { _ in
                Fault.Scene(
                    try ScriptedServer { _, number in
                        number < 3 ? .json("{}", status: 503) : .transcript("word \(number)")
                    })
            },
            Fault("429 three times with other waits, then answers") { _ in
                let waits = ["1", "2", "Sun, 06 Nov 1994 08:49:50 GMT"]
                return Fault.Scene(
                    try ScriptedServer { _, number in
                        number < 3
                            ? .json("{}", status: 429, headers: ["Retry-After": waits[number]])
                            : .transcript("word \(number)")
                    })
            },
        ])
}
