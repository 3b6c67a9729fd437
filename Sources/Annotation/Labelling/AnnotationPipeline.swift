public import AudioIO
public import Corpus
public import Export
import Models
public import SpeechToText
import Synchronization
import Training
public import TranscriptCache

/// Labels the utterances of a corpus: decode, transcribe, extract, predict, store.
///
/// ```swift
/// let pipeline = try AnnotationPipeline(models: [model], transcripts: .gold, store: store)
/// let summary = try await pipeline.run(stream, prepare: { table.record($0.utterance, $1) }) { line in
///     try file.write(line)                      // in the order of the corpus
/// }
/// ```
///
/// The stages overlap. What the cache knows is looked up for some hundred utterances at a time; the rest waits for the
/// recogniser, in its own concurrency, and for `settings.threads` threads that decode and compute. Of all utterances at
/// most `window` are under way, so memory does not grow with the corpus. Every transcript and every label is committed
/// before its row counts, so a run that is killed goes on where it was, and a second run computes nothing. One bad
/// utterance is one failed row.
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
        /// Which recordings are cut into utterances first.
        public var segmentation = SegmentationMode.none
        /// How they are cut.
        public var segments = SpeechSegmenter.Settings()
        /// Utterances between being read and being written; a slow one holds back as many others at the most.
        public var window = 8192

        public init() {}
    }

    /// The models and who stands in for them.
    let team: ModelTeam
    let transcripts: Transcripts
    let store: TranscriptStore
    let settings: Settings
    let reader: UtteranceAudioReader

    /// A pipeline that is ready to run; nothing is read yet.
    ///
    /// - Parameters:
    ///   - models: decide the labels; of several the mean of their probabilities does.
    ///   - fallback: an ARE model with the same labels for utterances without a usable transcript, where none of the
    ///     models does without; nil = those are read as an empty transcript where nothing was recognised, and fail where
    ///     transcribing failed.
    ///   - transcripts: ignored by models that read no text.
    ///   - store: keeps labels and, through the transcriber, transcripts.
    ///   - settings: threads, and what to do with doubtful labels and recordings that end early.
    /// - Throws: `AnnotationError` for models that cannot work together.
    public init(
        models: [LabellingModel], fallback: LabellingModel? = nil, transcripts: Transcripts, store: TranscriptStore,
        settings: Settings = Settings()
    ) throws(AnnotationError) {
        team = try ModelTeam(models: models, fallback: fallback)
        self.transcripts = transcripts
        self.store = store
        self.settings = settings
        reader = UtteranceAudioReader(acceptTruncated: settings.acceptTruncated)
    }

    /// Labels every utterance and hands on the rows in the order of the corpus.
    ///
    /// - Parameters:
    ///   - stream: the corpus, or a stretch of it; read once, and once more for a model that is standardised by speaker.
    ///     Such a model hears all that the speakers of a stretch say in the corpus, so that the rows of a stretch are those
    ///     of the whole.
    ///   - isCancelled: once true, nothing new is begun; what is in flight is finished and kept.
    ///   - progress: called after some utterances, from any thread.
    ///   - prepare: makes of a row what is handed on; called from several threads.
    ///   - emit: gets the rows in the order of the corpus, one at a time; what it throws ends the run.
    /// - Returns: what happened. A run that was stopped has handed on the rows up to the first that is missing.
    /// - Throws: `TranscriptCacheError` where the cache fails, `SpeechToTextError` where the endpoint ends the run
    ///   (a refused key, no quota, nobody there), `CorpusError` for the manifest; what was finished is kept.
    public func run<Output: Sendable>(
        _ stream: UtteranceStream, isCancelled: @escaping @Sendable () -> Bool = { false },
        progress: @escaping @Sendable (AnnotationCounts) -> Void = { _ in },
        prepare: @escaping @Sendable (StreamedUtterance, LabelRow) -> Output,
        emit: @escaping @Sendable (Output) throws -> Void
    ) async throws -> AnnotationSummary {
        try await run(stream, isCancelled: isCancelled, progress: progress, prepare: prepare) { _, output in
            try emit(output)
        }
    }

    /// Labels every utterance of a manifest in memory.
    ///
    /// - Returns: one row per utterance in manifest order, nil for those that were not reached.
    /// - Throws: as the other function of this name.
    public func run(
        _ manifest: Manifest, isCancelled: @escaping @Sendable () -> Bool = { false },
        progress: @escaping @Sendable (AnnotationCounts) -> Void = { _ in }
    ) async throws -> AnnotationRun {
        let rows = RowList(count: manifest.utterances.count)
        let summary = try await run(
            UtteranceStream(manifest), isCancelled: isCancelled, progress: progress, prepare: { $1 },
            emit: { rows.put($1, at: $0) })
        return AnnotationRun(rows: rows.values, counts: summary.counts)
    }

    private func run<Output: Sendable>(
        _ stream: UtteranceStream, isCancelled: @escaping @Sendable () -> Bool,
        progress: @escaping @Sendable (AnnotationCounts) -> Void,
        prepare: @escaping @Sendable (StreamedUtterance, LabelRow) -> Output,
        emit: @escaping @Sendable (Int, Output) throws -> Void
    ) async throws -> AnnotationSummary {
        let times = StageTimes()
        let batches = UtteranceBatches(stream: stream, segmenter: segmenter(times), times: times)
        var team = team
        var speakers: [Int: SpeakerStatistics] = [:]
        for (index, model) in team.all.enumerated() where model.isStandardisedBySpeaker {
            let frames = model.file.configuration.maximumFrames
            let known = try await speakers[frames].orElse {
                try await SpeakerPass(reader: reader, threads: settings.threads).statistics(
                    of: try await batches.ofTheSameSpeakers(), maximumFrames: frames, isCancelled: isCancelled)
            }
            speakers[frames] = known
            team.set(known, forModelAt: index)
        }
        let run = LabellingRun(
            pipeline: self, team: team, times: times, isCancelled: isCancelled, progress: progress, prepare: prepare,
            emit: emit)
        return try await run.label(batches)
    }
}

