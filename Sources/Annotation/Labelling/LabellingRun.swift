import AudioIO
import Corpus
import Export
import SpeechToText
import Synchronization
import TranscriptCache

/// One run of an `AnnotationPipeline`: its stages, and the queues between them.
///
/// ```text
/// feed → looking up ─────────────────────────────────────→ rows in order
///              ├→ recogniser ─→ labelling ─→ committing ─↗
///              └───────────────↗
/// ```
///
/// The window bounds all of it together, so each queue may hold what comes: a stage that is slow does not stop the others
/// until as many utterances wait for it as the window has places.
struct LabellingRun<Output: Sendable>: Sendable {
    /// Finished rows committed together, at most.
    private static var commit: Int { 1024 }

    private let pipeline: AnnotationPipeline
    private let team: ModelTeam
    private let isCancelled: @Sendable () -> Bool
    private let prepare: @Sendable (StreamedUtterance, LabelRow) -> Output
    private let progress: @Sendable (AnnotationCounts) -> Void
    private let window: RowWindow<Output>
    private let times: StageTimes
    private let batches = WorkQueue<[LabelJob]>()
    private let unheard = WorkQueue<LabelJob>()
    private let unlabelled = WorkQueue<LabelJob>()
    private let finished = WorkQueue<LabelledJob>()
    private let state = RunState()

    init(
        pipeline: AnnotationPipeline, team: ModelTeam, times: StageTimes, isCancelled: @escaping @Sendable () -> Bool,
        progress: @escaping @Sendable (AnnotationCounts) -> Void,
        prepare: @escaping @Sendable (StreamedUtterance, LabelRow) -> Output,
        emit: @escaping @Sendable (Int, Output) throws -> Void
    ) {
        self.pipeline = pipeline
        self.team = team
        self.isCancelled = isCancelled
        self.progress = progress
        self.prepare = prepare
        window = RowWindow(limit: max(UtteranceBatches.size, pipeline.settings.window), emit: emit)
        self.times = times
    }

