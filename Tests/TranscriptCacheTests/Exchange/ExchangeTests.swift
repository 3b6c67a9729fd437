import Foundation
import GRDB
import TestSupport
import Testing

@testable import TranscriptCache

@Suite struct ExchangeTests {
    private let folder: TemporaryFolder
    private let store: TranscriptStore

    init() throws {
        folder = try TemporaryFolder()
        store = try TranscriptStore(directory: folder.path("a"))
    }

    @Test("what is exported and imported is the same, whatever it holds, and a second time changes nothing", .slow)
    func roundTrip() async throws {
        var generator = CaseGenerator(1)
        try await store.fill((0..<700).map { _ in Sample.anyTranscript(&generator) })
        let text = try await store.exported()
        let file = try folder.write(text, to: "all.jsonl")
        let other = try TranscriptStore(directory: folder.path("b"))
        let (first, problems) = try await other.problems(importing: file)
        #expect(first.added == (try await store.statistics().transcripts) && problems.isEmpty)
        #expect(try await other.exported() == text)
        let (second, none) = try await other.problems(importing: file)
        #expect(second.alreadyPresent == first.added && second.added == 0 && none.isEmpty)
        var position: Int64 = 0
        while case let page = try await store.transcripts(after: position, limit: 100), let last = page.last {
            for entry in page {
                let key = entry.transcript.identity.key
                #expect(try await other.transcript(forKey: key) == entry.transcript)
            }
            position = last.position
        }
    }

    @Test("an export is ordered by key, whatever the order of storing")
    func order() async throws {
        let other = try TranscriptStore(directory: folder.path("b"))
        try await store.fill((0..<30).map { Sample.transcript($0) })
        try await other.fill((0..<30).map { Sample.transcript(29 - $0) })
        let text = try await store.exported()
        #expect(try await other.exported() == text)
        let keys = text.split(separator: "\n").dropFirst().compactMap { line in
            try? JSONDecoder().decode(TranscriptLine.self, from: Data(line.utf8)).key
        }
        #expect(keys.count == 30 && keys == keys.sorted())
    }

