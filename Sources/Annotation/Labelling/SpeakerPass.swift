import AudioIO
import Corpus
import Training

/// Goes over a corpus once for the feature statistics of its speakers.
struct SpeakerPass: Sendable {
    /// Utterances decoded before their statistics are added up in the order of the corpus; bounds the memory.
    private static let chunk = 64

    let reader: UtteranceAudioReader
    let threads: Int

    /// The statistics of every speaker that the corpus names; memory for each speaker, not for each utterance.
    ///
    /// Unreadable recordings are left out here; labelling says what is wrong with them.
    func statistics(
        of batches: UtteranceBatches, maximumFrames: Int, isCancelled: @escaping @Sendable () -> Bool
    ) async throws -> SpeakerStatistics {
        var speakers = SpeakerStatistics()
        let extractor = UtteranceFeatureExtractor(maximumFrames: maximumFrames)
        _ = try await batches.forEach { batch in
            let part = batch.map(\.input).filter {
                $0.utterance.speaker != nil && $0.audioPath != nil && $0.problem == nil
            }
            for start in stride(from: 0, to: part.count, by: Self.chunk) {
                let chunk = Array(part[start..<min(start + Self.chunk, part.count)])
                let features = await heard(chunk, extractor, isCancelled)
                for (streamed, heard) in zip(chunk, features) {
                    guard let heard, let speaker = streamed.utterance.speaker else { continue }
                    speakers.add(
                        speaker: speaker, frames: heard.frames, columns: heard.columns, prosody: heard.prosody)
                }
            }
            return !isCancelled()
        }
        speakers.finish()
        return speakers
    }

    private func heard(
        _ part: [StreamedUtterance], _ extractor: UtteranceFeatureExtractor,
        _ isCancelled: @escaping @Sendable () -> Bool
    ) async -> [UtteranceFeatures?] {
        await BlockingWork.map(count: part.count, width: threads, isCancelled: isCancelled) { index in
            let streamed = part[index]
            let audio = try? reader.read(
                path: streamed.audioPath ?? "", start: streamed.utterance.start, end: streamed.utterance.end)
            return audio.map { extractor.extract($0.samples) }
        }.map { $0 ?? nil }
    }
}
