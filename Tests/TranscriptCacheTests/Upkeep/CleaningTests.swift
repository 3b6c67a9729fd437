import Foundation
import TestSupport
import Testing

@testable import TranscriptCache

@Suite struct CleaningTests {
    private let folder: TemporaryFolder
    private let store: TranscriptStore

    init() throws {
        folder = try TemporaryFolder()
        store = try TranscriptStore(directory: folder.path("cache"))
    }

    private func fill() async throws {
        for number in 0..<10 as Range<Int16> {
            var answer = Sample.transcript(number)
            answer.identity.provider = number < 6 ? "openai" : "google"
            answer.identity.model = number < 3 ? "old" : "new"
            try await store.store(answer, from: Sample.fingerprint(folder.path("\(number).wav")))
            if number < 4 { try folder.write("", to: "\(number).wav") }
            var failed = Sample.identity(number)
            failed.language = "fr"
            try await store.recordFailure(
                FailedAttempt(
                    key: failed.key, provider: "openai", endpoint: "e", model: "m", cause: "server", message: "",
                    httpStatus: nil, lastAt: Date(timeIntervalSince1970: Double(number))))
            try await store.storeAnnotation(
                key: answer.identity.key, kind: number.isMultiple(of: 2) ? "label" : "features", payload: Data([1, 2]))
        }
    }

    @Test("only what is named is dropped, and a dry run tells the same numbers and drops nothing")
    func named() async throws {
        try await fill()
        var cleaning = CacheCleaning()
        cleaning.failuresBefore = Date(timeIntervalSince1970: 3)
        cleaning.missingAudio = true
        cleaning.annotationKinds = ["label", "nothing"]
        cleaning.answers = .init(provider: "openai", model: "old")
        let before = try await store.statistics()
        let told = try await store.clean(cleaning, dryRun: true)
        #expect(try await store.statistics() == before)
        let done = try await store.clean(cleaning, dryRun: false)
        #expect(done == told)
        #expect(done.failures.rows == 3 && done.audio.rows == 6 && done.answers.rows == 3)
        #expect(
            done.answeredSeconds == 4.5 && done.annotations["label"]?.rows == 5
                && done.annotations["nothing"]?.rows == 0)
        let after = try await store.statistics()
        #expect(after.transcripts == 7 && after.failures == 7 && after.audioSpans == 4)
        #expect(after.annotations == ["features": 5])
        #expect(try await store.clean(cleaning, dryRun: false).rows == 0)
    }

    @Test("nothing named, nothing dropped")
    func nothing() async throws {
        try await fill()
        #expect(CacheCleaning().isEmpty)
        #expect(try await store.clean(CacheCleaning(), dryRun: false).rows == 0)
        #expect(try await store.statistics().transcripts == 10)
    }

    @Test("compacting gives room back and loses nothing, also while another connection reads")
    func compacting() async throws {
        try await store.fill(
            (0..<50 as Range<Int16>).map { number in
                var answer = Sample.transcript(number)
                answer.rawResponse = Data(count: 20_000)
                answer.identity.provider = number < 40 ? "openai" : "google"
                return answer
            })
        let other = try TranscriptStore(directory: folder.path("cache"))
        let before = store.diskBytes
        var cleaning = CacheCleaning()
        cleaning.answers = .init(provider: "openai")
        let dropped = try await store.clean(cleaning, dryRun: false)
        let (_, after) = try await store.compact()
        #expect(dropped.answers.bytes > 800_000 && after < before / 3)
        #expect(try await other.statistics().transcripts == 10)
    }
}
