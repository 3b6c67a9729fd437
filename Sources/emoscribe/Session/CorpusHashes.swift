import Annotation
import AudioIO
import Corpus
import Foundation
import TranscriptCache

/// Finds the recordings of a corpus in a cache, whose answers are known by the hash of their samples.
struct CorpusHashes {
    let store: TranscriptStore

    /// The hashes of all utterances, and of the pieces that long ones were cut into.
    ///
    /// What the cache has seen unchanged is not decoded again.
    func hashes(of path: String, _ output: OutputOptions) async throws -> Set<ContentHash> {
        var argument = CorpusArgument()
        argument.path = path
        let manifest = try argument.load(output).manifest
        let reader = UtteranceAudioReader()
        let progress = CacheProgress("looking at", noun: "utterances", total: manifest.utterances.count, output)
        var hashes: Set<ContentHash> = []
        var failures: [(id: String, reason: String)] = []
        for (index, utterance) in manifest.utterances.enumerated() {
            try progress.step(index)
            guard let audio = manifest.audioPath(of: utterance) else { continue }
            let fingerprint = reader.fingerprint(path: audio, start: utterance.start, end: utterance.end)
            if let fingerprint, let seen = try await store.seenAudio(fingerprint) {
                hashes.insert(seen.sampleHash)
                continue
            }
            do {
                let samples = try reader.read(path: audio, start: utterance.start, end: utterance.end).samples
                hashes.insert(ContentHash(samples: samples))
            } catch {
                failures.append((utterance.id, error.description))
            }
        }
        progress.finish()
        FailureList.show(failures)
        return hashes.union(try await store.pieces(of: hashes))
    }
}
