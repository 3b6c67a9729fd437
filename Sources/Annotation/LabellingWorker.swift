import AudioIO
import Corpus
import Models
import Training
import TranscriptCache

/// Decodes, extracts features and applies models, one utterance at a time, on a thread of its own.
///
/// Each utterance is predicted by itself: its numbers then cannot depend on which others happened to be ready.
actor LabellingWorker {
    /// One utterance to be read.
    struct Source: Sendable {
        var path: String
        var start: Double?
        var end: Double?
    }

    private let executor: QueueExecutor
    private let reader: UtteranceAudioReader
    private let extractor: UtteranceFeatureExtractor
    private var predictors: [String: Predictor] = [:]

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    init(index: Int, reader: UtteranceAudioReader, maximumFrames: Int) {
        executor = QueueExecutor(label: "emoscribe.labelling.\(index)")
        self.reader = reader
        extractor = UtteranceFeatureExtractor(maximumFrames: maximumFrames)
    }

    /// The sound of an utterance and the hash of its samples.
    func read(_ source: Source) -> Result<(audio: UtteranceAudio, hash: ContentHash), AudioError> {
        do throws(AudioError) {
            let audio = try reader.read(path: source.path, start: source.start, end: source.end)
            return .success((audio, ContentHash(samples: audio.samples)))
        } catch {
            return .failure(error)
        }
    }

    /// What `model` says about an utterance; `samples` may be empty for models that read text alone.
    func predict(
        _ model: LabellingModel, samples: [Int16], transcript: String, speaker: String?
    ) throws -> Prediction? {
        let features =
            model.architecture.usesAudio
            ? extractor.extract(samples) : UtteranceFeatures(frames: [], frameCount: 0, prosody: [])
        let input = model.builder.input(
            frames: features.frames, prosody: features.prosody, transcript: transcript, speaker: speaker)
        return try predictor(for: model).predict([input]).first
    }

    private func predictor(for model: LabellingModel) throws -> Predictor {
        if let predictor = predictors[model.hash] { return predictor }
        let predictor = try Predictor(model: model.file)
        predictors[model.hash] = predictor
        return predictor
    }
}
