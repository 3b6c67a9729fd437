import Annotation
import AudioIO
import Corpus
import Export
import Foundation
import Models
import Synchronization
import TestSupport
import Testing

@Suite("Cutting long recordings")
struct RecordingSegmenterTests {
    /// Bursts of tone with pauses between them; `bursts` of 1 s, a second of near silence after each.
    private func recording(bursts: Int) -> [Int16] {
        (0..<bursts * 32_000).map { sample in
            let isLoud = sample % 32_000 < 16_000
            let tone = sin(2 * Double.pi * Double(sample) * Double(180 + sample / 32_000) / 16_000)
            return Int16(tone * (isLoud ? 8000 : 3))
        }
    }

    private func run(
        _ bench: Bench, _ manifest: Manifest, _ mode: SegmentationMode, threads: Int = 2
    ) async throws -> [(StreamedUtterance, LabelRow)] {
        var settings = AnnotationPipeline.Settings()
        settings.threads = threads
        settings.segmentation = mode
        let rows = Mutex<[(StreamedUtterance, LabelRow)]>([])
        _ = try await AnnotationPipeline(
            models: [try Bench.model(.are)], transcripts: .gold, store: bench.store, settings: settings
        ).run(
            UtteranceStream(manifest), prepare: { ($0, $1) }, emit: { row in rows.withLock { $0.append(row) } })
        return rows.withLock { $0 }
    }

    @Test("a long recording becomes numbered rows with their times; a short one stays as it is")
    func cuts() async throws {
        let bench = try Bench(utterances: 1)
        try bench.folder.write(Data(PCM16.wav(recording(bursts: 20))), to: "call.wav")
        var manifest = bench.manifest
        manifest.utterances.append(Utterance(id: "call", audio: "call.wav", transcript: "all of it"))
        let rows = try await run(bench, manifest, .long)
        #expect(rows.map(\.0.utterance.id) == ["u0"] + (1...20).map { "call#00" + ($0 < 10 ? "0" : "") + "\($0)" })
        #expect(rows[0].0.utterance.start == nil && rows[0].0.utterance.transcript == "gold 0")
        for (index, row) in rows.dropFirst().enumerated() {
            let (start, end) = (try #require(row.0.utterance.start), try #require(row.0.utterance.end))
            #expect(abs(start - Double(2 * index)) <= 0.15 && abs(end - Double(2 * index) - 1) <= 0.15)
            #expect(row.1.status == .ok && row.0.utterance.transcript == nil)
        }
        let whole = try await run(bench, manifest, .none)
        #expect(whole.map(\.0.utterance.id) == ["u0", "call"])
    }

    @Test("the rows of a part are those of a manifest that names it, and a second run decodes nothing to know them")
    func sameAsManifest() async throws {
        let bench = try Bench(utterances: 1)
        let path = try bench.folder.write(Data(PCM16.wav(recording(bursts: 18))), to: "call.wav")
        let call = Manifest(path: bench.manifest.path, utterances: [Utterance(id: "call", audio: "call.wav")])
        let cut = try await run(bench, call, .long)
        let named = Manifest(path: bench.manifest.path, utterances: cut.map(\.0.utterance))
        let asked = try await run(bench, named, .none)
        #expect(asked.map(\.1) == cut.map(\.1))
        // Other content, same length and time: nobody looks at it again.
        var times = [timespec](repeating: timespec(), count: 2)
        var status = stat()
        stat(path, &status)
        times = [status.st_mtim, status.st_mtim]
        let handle = try #require(FileHandle(forUpdatingAtPath: path))
        try handle.seek(toOffset: 44)
        try handle.write(contentsOf: Data(count: 1000))
        try handle.close()
        utimensat(AT_FDCWD, path, &times, 0)
        #expect(try await run(bench, call, .long, threads: 1).map(\.1) == cut.map(\.1))
    }

    @Test("a recording without speech is one row that says so, and one that cannot be read says why")
    func nothing() async throws {
        let bench = try Bench(utterances: 1)
        try bench.folder.write(Data(PCM16.wav(Array(repeating: 0, count: 600_000))), to: "quiet.wav")
        let manifest = Manifest(
            path: bench.manifest.path,
            utterances: [Utterance(id: "quiet", audio: "quiet.wav"), Utterance(id: "gone", audio: "gone.wav")])
        let rows = try await run(bench, manifest, .all)
        #expect(rows.map(\.0.utterance.id) == ["quiet", "gone"])
        #expect(rows[0].1.cause == "no-speech" && rows[1].1.cause == "audio")
    }
}
