import Foundation
import TestSupport
import Testing
import TranscriptCache

@Suite struct TranscriptStoreTests {
    private let folder: TemporaryFolder
    private let store: TranscriptStore

    init() throws {
        folder = try TemporaryFolder()
        store = try TranscriptStore(directory: folder.path("cache"))
    }

    @Test("an answer comes back as it was stored, raw response included")
    func roundTrip() async throws {
        let answer = Sample.transcript()
        #expect(try await store.transcript(forKey: answer.identity.key) == nil)
        try await store.store(answer)
        #expect(try await store.transcript(forKey: answer.identity.key) == answer)
    }

    @Test("an empty text and absent values come back as empty and absent")
    func emptyAnswer() async throws {
        var answer = Sample.transcript(text: "")
        answer.parsed = ParsedTranscript(text: "")
        try await store.store(answer)
        let stored = try #require(try await store.transcript(forKey: answer.identity.key))
        #expect(stored.parsed == ParsedTranscript(text: ""))
    }

    @Test("another connection sees an answer as soon as storing it returned")
    func committed() async throws {
        let other = try TranscriptStore(directory: folder.path("cache"))
        for number in 0..<5 as Range<Int16> {
            let answer = Sample.transcript(number)
            try await store.store(answer)
            #expect(try await other.transcript(forKey: answer.identity.key) == answer)
        }
    }

    @Test("the first answer to a question stays")
    func firstAnswerStays() async throws {
        try await store.store(Sample.transcript(text: "first"))
        let kept = try await store.store(Sample.transcript(text: "second"))
        #expect(kept.parsed.text == "first")
    }

    @Test("two stores write to one folder at the same time and lose nothing")
    func concurrentWriters() async throws {
        let directory = folder.path("shared")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<2 as Range<Int16> {
                group.addTask {
                    let store = try TranscriptStore(directory: directory)
                    for number in 0..<50 as Range<Int16> {
                        try await store.store(Sample.transcript(number * 2 + writer))
                        try await store.store(Sample.transcript(1000 + number, text: "both"))
                    }
                }
            }
            try await group.waitForAll()
        }
        let statistics = try await TranscriptStore(directory: directory).statistics()
        #expect(statistics.transcripts == 150)
    }

    @Test("a cancelled task still gets its answer committed")
    func cancelledTask() async throws {
        let store = store
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            try await store.store(Sample.transcript())
        }
        task.cancel()
        try await task.value
        #expect(try await store.transcript(forKey: Sample.identity().key) != nil)
    }

    @Test("folder and files are their owner's only")
    func permissions() async throws {
        try await store.store(Sample.transcript())
        func mode(_ name: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: folder.path(name))[.posixPermissions] as? Int
        }
        #expect(try mode("cache") == 0o700)
        for suffix in ["", "-wal", "-shm"] { #expect(try mode("cache/emoscribe.sqlite\(suffix)") == 0o600) }
    }

    @Test("what is read anew replaces the reading and leaves the response")
    func updateParsed() async throws {
        let answer = Sample.transcript()
        try await store.store(answer)
        try await store.updateParsed(ParsedTranscript(text: "new"), parserVersion: 2, forKey: answer.identity.key)
        let stored = try #require(try await store.transcript(forKey: answer.identity.key))
        #expect(stored.parsed == ParsedTranscript(text: "new"))
        #expect(stored.parserVersion == 2)
        #expect(stored.rawResponse == answer.rawResponse)
    }

    @Test("pages go through all answers once, in the order they came")
    func pages() async throws {
        for number in 0..<7 as Range<Int16> { try await store.store(Sample.transcript(number, text: "\(number)")) }
        var position: Int64 = 0
        var texts: [String] = []
        while true {
            let page = try await store.transcripts(after: position, limit: 3, provider: "openai")
            guard let last = page.last else { break }
            texts += page.map(\.transcript.parsed.text)
            position = last.position
        }
        #expect(texts == (0..<7).map(String.init))
        #expect(try await store.transcripts(after: 0, limit: 3, provider: "google").isEmpty)
    }

    @Test("a failure is counted, is not an answer, and is forgotten once there is one")
    func failures() async throws {
        let key = Sample.identity().key
        var attempt = FailedAttempt(
            key: key, provider: "openai", endpoint: "e", model: "m", cause: "server", message: "HTTP 500",
            httpStatus: 500, lastAt: Date(timeIntervalSince1970: 1))
        try await store.recordFailure(attempt)
        attempt.cause = "timeout"
        attempt.httpStatus = nil
        try await store.recordFailure(attempt)
        attempt.failures = 2
        #expect(try await store.failedAttempts() == [attempt])
        #expect(try await store.transcript(forKey: key) == nil)
        try await store.store(Sample.transcript())
        #expect(try await store.failedAttempts().isEmpty)
    }

    @Test("statistics count answers by service")
    func statistics() async throws {
        for number in 0..<3 as Range<Int16> { try await store.store(Sample.transcript(number)) }
        let statistics = try await store.statistics()
        #expect(statistics.transcripts == 3)
        #expect(statistics.services.map(\.audioSeconds) == [4.5])
        #expect(statistics.services.map(\.billedSeconds) == [3])
        #expect(statistics.databaseBytes > 0)
    }
}
