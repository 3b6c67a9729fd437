import Annotation
import Corpus
import Export
import Foundation
import Models
import SpeechToText
import Synchronization
import TestSupport
import Testing
import TranscriptCache

@Suite("AnnotationPipeline")
struct AnnotationPipelineTests {
    private func pipeline(
        _ bench: Bench, _ model: LabellingModel, fallback: LabellingModel? = nil,
        _ transcripts: AnnotationPipeline.Transcripts = .gold, threads: Int = 1, minimumConfidence: Float? = nil
    ) throws -> AnnotationPipeline {
        var settings = AnnotationPipeline.Settings()
        settings.threads = threads
        settings.minimumConfidence = minimumConfidence
        return try AnnotationPipeline(
            models: [model], fallback: fallback, transcripts: transcripts, store: bench.store, settings: settings)
    }

    @Test("every utterance gets a label with probabilities that sum to one", arguments: Architecture.allCases)
    func labels(_ architecture: Architecture) async throws {
        let bench = try Bench()
        let run = try await pipeline(bench, try Bench.model(architecture)).run(bench.manifest)
        #expect(run.counts.labelled == 5 && run.counts.failed == 0 && run.isComplete)
        for row in run.rows {
            let row = try #require(row)
            #expect(abs(row.probabilities.reduce(0, +) - 1) < 1e-5)
            #expect(row.emotion.map(Bench.labels.contains) == true)
            #expect(row.transcriptSource == (architecture.usesText ? .gold : nil))
        }
    }

    @Test("the bytes do not depend on threads, and a second run computes nothing")
    func sameBytes() async throws {
        let first = try Bench(utterances: 9)
        let second = try Bench(utterances: 9)
        let model = try Bench.model(.mdrea)
        let one = try await pipeline(first, model, threads: 1).run(first.manifest)
        let many = try await pipeline(second, model, threads: 4).run(second.manifest)
        let again = try await pipeline(second, model, threads: 3).run(second.manifest)
        #expect(first.bytes(one) == second.bytes(many))
        #expect(second.bytes(again) == second.bytes(many))
        #expect(one.counts.fromCache == 0 && again.counts.fromCache == 9)
    }

    @Test("labels computed together are those computed one by one, bit for bit", arguments: Architecture.allCases)
    func batches(_ architecture: Architecture) async throws {
        let model = try Bench.model(architecture)
        let all = try Bench(utterances: 40)
        let together = try await pipeline(all, model, threads: 2).run(all.manifest)
        let single = try Bench(utterances: 40)
        for (index, utterance) in single.manifest.utterances.enumerated() {
            var one = single.manifest
            one.utterances = [utterance]
            let row = try await pipeline(single, model).run(one).rows[0]
            #expect(row?.probabilities == together.rows[index]?.probabilities)
        }
    }

    @Test("rows are handed on in the order of the corpus, with more of them than the window holds")
    func streams() async throws {
        let bench = try Bench(utterances: 4)
        var manifest = bench.manifest
        manifest.utterances = (0..<1000).map { index in
            var utterance = bench.manifest.utterances[index % 4]
            utterance.id = "r\(index)"
            utterance.transcript = index % 7 == 0 ? nil : "gold \(index % 3)"
            return utterance
        }
        var settings = AnnotationPipeline.Settings()
        settings.threads = 3
        settings.window = 256
        let ids = Mutex<[String]>([])
        let summary = try await AnnotationPipeline(
            models: [try Bench.model(.mdre)], transcripts: .gold, store: bench.store, settings: settings
        ).run(
            UtteranceStream(manifest), prepare: { streamed, _ in streamed.utterance.id },
            emit: { id in ids.withLock { $0.append(id) } })
        #expect(ids.withLock { $0 } == manifest.utterances.map(\.id))
        #expect(summary.isComplete && summary.counts.done == 1000 && summary.counts.failed == 143)
    }

