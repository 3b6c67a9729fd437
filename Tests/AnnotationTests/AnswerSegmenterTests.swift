import AudioIO
import Corpus
import Export
import Foundation
import Models
import SpeechToText
import Synchronization
import TestSupport
import Testing

@testable import Annotation

@Suite("Cutting where the recogniser cuts")
struct AnswerSegmenterTests {
    private typealias Row = (input: StreamedUtterance, row: LabelRow)

    /// 6 s: sound, a second of silence after every two.
    private func recording(seconds: Int = 6) -> [Int16] {
        (0..<seconds * 16_000).map { sample -> Int16 in
            let isQuiet = sample / 16_000 % 3 == 2
            return isQuiet ? 0 : Int16(6000 * sin(Double(sample) * 0.08))
        }
    }

    private static let timed = HTTPResponse(
        status: 200,
        body: Data(
            """
            {"text":"Hello there. Gold.","segments":[{"start":0,"end":1.9,"text":" Hello there.","avg_logprob":-0.2},
             {"start":3.1,"end":4.75,"text":" Gold.","avg_logprob":-0.4}]}
            """.utf8))

    private func run(
        _ bench: Bench, _ transport: StubTransport, _ model: LabellingModel, _ manifest: Manifest,
        fallback: LabellingModel? = nil
    ) async throws -> (rows: [Row], summary: AnnotationSummary) {
        var settings = AnnotationPipeline.Settings()
        settings.threads = 2
        settings.segmentation = .recogniser
        let rows = Mutex<[Row]>([])
        let summary = try await AnnotationPipeline(
            models: [model], fallback: fallback, transcripts: .recogniser(try bench.transcriber(transport)),
            store: bench.store, settings: settings
        ).run(
            UtteranceStream(manifest), prepare: { ($0, $1) }, emit: { row in rows.withLock { $0.append(row) } })
        return (rows.withLock { $0 }, summary)
    }

    private func manifest(_ bench: Bench, _ samples: [Int16], start: Double? = nil) throws -> Manifest {
        try bench.folder.write(Data(PCM16.wav(samples)), to: "call.wav")
        return Manifest(
            path: bench.manifest.path,
            utterances: [Utterance(id: "call", audio: "call.wav", start: start, transcript: "all of it")])
    }

    @Test("one request for a recording; its rows carry the segments' times and texts, and a second run asks nothing")
    func segments() async throws {
        let bench = try Bench(utterances: 1)
        let transport = StubTransport { _ in Self.timed }
        let model = try Bench.model(.mdre)
        let manifest = try manifest(bench, recording(seconds: 7), start: 1)
        let first = try await run(bench, transport, model, manifest)
        #expect(first.rows.map(\.input.utterance.id) == ["call#0001", "call#0002"])
        #expect(first.rows.map(\.input.utterance.start) == [1, 4.1])
        #expect(first.rows.map(\.input.utterance.end) == [2.9, 5.75])
        #expect(first.rows.map(\.row.transcript) == ["Hello there.", "Gold."])
        #expect(first.rows.allSatisfy { $0.row.status == .ok && $0.row.error == nil })
        #expect(first.rows.map(\.row.recognitionConfidence) == [exp(-0.2), exp(-0.4)])
        #expect(first.rows.allSatisfy { $0.row.transcriptSource == .asr("openai") })
        let second = try await run(bench, transport, model, manifest)
        #expect(transport.callCount == 1 && second.summary.counts.fromCache == 2)
        #expect(second.rows.map(\.row) == first.rows.map(\.row))
    }

    @Test("rows are those of a manifest that names the same spans and texts")
    func sameAsManifest() async throws {
        let bench = try Bench(utterances: 1)
        let model = try Bench.model(.mdrea)
        let cut = try await run(bench, StubTransport { _ in Self.timed }, model, try manifest(bench, recording()))
        var named = Manifest(path: bench.manifest.path, utterances: cut.rows.map(\.input.utterance))
        for index in named.utterances.indices { named.utterances[index].transcript = cut.rows[index].row.transcript }
        let gold = try await AnnotationPipeline(models: [model], transcripts: .gold, store: bench.store).run(named)
        #expect(gold.rows.map { $0?.probabilities } == cut.rows.map(\.row.probabilities))
    }

