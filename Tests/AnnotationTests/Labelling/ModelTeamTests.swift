import Annotation
import Corpus
import Export
import Models
import SpeechToText
import Testing

@Suite("Several models")
struct ModelTeamTests {
    private func run(
        _ bench: Bench, _ models: [LabellingModel], fallback: LabellingModel? = nil,
        _ transcripts: AnnotationPipeline.Transcripts = .gold
    ) async throws -> AnnotationRun {
        try await AnnotationPipeline(
            models: models, fallback: fallback, transcripts: transcripts, store: bench.store
        ).run(bench.manifest)
    }

    @Test("the mean of the votes decides, and each vote is what the model says alone")
    func vote() async throws {
        let bench = try Bench()
        let models = [try Bench.model(.mdre), try Bench.model(.are, seed: 2), try Bench.model(.tre, seed: 3)]
        let together = try await run(bench, models)
        var alone: [AnnotationRun] = []
        for model in models { alone.append(try await run(try Bench(), [model])) }
        for (index, row) in together.rows.enumerated() {
            let row = try #require(row)
            #expect(row.votes == alone.map { $0.rows[index]?.probabilities ?? [] })
            for label in Bench.labels.indices {
                #expect(row.probabilities[label] == row.votes.reduce(0) { $0 + $1[label] } / 3)
            }
            #expect(row.model == models.map(\.name).joined(separator: "+"))
            #expect(row.provenance.modelHashes == models.map(\.hash))
        }
    }

    @Test("a label that one model has stored is not computed again for a team")
    func sharedLabels() async throws {
        let bench = try Bench()
        let (first, second) = (try Bench.model(.mdre), try Bench.model(.are))
        _ = try await run(bench, [first])
        #expect(try await run(bench, [first, second]).counts.fromCache == 0)
        #expect(try await run(bench, [second]).counts.fromCache == 5)
        #expect(try await run(bench, [second, first]).counts.fromCache == 5)
    }

    @Test("without anything to read those that only listen decide, and the fallback only where there is none")
    func steppingOut() async throws {
        let bench = try Bench(utterances: 1)
        let (mdre, are, fallback) = (try Bench.model(.mdre), try Bench.model(.are), try Bench.model(.are, seed: 9))
        let empty = StubTransport { _ in StubTransport.text("") }
        let transcripts = AnnotationPipeline.Transcripts.recogniser(try bench.transcriber(empty))
        let row = try #require(try await run(bench, [mdre, are], fallback: fallback, transcripts).rows[0])
        #expect(row.model == are.name && row.votes[0] == [] && row.votes[1] == row.probabilities)
        #expect(row.error == "empty transcript: labelled by its sound alone")
        let other = try #require(
            try await run(bench, [mdre, try Bench.model(.tre)], fallback: fallback, transcripts).rows[0])
        #expect(other.model == fallback.name && other.votes == [[], []])
    }

    @Test("a model that votes twice, and no model at all, are refused")
    func refusals() throws {
        let bench = try Bench(utterances: 1)
        let model = try Bench.model(.are)
        for models in [[], [model, model]] {
            #expect(throws: AnnotationError.self) {
                try AnnotationPipeline(models: models, transcripts: .gold, store: bench.store)
            }
        }
    }

    @Test("the table has a column for each model's say, behind those of a single model")
    func columns() throws {
        let manifest = Manifest(path: "c.csv", utterances: [Utterance(id: "u", audio: "a.wav")])
        let table = LabelsTable(manifest: manifest, labels: ["x"], voters: ["a-1", "b-2"], program: "emoscribe 9")
        var row = LabelRow(probabilities: [0.5], votes: [[0.25], []], model: "a-1", status: .ok)
        row.provenance = .init(audioHash: "aa", modelHashes: ["11"])
        #expect(
            table.columns.suffix(7) == [
                "error", "a-1:p_x", "b-2:p_x", "audio_sha256", "transcript_key", "model_sha256", "program",
            ])
        let line = String(decoding: table.record(manifest.utterances[0], row), as: UTF8.self)
        #expect(line == "u,a.wav,,,,,,,,0.500000,0.500000,a-1,ok,,0.250000,,aa,,11,emoscribe 9\n")
    }
}