    @Test("one line, byte for byte")
    func golden() async throws {
        try await store.store(Sample.transcript(text: "a/\"b\" é"))
        let lines = try await store.exported().split(separator: "\n")
        #expect(lines[0] == #"{"format":"emoscribe transcripts","formatVersion":1}"#)
        let expected = #"""
            {"adapterVersion":1,"audioSeconds":1.5,"billedSeconds":1,"confidence":0.5,\#
            "createdAt":"2023-11-14T22:13:20.000Z","endpoint":"https://api.openai.com/v1","httpStatus":200,\#
            "key":"8d15d335222a43a83981eaa4fd60c2fb7036e53f6335e77a5b7ea8a5756e0ec0","keyVersion":1,\#
            "language":"en","model":"whisper-1","options":{"temperature":"0.0"},"parserVersion":1,\#
            "provider":"openai","rawResponse":"{\"text\":\"a/\"b\" é\"}","requestedLanguage":"en",\#
            "sampleHash":"\#(Sample.identity().sampleHash)","sampleRate":16000,"text":"a/\"b\" é",\#
            "words":[{"confidence":0.5,"end":0.25,"start":0,"word":"hello"}]}
            """#
        #expect(String(lines[1]) == expected)
    }

    @Test("responses and texts can be left out; without texts nothing can be imported, without responses all can")
    func leavingOut() async throws {
        try await store.store(Sample.transcript())
        var export = TranscriptExport()
        export.withResponses = false
        let other = try TranscriptStore(directory: folder.path("b"))
        let bare = try await other.problems(importing: folder.write(store.exported(export), to: "bare.jsonl"))
        #expect(bare.summary.added == 1)
        let stored = try #require(try await other.transcript(forKey: Sample.identity().key))
        #expect(stored.parsed == Sample.transcript().parsed && !stored.isResponseKept && stored.rawResponse.isEmpty)

        let whole = try await other.problems(importing: folder.write(store.exported(), to: "whole.jsonl"))
        #expect(whole.summary.completed == 1)
        #expect(try await other.transcript(forKey: Sample.identity().key) == Sample.transcript())

        export.withTexts = false
        let counted = try await store.exported(export)
        #expect(!counted.contains("hello"))
        let (summary, problems) = try await other.problems(importing: folder.write(counted, to: "counted.jsonl"))
        #expect(summary.refused == 1 && problems.first?.reason == "it was exported without its text")
    }

    @Test("only the answers asked for are exported")
    func filter() async throws {
        for number in 0..<3 as Range<Int16> {
            var answer = Sample.transcript(number)
            answer.identity.provider = ["openai", "google", "openai"][Int(number)]
            answer.identity.language = ["en", "en", "de"][Int(number)]
            try await store.store(answer)
        }
        func count(_ change: (inout TranscriptExport) -> Void) async throws -> Int {
            var export = TranscriptExport()
            change(&export)
            return try await store.exportTranscripts(export) { _ in }.exported
        }
        #expect(try await count { _ in } == 3)
        #expect(try await count { $0.provider = "openai" } == 2)
        #expect(try await count { ($0.provider, $0.language) = ("openai", "de") } == 1)
        #expect(try await count { $0.model = "whisper-2" } == 0)
        #expect(try await count { $0.sampleHashes = [Sample.identity(1).sampleHash] } == 1)
    }

    @Test("bad lines are told with their numbers, and the good ones around them are taken")
    func badLines() async throws {
        try await store.store(Sample.transcript())
        let lines = try await store.exported().split(separator: "\n").map(String.init)
        let good = lines[1]
        let bad: [(String, String)] = [
            ("not JSON", "it is not a JSON object"), ("{}", "the field key is missing"),
            ("[1]", "it is not a JSON object"),
            (good.replacingOccurrences(of: "\"whisper-1\"", with: "7"), "the field model is of another type"),
            (
                good.replacingOccurrences(of: "whisper-1", with: "whisper-2"),
                "the key is not that of its fields: the line was changed"
            ),
            (
                good.replacingOccurrences(of: "\"keyVersion\":1", with: "\"keyVersion\":2"),
                "its key is of version 2, and this emoscribe uses 1"
            ),
            (good.replacingOccurrences(of: "2023-11-14T", with: "2023-02-30T"), "createdAt is no time"),
            (
                good.replacingOccurrences(of: "\"confidence\":0.5,\"c", with: "\"confidence\":1.5,\"c"),
                "confidence is not from 0 to 1"
            ),
            (
                good.replacingOccurrences(of: "\"sampleHash\":\"", with: "\"sampleHash\":\"zz"),
                "sampleHash is not 64 hexadecimal digits"
            ),
            ("{\"\u{0}", "it is not a JSON object"),
        ]
        let text = lines[0] + "\n\n" + bad.map { $0.0 + "\n" }.joined() + good + "\r\n" + lines[0] + "\n" + good
        let other = try TranscriptStore(directory: folder.path("b"))
        let (summary, problems) = try await other.problems(importing: folder.write(text, to: "mixed.jsonl"))
        #expect(problems.map(\.line) == Array(3..<(3 + bad.count)))
        #expect(problems.map(\.reason) == bad.map(\.1))
        #expect(summary.added == 1 && summary.alreadyPresent == 1 && summary.refused == bad.count)
    }

    @Test("bytes that are no text, and a line without end, end nothing", arguments: 0..<12)
    func rubbish(_ seed: Int) async throws {
        var generator = CaseGenerator(seed)
        try await store.store(Sample.transcript())
        var bytes = Array(try await store.exported().utf8)
        for _ in 0..<Int.random(in: 1...20, using: &generator) {
            bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
        }
        let file = try folder.write(
            Data(bytes.prefix(Int.random(in: 0...bytes.count, using: &generator))), to: "r.jsonl")
        let other = try TranscriptStore(directory: folder.path("b"))
        let (summary, problems) = try await other.problems(importing: file)
        #expect(summary.added <= 1 && summary.refused == problems.count)
        // Whatever was taken has the key of its fields.
        #expect(try await other.verify(reader: nil) { _ in }.problems == 0)
    }

    @Test("another answer to the same question is refused with its line, or counted; the one that is here stays")
    func conflicts() async throws {
        try await store.store(Sample.transcript(text: "theirs"))
        let file = try folder.write(try await store.exported(), to: "theirs.jsonl")
        let other = try TranscriptStore(directory: folder.path("b"))
        try await other.store(Sample.transcript(text: "mine"))
        let refused = try await other.problems(importing: file)
        #expect(refused.summary.conflicts == 1 && refused.problems.map(\.line) == [2])
        let kept = try await other.problems(importing: file, TranscriptImport(conflicts: .keep))
        #expect(kept.summary.conflicts == 1 && kept.problems.isEmpty)
        #expect(try await other.transcript(forKey: Sample.identity().key)?.parsed.text == "mine")
    }

    @Test("an imported answer ends the failures of its question, and is not asked again")
    func endsFailures() async throws {
        try await store.store(Sample.transcript())
        let file = try folder.write(try await store.exported(), to: "a.jsonl")
        let other = try TranscriptStore(directory: folder.path("b"))
        try await other.recordFailure(
            FailedAttempt(
                key: Sample.identity().key, provider: "openai", endpoint: "e", model: "m", cause: "server",
                message: "HTTP 500", httpStatus: 500))
        _ = try await other.problems(importing: file)
        #expect(try await other.failedAttempts().isEmpty)
        #expect(try await other.claim(Sample.identity().key) == .answered(Sample.transcript()))
    }

    @Test("a file of a later format is refused with advice, and one that is not there is named")
    func unreadable() async throws {
        let later = try folder.write("{\"format\":\"emoscribe transcripts\",\"formatVersion\":9}\n", to: "later.jsonl")
        await #expect(throws: CacheExchangeError.newerFormat(path: later, line: 1, version: 9)) {
            try await store.problems(importing: later)
        }
        let missing = folder.path("missing.jsonl")
        await #expect(throws: CacheExchangeError.cannotRead(path: missing, reason: "No such file or directory")) {
            try await store.problems(importing: missing)
        }
    }

    @Test("lines are read whole over block ends, and ones beyond any answer are told")
    func longLines() throws {
        let lengths = [0, 1, 65_535, 65_536, 65_537, 200_000, 300_000, 3]
        let text = lengths.map { String(repeating: "x", count: $0) }.joined(separator: "\n")
        var reader = try LineReader(path: folder.write(text, to: "long"), limit: 250_000)
        var found: [Int?] = []
        while let line = try reader.next() {
            #expect(line.number == found.count + 1)
            found.append(line.bytes?.count)
        }
        #expect(found == lengths.map { $0 > 250_000 ? nil : $0 })
    }
}