    @Test("a model that only listens gets the parts too, and their texts stand in the rows")
    func listener() async throws {
        let bench = try Bench(utterances: 1)
        let result = try await run(
            bench, StubTransport { _ in Self.timed }, try Bench.model(.are), try manifest(bench, recording()))
        #expect(result.rows.map(\.row.transcript) == ["Hello there.", "Gold."])
        #expect(result.rows.allSatisfy { $0.row.status == .ok })
    }

    @Test("an answer without times: cut in the pauses, parts asked for one by one, rows and counts say so")
    func timeless() async throws {
        let bench = try Bench(utterances: 1)
        let transport = StubTransport()
        let result = try await run(bench, transport, try Bench.model(.mdre), try manifest(bench, recording()))
        #expect(result.rows.map(\.input.utterance.id) == ["call#0001", "call#0002"])
        #expect(result.rows.allSatisfy { $0.row.transcript == "hello there" })
        #expect(result.rows.allSatisfy { $0.row.error?.contains("no times") == true })
        #expect(transport.callCount == 3 && result.summary.counts.withoutTimes == 1)
    }

    @Test("nothing recognised: cut in the pauses, empty transcripts, nothing more is asked")
    func nothing() async throws {
        let bench = try Bench(utterances: 1)
        let transport = StubTransport { _ in StubTransport.text("") }
        let result = try await run(
            bench, transport, try Bench.model(.tre), try manifest(bench, recording()), fallback: try Bench.model(.are))
        #expect(result.rows.count == 2 && transport.callCount == 1)
        #expect(result.rows.allSatisfy { $0.row.transcript == "" && $0.row.model?.hasPrefix("are") == true })
        #expect(result.rows[0].row.error?.contains("nothing was recognised: cut in the pauses") == true)
    }

    @Test("a recording that failed is one failed row, or cut and labelled by its sound where a model can; asked once")
    func failures() async throws {
        let bench = try Bench(utterances: 1)
        let transport = StubTransport { _ in HTTPResponse(status: 400, body: Data(#"{"error":"no"}"#.utf8)) }
        let call = try manifest(bench, recording())
        let failed = try await run(bench, transport, try Bench.model(.tre), call)
        #expect(failed.rows.map(\.row.status) == [.failed] && failed.rows.map(\.input.utterance.id) == ["call"])
        #expect(transport.callCount == 1)
        let heard = try await run(bench, transport, try Bench.model(.tre), call, fallback: try Bench.model(.are))
        #expect(heard.rows.map(\.row.status) == [.ok, .ok])
        #expect(heard.rows[0].row.error?.contains("labelled by its sound alone") == true)
    }

    @Test("a segment beyond the longest utterance is cut in its pauses; words without times are asked for")
    func long() async throws {
        let bench = try Bench(utterances: 1)
        let body = #"{"text":"x","segments":[{"start":0,"end":29.5,"text":"x"}]}"#
        let transport = StubTransport { number in
            number == 1 ? HTTPResponse(status: 200, body: Data(body.utf8)) : StubTransport.text("part")
        }
        let manifest = try manifest(bench, recording(seconds: 30))
        let result = try await run(bench, transport, try Bench.model(.mdre), manifest)
        #expect(result.rows.count == 2 && transport.callCount == 3)
        #expect(result.rows.allSatisfy { $0.row.transcript == "part" })
        #expect(result.rows[0].input.utterance.end == result.rows[1].input.utterance.start)
        let again = try await run(bench, transport, try Bench.model(.mdre), manifest)
        #expect(again.rows.map(\.row) == result.rows.map(\.row) && transport.callCount == 3)
    }

    @Test("rows without sound, and what cannot be read, say why")
    func unreadable() async throws {
        let bench = try Bench(utterances: 1, breaking: [0])
        var manifest = bench.manifest
        manifest.utterances.append(Utterance(id: "text", transcript: "only"))
        let result = try await run(bench, StubTransport { _ in Self.timed }, try Bench.model(.mdre), manifest)
        #expect(result.rows.map(\.row.status) == [.failed, .failed])
        #expect(result.rows.map(\.row.cause) == ["audio", "audio"])
    }
}
