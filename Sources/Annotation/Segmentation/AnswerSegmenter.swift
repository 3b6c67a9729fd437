import AudioIO
import Corpus
import Export
import Foundation
import SpeechToText
import Synchronization
import TranscriptCache

/// Cuts recordings where their recogniser cut them: each is transcribed once, whole, and its parts carry their own text.
///
/// A recording whose answer says no times is cut in its pauses, and its parts are asked for; so is one in which nothing
/// was recognised, and its parts have an empty transcript.
struct AnswerSegmenter: RecordingCutting {
    private static let kind = "segments"

    let transcriber: Transcriber
    let settings: SpeechSegmenter.Settings
    /// Cuts what has no times.
    let pauses: RecordingSegmenter
    /// Whether an utterance without a transcript gets a label all the same.
    let labelsUnheard: Bool

    private var answerParts: AnswerParts { AnswerParts(settings: settings) }
    private var reader: UtteranceAudioReader { pauses.reader }
    private var store: TranscriptStore { pauses.store }

    /// A recording with its answer.
    private struct Answered: Sendable {
        var input: StreamedUtterance
        var audio: SeenAudio
        var segments: TranscriptSegments
        /// The answer's key in the cache; nil where there are several.
        var key: CacheKey?
        /// Of its segments that are too long.
        var cuts: [Int]?
    }

    /// What is to be made of a row of the corpus.
    private enum Plan: Sendable {
        case whole(LabelJob.Text)
        case answered(Answered)
        case pauses(LabelJob.Text, remark: String?, isWithoutTimes: Bool)
    }

    func cut(_ inputs: [StreamedUtterance], _ pass: ([FedUtterance]) async throws -> Bool) async throws -> Bool {
        // Bounds how long the first has to wait for the last, and keeps all requests busy.
        let chunk = max(8, 4 * transcriber.concurrency)
        for start in stride(from: 0, to: inputs.count, by: chunk) {
            let part = Array(inputs[start..<min(start + chunk, inputs.count)])
            guard let plans = try await plans(part) else { return false }
            let cut = try await cutInPauses(zip(part, plans).compactMap { Self.isPauses($1) ? $0 : nil })
            var utterances: [FedUtterance] = []
            for (input, plan) in zip(part, plans) {
                switch plan {
                case .whole(let text): utterances.append(FedUtterance(input: input, text: text))
                case .answered(let answered): utterances += self.utterances(of: answered)
                case .pauses(let text, let remark, let isWithoutTimes):
                    utterances += (cut[input.place] ?? []).map {
                        FedUtterance(input: $0.input, text: text, remark: remark, isWithoutTimes: isWithoutTimes)
                    }
                }
            }
            guard try await pass(utterances) else { return false }
        }
        return true
    }

    private static func isPauses(_ plan: Plan) -> Bool {
        if case .pauses = plan { true } else { false }
    }

    private func cutInPauses(_ inputs: [StreamedUtterance]) async throws -> [Int: [FedUtterance]] {
        var cut: [Int: [FedUtterance]] = [:]
        guard !inputs.isEmpty else { return cut }
        _ = try await pauses.cut(inputs) { part in
            for utterance in part { cut[utterance.input.place, default: []].append(utterance) }
            return true
        }
        return cut
    }

    private func utterances(of answered: Answered) -> [FedUtterance] {
        let parts = answerParts.parts(answered.segments, cuts: answered.cuts ?? [])
        return zip(answered.input.parts(parts.map(\.place)), parts).map { input, part in
            guard let text = part.text else { return FedUtterance(input: input) }
            let found = LabelJob.FoundText(
                text: text, source: .asr(transcriber.provider.id), confidence: part.confidence, key: answered.key)
            return FedUtterance(input: input, text: .found(found))
        }
    }

    // MARK: Asking

    /// Has recordings transcribed; nil where the run was stopped.
    private func plans(_ inputs: [StreamedUtterance]) async throws -> [Plan]? {
        let outcomes = Mutex<[Int: Result<Transcript, SpeechToTextError>]>([:])
        let items = inputs.enumerated().compactMap { index, input -> TranscriptionItem? in
            guard let path = input.audioPath, input.problem == nil else { return nil }
            return TranscriptionItem(
                index: index, id: input.utterance.id,
                fingerprint: reader.fingerprint(path: path, start: input.utterance.start, end: input.utterance.end))
        }
        let summary = await transcriber.transcribe(
            items,
            load: { [reader] item in
                let input = inputs[item.index]
                let audio = try reader.read(
                    path: input.audioPath ?? "", start: input.utterance.start, end: input.utterance.end)
                return SpeechAudio(samples: audio.samples)
            }, onResult: { result in outcomes.withLock { $0[result.item.index] = result.outcome } })
        if let reason = summary.stoppedBy { throw reason }
        if summary.wasCancelled { return nil }
        let results = outcomes.withLock { $0 }
        var plans: [Plan] = []
        for (index, input) in inputs.enumerated() { plans.append(try await plan(input, results[index])) }
        try await cutLong(&plans)
        return plans
    }

