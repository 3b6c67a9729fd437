import AudioIO
import Corpus
import Export
import Models
import SpeechToText
import TranscriptCache

/// Finds out for many utterances at a time what the cache knows of them, without decoding or asking anything.
actor LabelLookup {
    /// What comes of a batch.
    struct Found {
        /// Rows that need no work.
        var finished: [LabelledJob] = []
        /// To be heard by the recogniser first.
        var unheard: [LabelJob] = []
        /// To be labelled.
        var unlabelled: [LabelJob] = []
    }

    private let executor: QueueExecutor
    private let team: ModelTeam
    private let transcripts: AnnotationPipeline.Transcripts
    private let store: TranscriptStore
    private let reader: UtteranceAudioReader
    private let minimumConfidence: Float?
    private var keys: LabelKeys

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(
        index: Int, team: ModelTeam, transcripts: AnnotationPipeline.Transcripts, store: TranscriptStore,
        reader: UtteranceAudioReader, minimumConfidence: Float?
    ) {
        executor = QueueExecutor(label: "emoscribe.lookup.\(index)")
        self.team = team
        self.transcripts = transcripts
        self.store = store
        self.reader = reader
        self.minimumConfidence = minimumConfidence
        keys = LabelKeys(team: team)
    }

    /// Looks a batch up.
    ///
    /// - Throws: where the cache fails.
    func look(_ batch: [LabelJob]) async throws -> Found {
        var jobs = batch.filter { $0.input.problem == nil }
        var found = Found()
        for job in batch {
            if let problem = job.input.problem { found.finished.append(.failed(job, problem, cause: "no-speech")) }
        }
        if needsSound { try await recogniseSound(&jobs) }
        jobs = try await readTexts(jobs, &found)
        var questions: [(job: LabelJob, voters: ModelTeam.Voters, keys: [CacheKey])] = []
        for job in jobs {
            guard let voters = team.voters(for: job.text) else {
                if case .missing(let reason, let cause) = job.text {
                    found.finished.append(.failed(job, reason, cause: cause))
                }
                continue
            }
            if team.listens(voters) {
                guard job.input.audioPath != nil else {
                    found.finished.append(.inaudible(job, Self.noAudio(voters, team)))
                    continue
                }
                guard job.sampleHash != nil else {
                    found.unlabelled.append(job)
                    continue
                }
            }
            questions.append((job, voters, try keys.keys(of: job, voters)))
        }
        var payloads = try await store.annotations(forKeys: questions.flatMap(\.keys))[...]
        for question in questions {
            var job = question.job
            let votes = zip(question.voters.models, payloads.prefix(question.keys.count)).compactMap { _, payload in
                payload.flatMap { StoredLabel($0, labels: team.labels.count)?.probabilities }
            }
            payloads = payloads.dropFirst(question.keys.count)
            guard votes.count == question.keys.count else {
                job.wasLookedUp = true
                found.unlabelled.append(job)
                continue
            }
            var row = job.row
            let remarks = [job.remark, question.voters.remark].compactMap { $0 }
            row.error = remarks.isEmpty ? nil : remarks.joined(separator: "; ")
            team.decide(&row, question.voters, votes, minimumConfidence: minimumConfidence)
            var finished = LabelledJob(job, row)
            finished.fromCache = true
            found.finished.append(finished)
        }
        return found
    }

    /// Says that a model listens and there is nothing to listen to.
    static func noAudio(_ voters: ModelTeam.Voters, _ team: ModelTeam) -> String {
        let name = voters.models.first { team.all[$0].architecture.usesAudio }.map { team.all[$0].name } ?? "the model"
        return "the manifest names no audio for this utterance, and \(name) listens to it"
    }

    private var needsSound: Bool {
        if case .recogniser = transcripts, team.readsText { return true }
        return team.listens
    }

    /// The content of unchanged files, as it was hashed before.
    private func recogniseSound(_ jobs: inout [LabelJob]) async throws {
        for index in jobs.indices {
            guard let path = jobs[index].input.audioPath else { continue }
            jobs[index].fingerprint = reader.fingerprint(
                path: path, start: jobs[index].utterance.start, end: jobs[index].utterance.end)
        }
        let seen = try await store.seenAudio(jobs.map(\.fingerprint))
        for (index, seen) in zip(jobs.indices, seen) { jobs[index].sampleHash = seen?.sampleHash }
        guard case .recogniser(let transcriber) = transcripts, team.readsText else { return }
        for (index, known) in zip(jobs.indices, try await transcriber.knownTexts(seen)) {
            guard let known, case .unknown = jobs[index].text else { continue }
            jobs[index].text = .found(
                .init(
                    text: known.text, source: .asr(transcriber.provider.id), confidence: known.confidence,
                    key: known.key))
        }
    }

    /// The jobs whose text is known, or known to be missing; the others go to the recogniser.
    private func readTexts(_ jobs: [LabelJob], _ found: inout Found) async throws -> [LabelJob] {
        var ready: [LabelJob] = []
        for var job in jobs {
            switch (transcripts, job.text) {
            case (_, .found), (_, .missing): break
            case _ where !team.readsText: job.text = .notRead
            case (.gold, _):
                job.text =
                    job.utterance.transcript.map { .found(.init(text: $0, source: .gold)) }
                    ?? .missing("the manifest has no transcript for this utterance", cause: "no-transcript")
            case (.recogniser, .unknown) where job.input.audioPath == nil:
                let error = SpeechToTextError.audio(reason: "the manifest names no audio for this utterance")
                job.text = .missing(error.description, cause: error.cause)
            case (.recogniser, .unknown):
                found.unheard.append(job)
                continue
            case (.recogniser, .notRead): break
            }
            ready.append(job)
        }
        return ready
    }
}
