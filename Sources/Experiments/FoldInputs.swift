import Corpus
import Synchronization
import Training

/// The features of one fold, standardised by its training part; shared by the models trained on it.
struct FoldInputs: Sendable {
    /// Frames of each utterance of the corpus; empty for those outside the fold.
    let frames: [[Float]]
    let prosody: [[Float]]
    /// The statistics of the training part, as they would be stored with a model.
    let standardisation: Standardisation

    init(_ data: ExperimentData, fold: Fold, mode: StandardisationMode, columns: Int) {
        guard mode != .none else {
            frames = data.utterances.map(\.frames)
            prosody = data.utterances.map(\.prosody)
            standardisation = .none
            return
        }
        var training = FeatureStatisticsBuilder()
        var trainingSpeakers = SpeakerStatistics()
        for index in fold.train {
            let utterance = data.utterances[index]
            training.add(frames: utterance.frames, columns: columns, prosody: utterance.prosody)
            guard mode == .speaker else { continue }
            trainingSpeakers.add(
                speaker: utterance.speaker, frames: utterance.frames, columns: columns, prosody: utterance.prosody)
        }
        var otherSpeakers = SpeakerStatistics()
        if mode == .speaker {
            for index in fold.dev + fold.test {
                let utterance = data.utterances[index]
                otherSpeakers.add(
                    speaker: utterance.speaker, frames: utterance.frames, columns: columns, prosody: utterance.prosody)
            }
        }
        trainingSpeakers.finish()
        otherSpeakers.finish()
        let speakers = trainingSpeakers.completed(by: otherSpeakers)
        let standardisation = Standardisation(mode: mode, corpus: training.statistics)

        var frames = [[Float]](repeating: [], count: data.utterances.count)
        var prosody = frames
        for index in fold.train + fold.dev + fold.test {
            let utterance = data.utterances[index]
            let statistics = standardisation.statistics(speaker: utterance.speaker, among: speakers)
            frames[index] = utterance.frames
            statistics?.frames.standardise(&frames[index])
            prosody[index] = utterance.prosody
            statistics?.prosody.standardise(&prosody[index])
        }
        self.frames = frames
        self.prosody = prosody
        self.standardisation = standardisation
    }
}

/// Keeps the inputs of the folds that are being worked on.
///
/// Jobs come fold by fold, so two folds are enough; jobs that still use an older one hold its arrays themselves.
final class FoldInputCache: Sendable {
    private let data: ExperimentData
    private let mode: StandardisationMode
    private let columns: Int
    private let kept = Mutex<[(fold: Int, inputs: FoldInputs)]>([])

    init(data: ExperimentData, mode: StandardisationMode, columns: Int) {
        self.data = data
        self.mode = mode
        self.columns = columns
    }

    /// The inputs of a fold; whoever asks while they are being made waits for them.
    func inputs(fold: Int) -> FoldInputs {
        kept.withLock { kept in
            if let found = kept.first(where: { $0.fold == fold }) { return found.inputs }
            let inputs = FoldInputs(data, fold: data.folds[fold], mode: mode, columns: columns)
            kept = kept.suffix(1) + [(fold, inputs)]
            return inputs
        }
    }
}
