import Corpus
import Training

/// Goes over a corpus once for the feature statistics of its speakers.
struct SpeakerPass: Sendable {
    /// Utterances decoded before their statistics are added up in manifest order; bounds the memory.
    private static let chunk = 64

    let reader: UtteranceAudioReader
    let threads: Int

    /// The statistics of every speaker that the manifest names.
    ///
    /// Unreadable recordings are left out here; labelling says what is wrong with them.
    func statistics(
        of manifest: Manifest, maximumFrames: Int, isCancelled: @escaping @Sendable () -> Bool
    ) async -> SpeakerStatistics {
        var speakers = SpeakerStatistics()
        let utterances = manifest.utterances.filter { $0.speaker != nil && $0.audio != nil }
        for start in stride(from: 0, to: utterances.count, by: Self.chunk) {
            let part = Array(utterances[start..<min(start + Self.chunk, utterances.count)])
            let features = await FeatureLoader(
                reader: reader, threads: threads, maximumFrames: maximumFrames
            ).load(part, of: manifest, isCancelled: isCancelled)
            for (utterance, result) in zip(part, features) {
                guard case .success(let heard)? = result, let speaker = utterance.speaker else { continue }
                speakers.add(
                    speaker: speaker, frames: heard.frames, columns: heard.columns, prosody: heard.prosody)
            }
        }
        speakers.finish()
        return speakers
    }
}
