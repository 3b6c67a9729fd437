import Annotation
import Corpus
import Export
import Foundation
import Models
import Synchronization
import TestSupport
import Testing
import Training
import TranscriptCache

/// The law of shards: however many there are and however often they are stopped, together they write what one run writes.
@Suite("Labelling in shards")
struct ShardedLabellingTests {
    private let bench: Bench
    private let model: LabellingModel
    private var stream: UtteranceStream { UtteranceStream(bench.manifest) }

    /// Eleven utterances of two speakers, one of them no audio, and a model that is standardised by speaker.
    init() throws {
        bench = try Bench(utterances: 11, breaking: [4])
        model = try Self.standardisedBySpeaker(try Bench.model(.mdre))
    }

    private static func standardisedBySpeaker(_ model: LabellingModel) throws -> LabellingModel {
        var statistics = FeatureStatisticsBuilder()
        for value: Float in [0, 1] {
            statistics.add(
                frames: Array(repeating: value, count: model.file.configuration.mfccColumns),
                columns: model.file.configuration.mfccColumns,
                prosody: Array(repeating: value, count: model.file.configuration.prosodyColumns))
        }
        let standardisation = Standardisation(mode: .speaker, corpus: statistics.statistics)
        var metadata = model.file.metadata
        metadata.settings["standardisation"] = String(
            decoding: try JSONEncoder().encode(standardisation), as: UTF8.self)
        return try LabellingModel(
            file: try ModelFile(
                configuration: model.file.configuration, parameters: model.file.parameters, metadata: metadata))
    }

    /// Labels rows into a table; nil where the run was stopped before its end.
    private func label(
        _ stream: UtteranceStream, to path: String, cache: String,
        isCancelled: @escaping @Sendable () -> Bool = { false },
        progress: @escaping @Sendable (AnnotationCounts) -> Void = { _ in }
    ) async throws -> AnnotationSummary? {
        let pipeline = try AnnotationPipeline(
            models: [model], transcripts: .gold, store: try TranscriptStore(directory: bench.folder.path(cache)))
        let rebased = stream.rebased(besideFile: path)
        let table = LabelsTable(manifest: rebased.header, labels: Bench.labels)
        let bytes = Mutex(table.header)
        let summary = try await pipeline.run(
            rebased, isCancelled: isCancelled, progress: progress, prepare: { table.record($0.utterance, $1) },
            emit: { line in bytes.withLock { $0 += line } })
        guard summary.isComplete else { return nil }
        try Data(bytes.withLock { $0 }).write(to: URL(fileURLWithPath: path))
        return summary
    }

    private func label(_ shard: Shard, isStopped: Bool) async throws -> String {
        let path = bench.folder.path("part-\(shard.number).csv")
        let cache = "cache-\(shard.number)-of-\(shard.count)"
        let origin = try PartOrigin(stream, shard: shard, kind: .labels, table: path)
        let own = stream.rows(origin.rows)
        if isStopped {
            let done = Mutex(0)
            _ = try await label(
                own, to: path, cache: cache, isCancelled: { done.withLock { $0 >= 1 } },
                progress: { counts in done.withLock { $0 = counts.done } })
        }
        let summary = try #require(try await label(own, to: path, cache: cache))
        let header = LabelsTable(manifest: own.header, labels: Bench.labels).header.count
        try TablePart(
            origin, settings: ["models": model.hash], labels: Bench.labels, program: "emoscribe",
            counts: .init(rows: summary.counts.done, failed: summary.counts.failed, unusable: 0), headerBytes: header
        ).write(besideTable: path)
        return path
    }

    @Test("the merged table has the bytes of one run, and every id once", arguments: [1, 2, 3, 5, 13])
    func law(count: Int) async throws {
        let one = bench.folder.path("one.csv")
        let summary = try #require(try await label(stream, to: one, cache: "cache"))
        #expect(summary.counts.done == 11 && summary.counts.failed == 1)
        var parts: [String] = []
        for number in 1...count {
            parts.append(try await label(try Shard(parsing: "\(number)/\(count)"), isStopped: number.isMultiple(of: 2)))
        }
        let merge = try TableMerge(tables: parts)
        try merge.write(to: bench.folder.path("merged.csv"))
        let merged = try Data(contentsOf: bench.folder.url("merged.csv"))
        #expect(merged == (try Data(contentsOf: URL(fileURLWithPath: one))))
        #expect(merge.counts == .init(rows: 11, failed: 1, unusable: 0))
        var reader = try CSVReader(bytes: Array(merged))
        var ids: [String] = []
        while let record = try reader.next() { ids.append(record.fields[0]) }
        #expect(Set(ids).count == ids.count && ids.dropFirst() == bench.manifest.utterances.map(\.id)[...])
    }

    @Test("what a shard is standardised by is what all of the corpus says of its speakers")
    func speakers() async throws {
        let alone = Manifest(
            path: bench.manifest.path, directory: bench.manifest.directory,
            utterances: Array(bench.manifest.utterances[..<2]))
        _ = try await label(stream.rows(0..<2), to: bench.folder.path("shard.csv"), cache: "a")
        _ = try await label(UtteranceStream(alone), to: bench.folder.path("alone.csv"), cache: "b")
        let shard = try Data(contentsOf: bench.folder.url("shard.csv"))
        #expect(try Data(contentsOf: bench.folder.url("alone.csv")) != shard)
    }

    @Test("caches of shards put together answer a run of the whole without any computing")
    func caches() async throws {
        for number in 1...3 {
            _ = try await label(try Shard(parsing: "\(number)/3"), isStopped: false)
            let own = try TranscriptStore(reading: bench.folder.path("cache-\(number)-of-3"))
            _ = try await bench.store.merge(from: own, CacheMerge(withAudio: true))
        }
        let summary = try #require(try await label(stream, to: bench.folder.path("one.csv"), cache: "cache"))
        #expect(summary.counts.fromCache == 10 && summary.counts.failed == 1)
        #expect(summary.stageSeconds["predict"] == 0)
    }
}
