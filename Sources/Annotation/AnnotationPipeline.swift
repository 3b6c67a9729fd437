import AsyncAlgorithms
public import Corpus
public import Export
import Foundation
import Models
public import SpeechToText
import Synchronization
import Training
public import TranscriptCache

/// Labels the utterances of a manifest: decode, transcribe, extract, predict, store.
///
/// Transcribing runs ahead in the recogniser's own concurrency; each utterance is labelled as soon as its text is there,
/// on `settings.threads` threads. Every transcript and every label is committed to the cache before it counts, so a run
/// that is killed goes on where it was, and a second run computes nothing. One bad utterance is one failed row.
public struct AnnotationPipeline: Sendable {
    /// Where the text comes from that the model reads.
    public enum Transcripts: Sendable {
        /// The manifest's reference transcripts.
        case gold
        /// A recogniser.
        case recogniser(Transcriber)
    }

    /// What the user may choose.
    public struct Settings: Sendable {
        /// Utterances labelled at the same time.
        public var threads = 1
        /// Labels less probable than this are withheld, their rows say `abstained`; nil labels everything.
        public var minimumConfidence: Float?
        /// Whether recordings that end early are labelled as far as they go, with a remark.
        public var acceptTruncated = false

        public init() {}
    }

    private let model: LabellingModel
    private let fallback: LabellingModel?
    private let transcripts: Transcripts
    private let store: TranscriptStore
    private let settings: Settings
    private let reader: UtteranceAudioReader

    /// A pipeline that is ready to run; nothing is read yet.
    ///
    /// - Parameters:
    ///   - model: decides the labels.
    ///   - fallback: an ARE model with the same labels for utterances without a usable transcript; nil = those are read
    ///     as an empty transcript where nothing was recognised, and fail where transcribing failed.
    ///   - transcripts: ignored by models that read no text.
    ///   - store: keeps labels and, through the transcriber, transcripts.
    ///   - settings: threads, and what to do with doubtful labels and recordings that end early.
    /// - Throws: `AnnotationError` for models that cannot work together.
    public init(
        model: LabellingModel, fallback: LabellingModel? = nil, transcripts: Transcripts, store: TranscriptStore,
        settings: Settings = Settings()
    ) throws(AnnotationError) {
        if let fallback {
            guard fallback.labels == model.labels else {
                throw .labelsDiffer(first: model.labels, second: fallback.labels)
            }
            guard !fallback.architecture.usesText else {
                throw .fallbackReadsText(architecture: fallback.architecture.rawValue)
            }
        }
        self.model = model
        self.fallback = fallback
        self.transcripts = transcripts
        self.store = store
        self.settings = settings
        reader = UtteranceAudioReader(acceptTruncated: settings.acceptTruncated)
    }