    private func plan(
        _ input: StreamedUtterance, _ result: Result<Transcript, SpeechToTextError>?
    ) async throws -> Plan {
        switch result {
        case nil: return .whole(.unknown)
        case .failure(let error):
            let text = LabelJob.Text.missing(error.description, cause: error.cause)
            return labelsUnheard ? .pauses(text, remark: nil, isWithoutTimes: false) : .whole(text)
        case .success(let heard):
            let audio = SeenAudio(
                sampleHash: heard.sampleHash, sampleRate: SampleClock.sampleRate, durationSeconds: heard.audioSeconds)
            let key = heard.key(askedBy: transcriber)
            guard let segments = try await transcriber.segments(of: audio, pauseSeconds: settings.pauseSeconds) else {
                return .pauses(
                    .unknown, remark: "the recogniser's answer has no times: cut in the pauses", isWithoutTimes: true)
            }
            guard !segments.segments.isEmpty else {
                let nothing = LabelJob.FoundText(
                    text: "", source: .asr(transcriber.provider.id), confidence: nil, key: key)
                return .pauses(
                    .found(nothing), remark: "nothing was recognised: cut in the pauses", isWithoutTimes: false)
            }
            return .answered(Answered(input: input, audio: audio, segments: segments, key: key))
        }
    }

    // MARK: Long segments

    /// What is stored of the cuts of long segments: places of samples at 16 kHz.
    private struct Stored: Codable {
        var cuts: [Int]
    }

    /// Cuts the segments that are too long, as they were cut before where that is known.
    private func cutLong(_ plans: inout [Plan]) async throws {
        var open: [(place: Int, answered: Answered, long: [Range<Int>])] = []
        for (place, plan) in plans.enumerated() {
            guard case .answered(let answered) = plan else { continue }
            let long = answerParts.long(answered.segments)
            if !long.isEmpty { open.append((place, answered, long)) }
        }
        guard !open.isEmpty else { return }
        let keys = open.map { key($0.answered.audio.sampleHash, $0.long) }
        let known = try await store.annotations(forKeys: keys).map { payload in
            payload.flatMap { try? JSONDecoder().decode(Stored.self, from: $0) }?.cuts
        }
        let missing = open.indices.filter { known[$0] == nil }
        let (work, audioReader, parts) = (open, reader, answerParts)
        let start = ContinuousClock.now
        let found = await BlockingWork.map(count: missing.count, width: pauses.threads) { index in
            let (_, answered, long) = work[missing[index]]
            let utterance = answered.input.utterance
            let audio = try? audioReader.read(
                path: answered.input.audioPath ?? "", start: utterance.start, end: utterance.end)
            return audio.map { audio in long.flatMap { parts.cuts(of: $0, in: audio.samples) } }
        }
        if !missing.isEmpty { pauses.times.add(.segment, since: start) }
        var cuts = known
        var annotations: [StoredAnnotation] = []
        for (index, found) in zip(missing, found) {
            // What cannot be read stays whole; labelling says what is wrong with it.
            guard let found, let found else { continue }
            cuts[index] = found
            annotations.append(
                StoredAnnotation(
                    key: keys[index], kind: Self.kind, payload: try JSONEncoder().encode(Stored(cuts: found))))
        }
        try await store.keep(annotations, seen: [])
        for (index, entry) in open.enumerated() {
            var answered = entry.answered
            answered.cuts = cuts[index]
            plans[entry.place] = .answered(answered)
        }
    }

    private func key(_ hash: ContentHash, _ long: [Range<Int>]) -> CacheKey {
        var fields = CacheKeyFields(kind: Self.kind, version: 1)
        fields.add("samples", bytes: hash.bytes)
        fields.add("long", long.map { "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: ","))
        fields.add("maximum", settings.maximumSeconds)
        fields.add("cutter", PauseCutter.version)
        return fields.key
    }
}
