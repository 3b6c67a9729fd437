import AudioIO
public import Corpus
public import SpeechToText
import Synchronization
import TranscriptCache

/// Has a recogniser hear the utterances of a manifest.
public struct BulkTranscription: Sendable {
    private let manifest: Manifest
    private let reader: UtteranceAudioReader
    private let transcriber: Transcriber
    private let hasFailedBefore: @Sendable (Utterance) -> Bool

    /// - Parameters:
    ///   - manifest: the utterances.
    ///   - reader: how recordings are read.
    ///   - transcriber: asks; cancelling it ends a run.
    ///   - hasFailedBefore: whether an utterance is known to have failed last time, for a transcriber that asks only for
    ///     what did.
    public init(
        manifest: Manifest, reader: UtteranceAudioReader = UtteranceAudioReader(), transcriber: Transcriber,
        hasFailedBefore: @escaping @Sendable (Utterance) -> Bool = { _ in false }
    ) {
        self.manifest = manifest
        self.reader = reader
        self.transcriber = transcriber
        self.hasFailedBefore = hasFailedBefore
    }

    /// Transcribes every utterance that has audio.
    ///
    /// - Parameter onResult: called as answers come, with the utterance's place in the manifest; utterances without
    ///   audio get a failure. Those not reached when the run was stopped get no call.
    /// - Returns: the counters, and what ended the run early: it would have been the same for every further utterance.
    public func run(
        onResult: @escaping @Sendable (Int, Result<Transcript, SpeechToTextError>) async -> Void
    ) async -> TranscriptionSummary {
        let places = placesWithAudio
        for (index, utterance) in manifest.utterances.enumerated() where manifest.audioPath(of: utterance) == nil {
            await onResult(index, .failure(.audio(reason: "the manifest names no audio for this utterance")))
        }
        return await transcriber.transcribe(
            count: places.count, item: { item(at: places[$0]) },
            load: { [manifest, reader] item in
                let utterance = manifest.utterances[item.index]
                let audio = try reader.read(
                    path: manifest.audioPath(of: utterance) ?? "", start: utterance.start, end: utterance.end)
                return SpeechAudio(samples: audio.samples)
            },
            onResult: { result in await onResult(result.item.index, result.outcome) })
    }

    /// The outcomes in manifest order; nil for utterances that were not reached because the transcriber was cancelled.
    ///
    /// The transcripts have no words: what a corpus of them would take is rarely wanted.
    ///
    /// - Throws: the `SpeechToTextError` that ended the run.
    public func collect() async throws -> [Result<Transcript, SpeechToTextError>?] {
        let outcomes = OutcomeList(count: manifest.utterances.count)
        let summary = await run { index, outcome in
            outcomes.put(
                outcome.map { transcript in
                    var transcript = transcript
                    transcript.parsed.words = []
                    return transcript
                }, at: index)
        }
        if let reason = summary.stoppedBy { throw reason }
        return outcomes.values
    }

    /// The stored answer of an utterance that a stopped run did not reach, found without decoding or asking.
    ///
    /// - Throws: `SpeechToTextError.cache`.
    public func known(at index: Int) async throws(SpeechToTextError) -> Transcript? {
        guard manifest.audioPath(of: manifest.utterances[index]) != nil else { return nil }
        return try await transcriber.known(item(at: index))
    }

    /// What a run would send, bill and take; decodes and sends nothing.
    ///
    /// - Throws: `SpeechToTextError.cache`.
    public func forecast() async throws(SpeechToTextError) -> TranscriptionForecast {
        let places = placesWithAudio
        var forecast = try await transcriber.forecast(count: places.count, item: { item(at: places[$0]) }) {
            [manifest, reader] item in
            let utterance = manifest.utterances[item.index]
            return try reader.statedSeconds(
                path: manifest.audioPath(of: utterance) ?? "", start: utterance.start, end: utterance.end)
        }
        for utterance in manifest.utterances where manifest.audioPath(of: utterance) == nil {
            forecast.all.utterances += 1
            forecast.unreadable.append(
                .init(id: utterance.id, reason: "the manifest names no audio for this utterance"))
        }
        return forecast
    }

    private var placesWithAudio: [Int] {
        manifest.utterances.indices.filter { manifest.audioPath(of: manifest.utterances[$0]) != nil }
    }

    private func item(at index: Int) -> TranscriptionItem {
        let utterance = manifest.utterances[index]
        return TranscriptionItem(
            index: index, id: utterance.id,
            fingerprint: manifest.audioPath(of: utterance).flatMap { path in
                reader.fingerprint(path: path, start: utterance.start, end: utterance.end)
            }, hasFailedBefore: hasFailedBefore(utterance))
    }

    private final class OutcomeList: Sendable {
        private let list: Mutex<[Result<Transcript, SpeechToTextError>?]>

        init(count: Int) { list = Mutex(Array(repeating: nil, count: count)) }

        var values: [Result<Transcript, SpeechToTextError>?] { list.withLock { $0 } }

        func put(_ outcome: Result<Transcript, SpeechToTextError>, at index: Int) {
            list.withLock { $0[index] = outcome }
        }
    }
}

extension AudioCutter {
    /// Cuts in the pauses of speech, see `PauseCutter`.
    public static let pauses = AudioCutter(name: "pauses \(PauseCutter.version)") { samples, sampleRate, maximum in
        PauseCutter(sampleRate: sampleRate).cuts(in: samples, maximumSamples: maximum)
    }
}