    /// Labels every utterance.
    ///
    /// - Parameters:
    ///   - manifest: read whole; its rows may come in any order.
    ///   - isCancelled: once true, nothing new is begun; what is in flight is finished and kept.
    ///   - progress: called after each utterance, from any thread.
    /// - Returns: one row per utterance in manifest order, nil for those that were not reached.
    /// - Throws: `TranscriptCacheError` where the cache fails, `SpeechToTextError` where the endpoint ends the run
    ///   (a refused key, no quota, nobody there); what was finished is kept.
    public func run(
        _ manifest: Manifest, isCancelled: @escaping @Sendable () -> Bool = { false },
        progress: @escaping @Sendable (AnnotationCounts) -> Void = { _ in }
    ) async throws -> AnnotationRun {
        let pass = LabellingPass(
            manifest: manifest, model: try await ready(model, for: manifest, isCancelled: isCancelled),
            fallback: try await fallback.asyncMap { try await ready($0, for: manifest, isCancelled: isCancelled) },
            store: store, reader: reader, minimumConfidence: settings.minimumConfidence)
        let workers = (0..<max(1, settings.threads)).map { index in
            LabellingWorker(index: index, reader: reader, maximumFrames: maximumFrames)
        }
        let jobs = AsyncChannel<LabellingPass.Job>()
        let collector = RowCollector(count: manifest.utterances.count, progress: progress)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { jobs.finish() }
                try await sendJobs(of: manifest, to: jobs, isCancelled: isCancelled)
            }
            for worker in workers {
                group.addTask {
                    for await job in jobs where !isCancelled() {
                        let (row, fromCache) = try await pass.label(job, on: worker)
                        collector.put(row, at: job.index, fromCache: fromCache)
                    }
                }
            }
            do {
                // Not `waitForAll`, which throws only when all have ended: who sends to workers that are gone never does.
                while try await group.next() != nil {}
            } catch {
                jobs.finish()
                throw error
            }
            return collector.run()
        }
    }

    private var maximumFrames: Int {
        max(model.file.configuration.maximumFrames, fallback?.file.configuration.maximumFrames ?? 0)
    }

    /// Hands out every utterance as soon as its text is known.
    private func sendJobs(
        of manifest: Manifest, to jobs: AsyncChannel<LabellingPass.Job>, isCancelled: @escaping @Sendable () -> Bool
    ) async throws {
        guard model.architecture.usesText else {
            for index in manifest.utterances.indices where !isCancelled() {
                await jobs.send(LabellingPass.Job(index: index, text: .notRead))
            }
            return
        }
        switch transcripts {
        case .gold:
            for (index, utterance) in manifest.utterances.enumerated() where !isCancelled() {
                let text: LabellingPass.Text =
                    utterance.transcript.map { .found($0, source: .gold, confidence: nil, sampleHash: nil) }
                    ?? .missing("the manifest has no transcript for this utterance", cause: "no-transcript")
                await jobs.send(LabellingPass.Job(index: index, text: text))
            }
        case .recogniser(let transcriber):
            let bulk = BulkTranscription(manifest: manifest, reader: reader, transcriber: transcriber)
            let summary = await bulk.run { index, outcome in
                let text: LabellingPass.Text
                switch outcome {
                case .success(let heard):
                    text = .found(
                        heard.parsed.text, source: .asr(transcriber.provider.id), confidence: heard.parsed.confidence,
                        sampleHash: heard.sampleHash)
                case .failure(let error):
                    if error == .cancelled { return }
                    text = .missing(error.description, cause: error.cause)
                }
                await jobs.send(LabellingPass.Job(index: index, text: text))
            }
            if let reason = summary.stoppedBy { throw reason }
        }
    }

    /// The model with the statistics that only the corpus to be labelled gives.
    private func ready(
        _ model: LabellingModel, for manifest: Manifest, isCancelled: @escaping @Sendable () -> Bool
    ) async throws -> LabellingModel {
        guard model.architecture.usesAudio, model.builder.standardisation.mode == .speaker else { return model }
        var model = model
        model.builder.speakers = await SpeakerPass(reader: reader, threads: settings.threads).statistics(
            of: manifest, maximumFrames: model.file.configuration.maximumFrames, isCancelled: isCancelled)
        return model
    }
}

/// What has happened so far.
public struct AnnotationCounts: Sendable, Equatable {
    /// Utterances finished in any way.
    public var done = 0
    /// Finished with a label that an earlier run had stored.
    public var fromCache = 0
    public var labelled = 0
    public var abstained = 0
    public var failed = 0

    public init() {}
}

/// The result of a run.
public struct AnnotationRun: Sendable {
    /// In manifest order; nil for utterances that were not reached.
    public var rows: [LabelRow?]
    public var counts: AnnotationCounts

    /// Whether every utterance has its row.
    public var isComplete: Bool { !rows.contains { $0 == nil } }
}

/// Takes the rows in the order of finishing and gives them back in the order of the manifest.
private final class RowCollector: Sendable {
    private let state: Mutex<AnnotationRun>
    private let progress: @Sendable (AnnotationCounts) -> Void

    init(count: Int, progress: @escaping @Sendable (AnnotationCounts) -> Void) {
        state = Mutex(AnnotationRun(rows: Array(repeating: nil, count: count), counts: AnnotationCounts()))
        self.progress = progress
    }

    func put(_ row: LabelRow, at index: Int, fromCache: Bool) {
        let counts = state.withLock { run in
            run.rows[index] = row
            run.counts.done += 1
            if fromCache { run.counts.fromCache += 1 }
            switch row.status {
            case .ok: run.counts.labelled += 1
            case .abstained: run.counts.abstained += 1
            case .failed: run.counts.failed += 1
            }
            return run.counts
        }
        progress(counts)
    }

    func run() -> AnnotationRun { state.withLock { $0 } }
}

extension Optional where Wrapped: Sendable {
    fileprivate func asyncMap<Value>(_ transform: (Wrapped) async throws -> Value) async rethrows -> Value? {
        guard let self else { return nil }
        return try await transform(self)
    }
}