    func label(_ corpus: UtteranceBatches) async throws -> AnnotationSummary {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await read(corpus)
                batches.finish()
            }
            group.addTask {
                try await onEachThread { try await lookUp(with: lookup(index: $0)) }
                unheard.finish()
            }
            group.addTask {
                try await transcribe()
                unlabelled.finish()
            }
            group.addTask {
                try await onEachThread { try await label(on: worker(index: $0)) }
                finished.finish()
            }
            group.addTask { try await commit() }
            do {
                // Not `waitForAll`, which throws only when all have ended: who waits for one that is gone never does.
                while try await group.next() != nil {}
            } catch {
                endAll()
                throw error
            }
        }
        return AnnotationSummary(
            counts: state.counts, isComplete: state.isComplete, stageSeconds: times.byName)
    }

    /// Runs `body` once for each thread, beside each other; the first error ends all.
    private func onEachThread(_ body: @escaping @Sendable (Int) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<max(1, pipeline.settings.threads) { group.addTask { try await body(index) } }
            do {
                while try await group.next() != nil {}
            } catch {
                endAll()
                throw error
            }
        }
    }

    private func endAll() {
        window.close()
        batches.close()
        unheard.close()
        unlabelled.close()
        finished.close()
    }

    // MARK: The stages

    private func read(_ corpus: UtteranceBatches) async throws {
        let isAll = try await corpus.forEach { inputs in
            // A long recording gives more rows than a batch should have.
            for start in stride(from: 0, to: inputs.count, by: UtteranceBatches.size) {
                let part = inputs[start..<min(start + UtteranceBatches.size, inputs.count)]
                guard !isCancelled(), let first = await window.reserve(part.count) else { return false }
                state.noteGiven(first + part.count)
                batches.push(part.enumerated().map { LabelJob(place: first + $0, $1) })
            }
            return !isCancelled()
        }
        if isAll { state.noteEnd() }
    }

    private func lookUp(with lookup: LabelLookup) async throws {
        while let batch = await batches.next() {
            guard !isCancelled() else { return endAll() }
            let start = ContinuousClock.now
            let found = try await lookup.look(batch)
            times.add(.lookUp, since: start)
            unheard.push(found.unheard)
            unlabelled.push(found.unlabelled)
            try put(found.finished)
        }
    }

    /// Has the recogniser hear what has no transcript, in its own concurrency.
    private func transcribe() async throws {
        guard case .recogniser(let transcriber) = pipeline.transcripts, team.readsText else {
            // Nothing comes here; the end of the queue is the end of looking up.
            while await unheard.next() != nil {}
            return
        }
        let asked = JobTable()
        let reader = pipeline.reader
        let summary = await transcriber.transcribe(
            next: {
                guard let job = await unheard.next() else { return nil }
                asked.put(job)
                return TranscriptionItem(index: job.place, id: job.utterance.id, fingerprint: job.fingerprint)
            },
            load: { item in
                guard let job = asked.job(at: item.index) else { throw SpeechToTextError.cancelled }
                let audio = try reader.read(
                    path: job.input.audioPath ?? "", start: job.utterance.start, end: job.utterance.end)
                return SpeechAudio(samples: audio.samples)
            },
            onResult: { result in
                guard var job = asked.take(at: result.item.index) else { return }
                switch result.outcome {
                case .success(let heard):
                    job.sampleHash = heard.sampleHash
                    job.text = .found(
                        .init(
                            text: heard.parsed.text, source: .asr(transcriber.provider.id),
                            confidence: heard.parsed.confidence, key: heard.key(askedBy: transcriber)))
                case .failure(let error):
                    if error == .cancelled { return }
                    job.text = .missing(error.description, cause: error.cause)
                }
                unlabelled.push(job)
            }, onStop: { unheard.close() })
        if let reason = summary.stoppedBy { throw reason }
        if summary.wasCancelled { window.close() }
    }

    private func label(on worker: LabellingWorker) async throws {
        while true {
            let jobs = await unlabelled.take(upTo: LabellingWorker.batch)
            guard !jobs.isEmpty else { return }
            finished.push(try await worker.label(jobs, isCancelled: isCancelled))
            if isCancelled() { window.close() }
        }
    }

    /// Keeps what is new, many at a time, and only then lets the rows go on.
    private func commit() async throws {
        while true {
            let rows = await finished.take(upTo: Self.commit)
            guard !rows.isEmpty else { return }
            let labels = rows.flatMap(\.labels)
            let seen = rows.compactMap(\.seen)
            if !labels.isEmpty || !seen.isEmpty {
                let start = ContinuousClock.now
                try await pipeline.store.keep(labels, seen: seen)
                times.add(.store, since: start)
            }
            try put(rows)
        }
    }

    private func put(_ rows: [LabelledJob]) throws {
        guard !rows.isEmpty else { return }
        try times.measure(.write) {
            try window.put(rows.map { ($0.place, prepare($0.input, $0.row)) })
        }
        progress(state.count(rows))
    }

    private func lookup(index: Int) -> LabelLookup {
        LabelLookup(
            index: index, team: team, transcripts: pipeline.transcripts, store: pipeline.store,
            reader: pipeline.reader, minimumConfidence: pipeline.settings.minimumConfidence)
    }

    private func worker(index: Int) -> LabellingWorker {
        LabellingWorker(
            index: index, team: team, store: pipeline.store, reader: pipeline.reader,
            minimumConfidence: pipeline.settings.minimumConfidence, times: times)
    }
}

/// What the stages share besides the queues.
private final class RunState: Sendable {
    private struct State {
        var counts = AnnotationCounts()
        var given = 0
        var hasEnded = false
    }

    private let state = Mutex(State())

    var counts: AnnotationCounts { state.withLock { $0.counts } }

    /// Whether all was read, and all that was read has its row.
    var isComplete: Bool { state.withLock { $0.hasEnded && $0.counts.done == $0.given } }

    func noteGiven(_ count: Int) { state.withLock { $0.given = count } }

    func noteEnd() { state.withLock { $0.hasEnded = true } }

    func count(_ rows: [LabelledJob]) -> AnnotationCounts {
        state.withLock { state in
            for row in rows {
                state.counts.done += 1
                if row.input.isLastOfRecording {
                    state.counts.recordings += 1
                    if row.isWithoutTimes { state.counts.withoutTimes += 1 }
                }
                if row.fromCache { state.counts.fromCache += 1 }
                switch row.row.status {
                case .ok: state.counts.labelled += 1
                case .abstained: state.counts.abstained += 1
                case .failed: state.counts.failed += 1
                }
            }
            return state.counts
        }
    }
}

/// The jobs that the recogniser is asked for, by place.
private final class JobTable: Sendable {
    private let jobs = Mutex<[Int: LabelJob]>([:])

    func put(_ job: LabelJob) { jobs.withLock { $0[job.place] = job } }
    func job(at place: Int) -> LabelJob? { jobs.withLock { $0[place] } }
    func take(at place: Int) -> LabelJob? { jobs.withLock { $0.removeValue(forKey: place) } }
}

extension Transcript {
    /// The key of its answer; nil where it is made of several.
    func key(askedBy transcriber: Transcriber) -> CacheKey? {
        guard pieces == 1 else { return nil }
        return transcriber.key(
            of: SeenAudio(sampleHash: sampleHash, sampleRate: SampleClock.sampleRate, durationSeconds: audioSeconds))
    }
}
