public import AudioIO
public import Corpus
import Synchronization

/// Decodes many utterances and computes their features on several threads; the result does not depend on how many.
public struct FeatureLoader: Sendable {
    private let reader: UtteranceAudioReader
    private let threads: Int
    private let maximumFrames: Int

    /// - Parameters:
    ///   - reader: how recordings are read.
    ///   - threads: at least 1.
    ///   - maximumFrames: MFCC frames per utterance; the models read the first 750.
    public init(reader: UtteranceAudioReader = UtteranceAudioReader(), threads: Int, maximumFrames: Int) {
        self.reader = reader
        self.threads = threads
        self.maximumFrames = maximumFrames
    }

    /// The features of each utterance, in order.
    ///
    /// - Returns: a failure for a recording that cannot be read, nil for utterances that were not reached or that have
    ///   no audio.
    public func load(
        _ utterances: [Utterance], of manifest: Manifest, isCancelled: @escaping @Sendable () -> Bool = { false },
        progress: @escaping @Sendable (_ done: Int) -> Void = { _ in }
    ) async -> [Result<UtteranceFeatures, AudioError>?] {
        let done = Mutex(0)
        let extractor = UtteranceFeatureExtractor(maximumFrames: maximumFrames)
        return await BlockingWork.map(count: utterances.count, width: threads, isCancelled: isCancelled) { index in
            defer {
                let count = done.withLock { done in
                    done += 1
                    return done
                }
                progress(count)
            }
            return load(utterances[index], of: manifest, extractor)
        }.map { $0 ?? nil }
    }

    private func load(
        _ utterance: Utterance, of manifest: Manifest, _ extractor: UtteranceFeatureExtractor
    ) -> Result<UtteranceFeatures, AudioError>? {
        guard let path = manifest.audioPath(of: utterance) else { return nil }
        do throws(AudioError) {
            let audio = try reader.read(path: path, start: utterance.start, end: utterance.end)
            return .success(extractor.extract(audio.samples))
        } catch {
            return .failure(error)
        }
    }
}
