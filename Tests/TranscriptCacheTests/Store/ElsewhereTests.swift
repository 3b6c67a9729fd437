import Foundation
import TestSupport
import Testing

@testable import TranscriptCache

@Suite("A cache that looks into another one")
struct ElsewhereTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("finds there what it lacks, prefers what it has, and writes to itself alone")
    func looks() async throws {
        let common = try TranscriptStore(directory: folder.path("common"))
        let audio = SeenAudio(sampleHash: Sample.identity(1).sampleHash, sampleRate: 16_000, durationSeconds: 2)
        let piece = RecordingPiece(startSample: 0, sampleCount: 32_000, sampleHash: audio.sampleHash)
        let keys = (1...3).map { Sample.identity($0).key }
        for number: Int16 in [1, 2] {
            try await common.store(Sample.transcript(number, text: "there \(number)"))
            try await common.storeAnnotation(key: keys[Int(number) - 1], kind: "label", payload: Data([UInt8(number)]))
        }
        try await common.remember(Sample.fingerprint("/a.wav"), as: audio)
        try await common.rememberCut([piece], of: audio, settings: "s")

        let own = try TranscriptStore(
            directory: folder.path("own"), alsoReading: try TranscriptStore(reading: folder.path("common")))
        try await own.store(Sample.transcript(2, text: "here 2"))
        try await own.storeAnnotation(key: keys[1], kind: "label", payload: Data([9]))

        #expect(try await own.transcript(forKey: keys[0])?.parsed.text == "there 1")
        #expect(try await own.transcript(forKey: keys[1])?.parsed.text == "here 2")
        #expect(try await own.transcript(forKey: keys[2]) == nil)
        #expect(try await own.texts(forKeys: keys + [nil]).map { $0?.text } == ["there 1", "here 2", nil, nil])
        #expect(try await own.annotations(forKeys: keys) == [Data([1]), Data([9]), nil])
        #expect(try await own.annotation(forKey: keys[0]) == Data([1]))
        let spans = [Sample.fingerprint("/a.wav"), nil, Sample.fingerprint("/b.wav")]
        #expect(try await own.seenAudio(spans) == [audio, nil, nil])
        #expect(try await own.seenAudio(Sample.fingerprint("/a.wav")) == audio)
        #expect(try await own.cuts(of: audio) == [[piece]])

        #expect(try await own.statistics().transcripts == 1)
        #expect(try await common.transcript(forKey: keys[1])?.parsed.text == "there 2")
    }
}
