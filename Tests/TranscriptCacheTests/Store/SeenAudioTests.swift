import Foundation
import TestSupport
import Testing
import TranscriptCache

@Suite struct SeenAudioTests {
    private let folder: TemporaryFolder
    private let store: TranscriptStore
    private let audio = SeenAudio(sampleHash: ContentHash(samples: [1]), sampleRate: 16_000, durationSeconds: 2)

    init() throws {
        folder = try TemporaryFolder()
        store = try TranscriptStore(directory: folder.path)
    }

    @Test("audio is known by path, size, time, span and decoding; any change makes it unknown", arguments: 0..<6)
    func changes(_ change: Int) async throws {
        let known = Sample.fingerprint()
        try await store.remember(known, as: audio)
        #expect(try await store.seenAudio(known) == audio)
        var other = known
        switch change {
        case 0: other.path = "/corpus/A.wav"
        case 1: other.size += 1
        case 2: other.mtimeNanoseconds += 1
        case 3: other.start = 0.5
        case 4: other.end = 1
        default: other.decoding = "left channel"
        }
        #expect(try await store.seenAudio(other) == nil)
    }

    @Test("spans of one file are remembered side by side, and a changed file replaces what was known")
    func spans() async throws {
        var first = Sample.fingerprint()
        first.start = 0
        first.end = 1
        var second = first
        second.start = 1
        second.end = 2
        let other = SeenAudio(sampleHash: ContentHash(samples: [2]), sampleRate: 16_000, durationSeconds: 1)
        try await store.remember(first, as: audio)
        try await store.remember(second, as: other)
        #expect(try await store.seenAudio(first) == audio)
        #expect(try await store.seenAudio(second) == other)
        var changed = first
        changed.size = 7
        try await store.remember(changed, as: other)
        #expect(try await store.seenAudio(first) == nil)
        #expect(try await store.statistics().audioSpans == 2)
    }

    @Test("paths that differ only in Unicode normalisation are two files")
    func normalisation() async throws {
        try await store.remember(Sample.fingerprint("/corpus/\u{e9}.wav"), as: audio)
        #expect(try await store.seenAudio(Sample.fingerprint("/corpus/e\u{301}.wav")) == nil)
    }

    @Test("storing an answer with its fingerprint remembers the audio too")
    func together() async throws {
        let answer = Sample.transcript()
        try await store.store(answer, from: Sample.fingerprint())
        let seen = try await store.seenAudio(Sample.fingerprint())
        #expect(seen?.sampleHash == answer.identity.sampleHash)
        #expect(seen?.durationSeconds == 1.5)
    }
}
