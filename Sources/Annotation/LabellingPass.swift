import AudioIO
import Corpus
import Export
import Foundation
import Models
import Training
import TranscriptCache

/// How one utterance gets its row: which model reads it, whether its label is known already, what is said when not.
struct LabellingPass: Sendable {
    /// What is known of an utterance's text.
    enum Text: Sendable {
        /// The model reads no text.
        case notRead
        /// The text, and the hash of the sound where the recogniser's client knows it.
        case found(String, source: LabelRow.TranscriptSource, confidence: Double?, sampleHash: ContentHash?)
        /// There is none, with the reason.
        case missing(String, cause: String)
    }

    /// An utterance that is ready to be labelled.
    struct Job: Sendable {
        var index: Int
        var text: Text
    }

    /// The cause of failures that decoding names.
    private static let audioCause = "audio"

    let manifest: Manifest
    let model: LabellingModel
    let fallback: LabellingModel?
    let store: TranscriptStore
    let reader: UtteranceAudioReader
    let minimumConfidence: Float?

    /// The row of one utterance, and whether its label was stored before.
    ///
    /// - Throws: where the cache or the model itself fails; what is wrong with the utterance is in its row.
    func label(_ job: Job, on worker: LabellingWorker) async throws -> (row: LabelRow, fromCache: Bool) {
        let utterance = manifest.utterances[job.index]
        var row = LabelRow(status: .failed)
        var remarks: [String] = []
        var knownHash: ContentHash?
        let chosen: LabellingModel
        switch job.text {
        case .notRead:
            chosen = model
        case .found(let text, let source, let confidence, let hash):
            row.transcript = text
            row.transcriptSource = source
            row.recognitionConfidence = confidence
            knownHash = hash
            if text.allSatisfy(\.isWhitespace), let fallback {
                chosen = fallback
                remarks.append("empty transcript: labelled by its sound alone")
            } else {
                chosen = model
            }
        case .missing(let reason, let cause):
            guard let fallback else {
                row.error = reason
                row.cause = cause
                return (row, false)
            }
            chosen = fallback
            remarks.append("no transcript (\(reason)): labelled by its sound alone")
        }
        let usesAudio = chosen.architecture.usesAudio
        var sound = Sound()
        if usesAudio {
            guard let path = manifest.audioPath(of: utterance) else {
                row.error = "the manifest names no audio for this utterance, and \(chosen.name) listens to it"
                row.cause = Self.audioCause
                return (row, false)
            }
            let source = LabellingWorker.Source(path: path, start: utterance.start, end: utterance.end)
            switch try await hear(source, knownHash: knownHash, on: worker) {
            case .success(let heard): sound = heard
            case .failure(let error):
                row.error = error.description
                row.cause = Self.audioCause
                return (row, false)
            }
        }
        if let remark = sound.remark { remarks.append(remark) }
        let transcript = chosen.architecture.usesText ? row.transcript ?? "" : nil
        let statistics =
            chosen.builder.standardisation.mode == .speaker
            ? chosen.builder.standardisation.statistics(
                speaker: utterance.speaker ?? "", among: chosen.builder.speakers) : nil
        let key = try AnnotationKey.key(
            sampleHash: sound.hash, transcript: transcript, model: chosen, statistics: statistics)
        row.model = chosen.name
        row.error = remarks.isEmpty ? nil : remarks.joined(separator: "; ")
        if let payload = try await store.annotation(forKey: key),
            let stored = try? JSONDecoder().decode(StoredLabel.self, from: payload),
            stored.probabilities.count == chosen.labels.count
        {
            decide(&row, stored.probabilities)
            return (row, true)
        }
        if usesAudio, sound.samples.isEmpty, let source = sound.source {
            switch await worker.read(source) {
            case .success(let read): sound.samples = read.audio.samples
            case .failure(let error):
                row.model = nil
                row.error = error.description
                row.cause = Self.audioCause
                return (row, false)
            }
        }
        guard
            let prediction = try await worker.predict(
                chosen, samples: sound.samples, transcript: transcript ?? "", speaker: utterance.speaker)
        else { return (row, false) }
        let payload = try JSONEncoder().encode(StoredLabel(probabilities: prediction.probabilities))
        try await store.storeAnnotation(key: key, kind: AnnotationKey.kind, payload: payload)
        decide(&row, prediction.probabilities)
        return (row, false)
    }

    /// Fills in the label, or withholds it.
    private func decide(_ row: inout LabelRow, _ probabilities: [Float]) {
        row.probabilities = probabilities
        guard let best = probabilities.indices.max(by: { probabilities[$0] < probabilities[$1] }) else { return }
        if let minimumConfidence, probabilities[best] < minimumConfidence {
            row.status = .abstained
        } else {
            row.status = .ok
            row.emotion = model.labels[best]
        }
    }

    /// What is known of an utterance's sound; `samples` is empty until it is decoded.
    private struct Sound {
        var source: LabellingWorker.Source?
        var hash: ContentHash?
        var samples: [Int16] = []
        var remark: String?
    }

    /// The content hash, without decoding where the file is unchanged since it was hashed.
    private func hear(
        _ source: LabellingWorker.Source, knownHash: ContentHash?, on worker: LabellingWorker
    ) async throws -> Result<Sound, AudioError> {
        let fingerprint = reader.fingerprint(path: source.path, start: source.start, end: source.end)
        if fingerprint != nil, let knownHash { return .success(Sound(source: source, hash: knownHash)) }
        if let fingerprint, let seen = try await store.seenAudio(fingerprint) {
            return .success(Sound(source: source, hash: seen.sampleHash))
        }
        switch await worker.read(source) {
        case .failure(let error): return .failure(error)
        case .success((let audio, let hash)):
            if let fingerprint {
                let seen = SeenAudio(
                    sampleHash: hash, sampleRate: SampleClock.sampleRate, durationSeconds: audio.durationSeconds)
                try await store.remember(fingerprint, as: seen)
            }
            return .success(Sound(source: source, hash: hash, samples: audio.samples, remark: audio.remark))
        }
    }
}
