import AudioIO
import Corpus
import Export
import Foundation
import Models
import Training
import TranscriptCache

/// Decodes, extracts features and applies models, on a thread of its own.
///
/// The models get some utterances at a time; what they say of one does not depend on the others (see `Predictor`).
actor LabellingWorker {
    /// Utterances that are predicted together.
    static let batch = 32

    private let executor: QueueExecutor
    private let team: ModelTeam
    private let store: TranscriptStore
    private let reader: UtteranceAudioReader
    private let extractor: UtteranceFeatureExtractor
    private let minimumConfidence: Float?
    private let times: StageTimes
    private var keys: LabelKeys
    private var predictors: [Int: Predictor] = [:]

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(
        index: Int, team: ModelTeam, store: TranscriptStore, reader: UtteranceAudioReader, minimumConfidence: Float?,
        times: StageTimes
    ) {
        executor = QueueExecutor(label: "emoscribe.labelling.\(index)")
        self.team = team
        self.store = store
        self.reader = reader
        self.minimumConfidence = minimumConfidence
        self.times = times
        extractor = UtteranceFeatureExtractor(maximumFrames: team.maximumFrames)
        keys = LabelKeys(team: team)
    }

    /// An utterance whose features are there and whose votes are on their way.
    private struct Open {
        var job: LabelJob
        var voters: ModelTeam.Voters
        var remarks: [String]
        var keys: [CacheKey]
        var features: UtteranceFeatures
        var votes: [[Float]?]
        /// Whether each vote was in the cache.
        var wasStored: [Bool]
        var seen: PlacedAudio?
    }

    /// Labels utterances whose texts are known.
    ///
    /// - Returns: their rows, in any order.
    /// - Throws: where the cache or a model itself fails; what is wrong with an utterance is in its row.
    func label(_ jobs: [LabelJob], isCancelled: @Sendable () -> Bool) async throws -> [LabelledJob] {
        var finished: [LabelledJob] = []
        var open: [Open] = []
        for job in jobs where !isCancelled() {
            switch try await prepare(job) {
            case .left(let row): finished.append(row)
            case .right(let ready): open.append(ready)
            }
        }
        try vote(&open)
        for ready in open { finished.append(try finish(ready)) }
        return finished
    }

    private enum Either<Left, Right> {
        case left(Left)
        case right(Right)
    }

    /// Everything up to the models: a row that is finished all the same, or what they are to read.
    private func prepare(_ job: LabelJob) async throws -> Either<LabelledJob, Open> {
        var job = job
        guard let voters = team.voters(for: job.text) else {
            guard case .missing(let reason, let cause) = job.text else {
                preconditionFailure("an utterance that nobody labels has no transcript")
            }
            return .left(.failed(job, reason, cause: cause))
        }
        var ready = Open(
            job: job, voters: voters, remarks: [job.remark, voters.remark].compactMap { $0 }, keys: [],
            features: UtteranceFeatures(frames: [], frameCount: 0, prosody: []), votes: [], wasStored: [],
            seen: nil)
        let listens = team.listens(voters)
        guard !listens || job.input.audioPath != nil else {
            return .left(.inaudible(job, LabelLookup.noAudio(voters, team)))
        }
        var audio: UtteranceAudio?
        if listens, job.sampleHash == nil || job.fingerprint == nil {
            switch read(job) {
            case .failure(let error): return .left(.inaudible(job, error.description))
            case .success(let read):
                let hash = times.measure(.decode) { ContentHash(samples: read.samples) }
                audio = read
                job.sampleHash = hash
                job.wasLookedUp = false
                if let remark = read.remark { ready.remarks.append(remark) }
                ready.seen = job.fingerprint.map { fingerprint in
                    PlacedAudio(
                        fingerprint: fingerprint,
                        audio: SeenAudio(
                            sampleHash: hash, sampleRate: SampleClock.sampleRate, durationSeconds: read.durationSeconds)
                    )
                }
            }
        }
        ready.job = job
        ready.keys = try keys.keys(of: job, voters)
        ready.votes = Array(repeating: nil, count: ready.keys.count)
        if !job.wasLookedUp {
            ready.votes = try await store.annotations(forKeys: ready.keys).map { payload in
                payload.flatMap { StoredLabel($0, labels: team.labels.count)?.probabilities }
            }
        }
        ready.wasStored = ready.votes.map { $0 != nil }
        let needsFeatures = zip(voters.models, ready.votes).contains { index, vote in
            vote == nil && team.all[index].architecture.usesAudio
        }
        guard needsFeatures else { return .right(ready) }
        if audio == nil {
            switch read(job) {
            case .failure(let error): return .left(.inaudible(job, error.description))
            case .success(let read): audio = read
            }
        }
        if let audio { ready.features = times.measure(.extract) { extractor.extract(audio.samples) } }
        return .right(ready)
    }

    private func read(_ job: LabelJob) -> Result<UtteranceAudio, AudioError> {
        times.measure(.decode) {
            do throws(AudioError) {
                return .success(
                    try reader.read(
                        path: job.input.audioPath ?? "", start: job.utterance.start, end: job.utterance.end))
            } catch {
                return .failure(error)
            }
        }
    }

    /// Fills in the votes that the cache did not have, model by model.
    private func vote(_ open: inout [Open]) throws {
        for index in team.all.indices {
            let asked = open.indices.compactMap { row -> (row: Int, vote: Int)? in
                guard let vote = open[row].voters.models.firstIndex(of: index), open[row].votes[vote] == nil else {
                    return nil
                }
                return (row, vote)
            }
            guard !asked.isEmpty else { continue }
            let builder = team.all[index].builder
            let predictions = try times.measure(.predict) {
                try predictor(at: index).predict(
                    asked.map { row, _ in
                        let ready = open[row]
                        return builder.input(
                            frames: ready.features.frames, prosody: ready.features.prosody,
                            transcript: ready.job.transcript, speaker: ready.job.utterance.speaker)
                    })
            }
            for (place, prediction) in zip(asked, predictions) {
                open[place.row].votes[place.vote] = prediction.probabilities
            }
        }
    }

    /// The row, and what is new in it.
    private func finish(_ ready: Open) throws -> LabelledJob {
        let votes = ready.votes.compactMap { $0 }
        var row = ready.job.row
        row.error = ready.remarks.isEmpty ? nil : ready.remarks.joined(separator: "; ")
        team.decide(&row, ready.voters, votes, minimumConfidence: minimumConfidence)
        var labelled = LabelledJob(ready.job, row)
        labelled.seen = ready.seen
        labelled.fromCache = !ready.wasStored.contains(false)
        for (index, vote) in votes.enumerated() where !ready.wasStored[index] {
            let payload = try JSONEncoder().encode(StoredLabel(probabilities: vote))
            labelled.labels.append(
                StoredAnnotation(key: ready.keys[index], kind: AnnotationKey.kind, payload: payload))
        }
        return labelled
    }

    private func predictor(at index: Int) throws -> Predictor {
        if let predictor = predictors[index] { return predictor }
        let predictor = try Predictor(model: team.all[index].file)
        predictors[index] = predictor
        return predictor
    }
}
