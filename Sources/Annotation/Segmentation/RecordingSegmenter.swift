public import AudioIO
import Corpus
import Foundation
import SpeechToText
import TranscriptCache

/// Which recordings are cut into utterances before they are labelled.
public enum SegmentationMode: Sendable, Hashable {
    /// None: a row of the corpus is a row of the results.
    case none
    /// Those longer than `RecordingSegmenter.longSeconds`, in their pauses.
    case long
    /// All, in their pauses.
    case all
    /// All, where their recogniser cut them.
    case recogniser
}

/// Cuts long recordings into utterances, as they are read.
///
/// Where a recording was cut is kept in the cache, so a second run decodes nothing to know it.
struct RecordingSegmenter: RecordingCutting {
    /// Longer ones count as long.
    static let longSeconds = 30.0
    /// Recordings cut before those before them are handed on; bounds how long the first has to wait.
    private static let chunk = 8
    private static let kind = "segments"

    var mode: SegmentationMode
    let settings: SpeechSegmenter.Settings
    let reader: UtteranceAudioReader
    let store: TranscriptStore
    let threads: Int
    let times: StageTimes

    /// What is stored of a cut: places of samples at 16 kHz, two for each utterance.
    private struct Stored: Codable {
        var places: [Int]
    }

    /// A recording and where it is cut; nil is whole.
    fileprivate struct Recording: Sendable {
        var input: StreamedUtterance
        var fingerprint: AudioFingerprint?
        var seen: SeenAudio?
        var needsCut = false
        var places: [Int]?
    }

    func cut(_ inputs: [StreamedUtterance], _ pass: ([FedUtterance]) async throws -> Bool) async throws -> Bool {
        var recordings = try await looked(inputs)
        try await recall(&recordings)
        var start = 0
        while start < recordings.count {
            // All up to the next that has to be decoded, and then some of those at a time.
            let isKnown = !recordings[start].isOpen
            var end = start
            while end < recordings.count, recordings[end].isOpen != isKnown, isKnown || end - start < Self.chunk {
                end += 1
            }
            var part = Array(recordings[start..<end])
            if !isKnown { part = try await found(part) }
            guard try await pass(part.flatMap { utterances(of: $0).map { FedUtterance(input: $0) } }) else {
                return false
            }
            start = end
        }
        return true
    }

    /// Which of them are to be cut, by what is known of their lengths.
    private func looked(_ inputs: [StreamedUtterance]) async throws -> [Recording] {
        var recordings = inputs.map { input in
            Recording(
                input: input,
                fingerprint: input.audioPath.flatMap {
                    reader.fingerprint(path: $0, start: input.utterance.start, end: input.utterance.end)
                })
        }
        let seen = try await store.seenAudio(recordings.map(\.fingerprint))
        for (index, seen) in zip(recordings.indices, seen) {
            recordings[index].seen = seen
            recordings[index].needsCut = isToBeCut(recordings[index])
        }
        return recordings
    }

    private func isToBeCut(_ recording: Recording) -> Bool {
        guard let path = recording.input.audioPath else { return false }
        if mode == .all { return true }
        let (start, end) = (recording.input.utterance.start, recording.input.utterance.end)
        if let end, end - (start ?? 0) <= Self.longSeconds { return false }
        if let seconds = recording.seen?.durationSeconds { return seconds > Self.longSeconds }
        do {
            // What does not say how long it is may be long.
            return try reader.statedSeconds(path: path, start: start, end: end).map { $0 > Self.longSeconds } ?? true
        } catch {
            // Labelling says what is wrong with it.
            return false
        }
    }

    /// Finds in the cache how recordings were cut before.
    private func recall(_ recordings: inout [Recording]) async throws {
        let asked = recordings.indices.filter { recordings[$0].needsCut && recordings[$0].seen != nil }
        let keys = asked.compactMap { index in recordings[index].seen.map { key($0.sampleHash) } }
        for (index, payload) in zip(asked, try await store.annotations(forKeys: keys)) {
            recordings[index].places = payload.flatMap { try? JSONDecoder().decode(Stored.self, from: $0) }?.places
        }
    }

    /// Decodes and cuts, and keeps where.
    private func found(_ recordings: [Recording]) async throws -> [Recording] {
        let start = ContinuousClock.now
        defer { times.add(.segment, since: start) }
        let segmenter = SpeechSegmenter(settings: settings)
        let cut = await BlockingWork.map(count: recordings.count, width: threads) { index in
            var recording = recordings[index]
            let utterance = recording.input.utterance
            guard
                let audio = try? reader.read(
                    path: recording.input.audioPath ?? "", start: utterance.start, end: utterance.end)
            else {
                recording.needsCut = false
                return recording
            }
            recording.seen = SeenAudio(
                sampleHash: ContentHash(samples: audio.samples), sampleRate: SampleClock.sampleRate,
                durationSeconds: audio.durationSeconds)
            recording.needsCut = mode == .all || audio.durationSeconds > Self.longSeconds
            if recording.needsCut {
                recording.places = segmenter.utterances(in: audio.samples).flatMap { [$0.lowerBound, $0.upperBound] }
            }
            return recording
        }.compactMap { $0 }
        var annotations: [StoredAnnotation] = []
        var seen: [PlacedAudio] = []
        for recording in cut {
            guard let audio = recording.seen else { continue }
            if let fingerprint = recording.fingerprint { seen.append(.init(fingerprint: fingerprint, audio: audio)) }
            guard let places = recording.places else { continue }
            annotations.append(
                StoredAnnotation(
                    key: key(audio.sampleHash), kind: Self.kind,
                    payload: try JSONEncoder().encode(Stored(places: places))))
        }
        try await store.keep(annotations, seen: seen)
        return cut
    }

    private func key(_ hash: ContentHash) -> CacheKey {
        var fields = CacheKeyFields(kind: Self.kind, version: 1)
        fields.add("samples", bytes: hash.bytes)
        fields.add("settings", settings.description)
        return fields.key
    }

    /// The rows of a recording: its utterances, numbered, or the whole.
    private func utterances(of recording: Recording) -> [StreamedUtterance] {
        guard recording.needsCut, let places = recording.places else { return [recording.input] }
        guard !places.isEmpty else {
            var silent = recording.input
            silent.problem = "no speech found: all of the recording is as quiet as its pauses"
            return [silent]
        }
        return recording.input.parts(
            stride(from: 0, to: places.count - 1, by: 2).map { places[$0]..<max(places[$0], places[$0 + 1]) })
    }
}

extension RecordingSegmenter.Recording {
    /// Whether it has to be decoded to know where to cut.
    fileprivate var isOpen: Bool { needsCut && places == nil }
}
