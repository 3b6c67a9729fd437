import Annotation
import Corpus
import Experiments

/// A few utterances of a training with their features: enough to measure how long its steps take.
struct TrainingSample {
    /// Utterances whose features are computed: of the training part, and of the dev part.
    private static let sampled = (train: 64, dev: 16)

    /// Places of the utterances that steps can be made from, rising within each part.
    let places: [Int]
    private var features: [Int: UtteranceFeatures] = [:]
    /// Seconds that the features of one utterance took.
    private var secondsEach = 0.0

    /// - Parameters:
    ///   - parts: places of the training and the dev part, from which the seed draws.
    ///   - utterances: the corpus.
    ///   - manifest: where its recordings are.
    ///   - seed: the run's.
    ///   - listens: false for text alone: all places are then usable, and nothing is decoded.
    ///   - threads: recordings decoded at a time.
    ///   - maximumFrames: of an utterance.
    /// - Throws: `CommandFailure` where none of the drawn recordings can be read.
    init(
        parts: (train: [Int], dev: [Int]), of utterances: [Utterance], in manifest: Manifest, seed: UInt64,
        listens: Bool, threads: Int, maximumFrames: Int
    ) async throws {
        guard listens else {
            places = Array(utterances.indices)
            return
        }
        var generator = SeededGenerator(seed: seed, stream: "dry run")
        var (train, dev) = parts
        generator.shuffle(&train)
        generator.shuffle(&dev)
        let drawn = train.prefix(Self.sampled.train).sorted() + dev.prefix(Self.sampled.dev).sorted()
        let start = ContinuousClock.now
        let found = await FeatureLoader(threads: threads, maximumFrames: maximumFrames).load(
            drawn.map { utterances[$0] }, of: manifest)
        secondsEach = (ContinuousClock.now - start) / .seconds(1) / Double(max(1, drawn.count))
        for (place, result) in zip(drawn, found) {
            if case .success(let heard)? = result { features[place] = heard }
        }
        places = drawn.filter { [features] in features[$0] != nil }
        guard !places.isEmpty else {
            throw CommandFailure(
                "none of \(Spoken.count(drawn.count, "recording")) could be read: see emoscribe validate")
        }
    }

    /// Seconds that the features of so many utterances take.
    func featureSeconds(for count: Int) -> Double { secondsEach * Double(count) }

    /// An utterance as a training takes it; without features where it is not in the sample.
    func utterance(
        _ place: Int, _ prepared: PreparedUtterance, transcripts: [TranscriptVariant: String]
    ) -> ExperimentUtterance {
        let heard = features[place]
        return ExperimentUtterance(
            id: prepared.utterance.id, speaker: prepared.utterance.speaker ?? "", label: prepared.label,
            frames: heard?.frames ?? [], frameCount: heard?.frameCount ?? 0, prosody: heard?.prosody ?? [],
            transcripts: transcripts)
    }
}
