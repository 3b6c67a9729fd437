import Foundation
import GRDB
import TestSupport
import Testing

@testable import TranscriptCache

@Suite struct CutTests {
    private let folder: TemporaryFolder
    private let store: TranscriptStore
    private let recording = SeenAudio(
        sampleHash: ContentHash(samples: [7]), sampleRate: 16_000, durationSeconds: 100)

    init() throws {
        folder = try TemporaryFolder()
        store = try TranscriptStore(directory: folder.path)
    }

    private func pieces(_ count: Int16) -> [RecordingPiece] {
        (0..<count).map {
            RecordingPiece(
                startSample: Int($0) * 480_000, sampleCount: 480_000, sampleHash: ContentHash(samples: [$0]))
        }
    }

    @Test("a cut comes back in order, and only for the same recording, rate and settings")
    func roundTrip() async throws {
        try await store.rememberCut(pieces(11), of: recording, settings: "60 s, cutter 1", from: Sample.fingerprint())
        #expect(try await store.cut(of: recording, settings: "60 s, cutter 1") == pieces(11))
        #expect(try await store.cut(of: recording, settings: "60 s, cutter 2") == nil)
        #expect(try await store.seenAudio(Sample.fingerprint()) == recording)
        for change in 0..<2 {
            var other = recording
            if change == 0 { other.sampleRate = 8000 } else { other.sampleHash = ContentHash(samples: [8]) }
            #expect(try await store.cut(of: other, settings: "60 s, cutter 1") == nil)
        }
    }

    @Test("a shorter cut replaces a longer one whole")
    func replaced() async throws {
        try await store.rememberCut(pieces(5), of: recording, settings: "s")
        try await store.rememberCut(pieces(2), of: recording, settings: "s")
        #expect(try await store.cut(of: recording, settings: "s") == pieces(2))
    }

    @Test("a list that lost a piece is no answer")
    func hole() async throws {
        try await store.rememberCut(pieces(3), of: recording, settings: "s")
        try await store.write { try $0.execute(sql: "DELETE FROM cuts WHERE piece = 1") }
        #expect(try await store.cut(of: recording, settings: "s") == nil)
    }
}
