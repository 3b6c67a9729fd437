public import Corpus
public import SpeechToText
import Synchronization

/// Has a recogniser hear the utterances of a manifest.
public struct BulkTranscription: Sendable {
    private let manifest: Manifest
    private let reader: UtteranceAudioReader
    private let transcriber: Transcriber

    public init(manifest: Manifest, reader: UtteranceAudioReader = UtteranceAudioReader(), transcriber: Transcriber) {
        self.manifest = manifest
        self.reader = reader
        self.transcriber = transcriber
    }

    /// Transcribes every utterance that has audio.
    ///
    /// - Parameter onResult: called as answers come, with the utterance's place in the manifest; utterances without
    ///   audio get a failure.
    /// - Throws: the `SpeechToTextError` that ended the run: it would have been the same for every further utterance.
    public func run(
        onResult: @escaping @Sendable (Int, Result<Transcript, SpeechToTextError>) async -> Void
    ) async throws {
        var items: [TranscriptionItem] = []
        for (index, utterance) in manifest.utterances.enumerated() {
            guard let path = manifest.audioPath(of: utterance) else {
                await onResult(index, .failure(.audio(reason: "the manifest names no audio for this utterance")))
                continue
            }
            items.append(
                TranscriptionItem(
                    index: index, id: utterance.id,
                    fingerprint: reader.fingerprint(path: path, start: utterance.start, end: utterance.end)))
        }
        let summary = await transcriber.transcribe(items) { [manifest, reader] item in
            let utterance = manifest.utterances[item.index]
            let audio = try reader.read(
                path: manifest.audioPath(of: utterance) ?? "", start: utterance.start, end: utterance.end)
            return SpeechAudio(samples: audio.samples)
        } onResult: { result in
            await onResult(result.item.index, result.outcome)
        }
        if let reason = summary.stoppedBy { throw reason }
    }

    /// The outcomes in manifest order; nil for utterances that were not reached because the transcriber was cancelled.
    public func collect() async throws -> [Result<Transcript, SpeechToTextError>?] {
        let outcomes = OutcomeList(count: manifest.utterances.count)
        try await run { index, outcome in outcomes.put(outcome, at: index) }
        return outcomes.values
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