extension AnnotationPipeline {
    /// What cuts recordings; nil where they stay whole.
    private func segmenter(_ times: StageTimes) -> (any RecordingCutting)? {
        var pauses = RecordingSegmenter(
            mode: settings.segmentation, settings: settings.segments, reader: reader, store: store,
            threads: settings.threads, times: times)
        switch settings.segmentation {
        case .none: return nil
        case .long, .all: return pauses
        case .recogniser:
            guard case .recogniser(let transcriber) = transcripts else {
                preconditionFailure("without a recogniser nothing can be cut where it cuts")
            }
            pauses.mode = .all
            return AnswerSegmenter(
                transcriber: transcriber, settings: settings.segments, pauses: pauses,
                labelsUnheard: team.voters(for: .missing("", cause: "")) != nil)
        }
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
    /// Rows of the corpus that are done; fewer than `done` where recordings were cut.
    public var recordings = 0
    /// Recordings that were to be cut by their recogniser and were cut in their pauses: its answers say no times.
    public var withoutTimes = 0

    public init() {}
}

/// How a run ended.
public struct AnnotationSummary: Sendable {
    public var counts: AnnotationCounts
    /// Whether every utterance has its row.
    public var isComplete: Bool
    /// Seconds of each stage, summed over threads; see `StageTimes`.
    public var stageSeconds: [String: Double]
}

/// The rows of a manifest in memory.
public struct AnnotationRun: Sendable {
    /// In manifest order; nil for utterances that were not reached.
    public var rows: [LabelRow?]
    public var counts: AnnotationCounts

    /// Whether every utterance has its row.
    public var isComplete: Bool { !rows.contains { $0 == nil } }
}

/// Takes rows to their places.
private final class RowList: Sendable {
    private let list: Mutex<[LabelRow?]>

    init(count: Int) { list = Mutex(Array(repeating: nil, count: count)) }

    var values: [LabelRow?] { list.withLock { $0 } }

    func put(_ row: LabelRow, at place: Int) { list.withLock { $0[place] = row } }
}

extension LabellingModel {
    /// Whether its features need statistics that only the corpus to be labelled has.
    public var isStandardisedBySpeaker: Bool {
        architecture.usesAudio && builder.standardisation.mode == .speaker
    }
}

extension Optional where Wrapped: Sendable {
    fileprivate func orElse(_ make: () async throws -> Wrapped) async rethrows -> Wrapped {
        if let self { return self }
        return try await make()
    }
}