    @Test("what cannot be handed on ends the run with its reason")
    func brokenOutput() async throws {
        struct Full: Error {}
        let bench = try Bench(utterances: 9)
        let pipeline = try pipeline(bench, try Bench.model(.tre), threads: 2)
        await #expect(throws: Full.self) {
            try await pipeline.run(
                UtteranceStream(bench.manifest), prepare: { $1 }, emit: { (_: LabelRow) in throw Full() })
        }
    }

    @Test("an endpoint that refuses ends the run with its reason, with more waiting than it was asked for")
    func refusedKey() async throws {
        let bench = try Bench(utterances: 40)
        let transport = StubTransport { _ in HTTPResponse(status: 401) }
        let pipeline = try pipeline(bench, try Bench.model(.mdre), .recogniser(try bench.transcriber(transport)))
        await #expect(throws: SpeechToTextError.self) { try await pipeline.run(bench.manifest) }
        #expect(transport.callCount < 5)
    }

    @Test("a run that is stopped goes on where it was, with the bytes of an undisturbed one")
    func resumes() async throws {
        let bench = try Bench(utterances: 12)
        let undisturbed = try Bench(utterances: 12)
        let model = try Bench.model(.mdre)
        let transport = StubTransport()
        let finished = Mutex(0)
        let stopped = try await pipeline(bench, model, .recogniser(try bench.transcriber(transport))).run(
            bench.manifest, isCancelled: { finished.withLock { $0 >= 4 } }
        ) { counts in finished.withLock { $0 = counts.done } }
        #expect(!stopped.isComplete && stopped.counts.done >= 4)
        let rest = try await pipeline(bench, model, .recogniser(try bench.transcriber(transport))).run(bench.manifest)
        let whole = try await pipeline(
            undisturbed, model, .recogniser(try undisturbed.transcriber(StubTransport()))
        ).run(undisturbed.manifest)
        #expect(rest.isComplete && rest.counts.fromCache >= 4)
        #expect(bench.bytes(rest) == undisturbed.bytes(whole))
        #expect(transport.callCount == 12, "no utterance is sent twice")
    }

    @Test("a file that is no audio fails its own row and no other")
    func badFile() async throws {
        let bench = try Bench(breaking: [1, 3])
        let run = try await pipeline(bench, try Bench.model(.are)).run(bench.manifest)
        #expect(run.rows.map { $0?.status } == [.ok, .failed, .ok, .failed, .ok])
        #expect(run.rows[1]?.error?.contains("u1.wav") == true)
        #expect(run.rows[1]?.cause == "audio" && run.rows[1]?.probabilities == [])
    }

    @Test("without a usable transcript the sound decides where a fallback is there, and the row says so")
    func fallback() async throws {
        let bench = try Bench(utterances: 3)
        let transport = StubTransport { number in
            number == 1 ? StubTransport.text("hello") : number == 2 ? StubTransport.text("") : HTTPResponse(status: 400)
        }
        let model = try Bench.model(.mdre)
        let are = try Bench.model(.are)
        let run = try await pipeline(
            bench, model, fallback: are, .recogniser(try bench.transcriber(transport, concurrency: 1))
        ).run(bench.manifest)
        // Which utterance is asked for first is not promised.
        let rows = run.rows.compactMap { $0 }
        #expect(rows.map(\.status) == [.ok, .ok, .ok])
        #expect(rows.first { $0.error == nil }?.model == model.name)
        #expect(rows.first { $0.error == "empty transcript: labelled by its sound alone" }?.model == are.name)
        #expect(rows.first { $0.error?.hasPrefix("no transcript (") == true }?.model == are.name)
    }

    @Test("without a fallback an empty transcript is labelled and a failed one is a failed row")
    func noFallback() async throws {
        let bench = try Bench(utterances: 2)
        let transport = StubTransport { $0 == 1 ? StubTransport.text("") : HTTPResponse(status: 400) }
        let run = try await pipeline(
            bench, try Bench.model(.mdre), .recogniser(try bench.transcriber(transport, concurrency: 1))
        ).run(bench.manifest)
        let rows = run.rows.compactMap { $0 }
        #expect(Set(rows.map(\.status)) == [.ok, .failed])
        #expect(rows.first { $0.status == .failed }?.cause == "rejected")
    }

    @Test("a label less probable than asked for is withheld, its probabilities are not")
    func abstains() async throws {
        let bench = try Bench(utterances: 2)
        let run = try await pipeline(bench, try Bench.model(.tre), minimumConfidence: 1).run(bench.manifest)
        #expect(run.counts.abstained == 2 && run.counts.labelled == 0)
        #expect(run.rows[0]?.emotion == nil && run.rows[0]?.probabilities.count == 3)
    }

    @Test("another model, and another text, are other questions")
    func keys() async throws {
        var bench = try Bench(utterances: 2)
        _ = try await pipeline(bench, try Bench.model(.mdre, seed: 1)).run(bench.manifest)
        let otherModel = try await pipeline(bench, try Bench.model(.mdre, seed: 2)).run(bench.manifest)
        #expect(otherModel.counts.fromCache == 0)
        var changed = bench.manifest
        changed.utterances[0].transcript = "hello there"
        let otherText = try await pipeline(bench, try Bench.model(.mdre, seed: 1)).run(changed)
        #expect(otherText.counts.fromCache == 1)
        bench = try Bench(utterances: 2)
        let otherCache = try await pipeline(bench, try Bench.model(.mdre, seed: 1)).run(bench.manifest)
        #expect(otherCache.counts.fromCache == 0)
    }

    @Test("models that cannot work together are refused before anything is read")
    func refusals() throws {
        let bench = try Bench(utterances: 1)
        #expect(throws: AnnotationError.self) {
            try pipeline(bench, try Bench.model(.mdre), fallback: try Bench.model(.are, labels: ["a", "b"]))
        }
        #expect(throws: AnnotationError.self) {
            try pipeline(bench, try Bench.model(.mdre), fallback: try Bench.model(.tre))
        }
    }

    @Test("text-only models need no audio")
    func textOnly() async throws {
        let bench = try Bench(utterances: 1)
        let manifest = Manifest(path: "lines.csv", utterances: [Utterance(id: "l1", transcript: "hello there")])
        let tre = try await pipeline(bench, try Bench.model(.tre)).run(manifest)
        #expect(tre.rows[0]?.status == .ok)
        let mdre = try await pipeline(bench, try Bench.model(.mdre)).run(manifest)
        #expect(mdre.rows[0]?.status == .failed)
    }

    @Test("a cache that takes no labels ends the run with its reason instead of waiting for ever", arguments: [1, 3])
    func readOnlyCache(threads: Int) async throws {
        let bench = try Bench(utterances: 9)
        var settings = AnnotationPipeline.Settings()
        settings.threads = threads
        let pipeline = try AnnotationPipeline(
            models: [try Bench.model(.tre)], fallback: nil, transcripts: .gold,
            store: try TranscriptStore(reading: bench.folder.path("cache")), settings: settings)
        await #expect(throws: TranscriptCacheError.self) { try await pipeline.run(bench.manifest) }
    }

    @Test(
        "a model whose settings cannot be used is refused before any work",
        arguments: [
            ("calibration", "{\"temperature\":0}"), ("standardisation", "{\"mode\":\"corpus\"}"),
            (
                "standardisation",
                """
                {"mode":"corpus","corpus":{"utterances":2,"frames":{"mean":[1,2],"deviation":[1,2]},\
                "prosody":{"mean":[],"deviation":[]}}}
                """
            ),
            (
                "standardisation",
                """
                {"mode":"corpus","corpus":{"utterances":2,"frames":{"mean":[],"deviation":[]},\
                "prosody":{"mean":[],"deviation":[0]}}}
                """
            ),
            ("text", "[]"), ("features", "{}"),
        ])
    func hostileSettings(name: String, value: String) throws {
        let file = try Bench.model(.mdre).file
        var metadata = file.metadata
        metadata.settings[name] = value
        let hostile = try ModelFile(
            configuration: file.configuration, parameters: file.parameters, metadata: metadata)
        #expect(throws: ModelError.self) { try LabellingModel(file: hostile) }
    }
}
