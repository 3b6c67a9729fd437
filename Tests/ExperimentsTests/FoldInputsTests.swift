import Corpus
import Testing
import Training

@testable import Experiments

@Suite struct FoldInputsTests {
    private let data: ExperimentData

    init() throws { data = try SyntheticCorpus.data() }

    private func mean(_ parts: [[Float]]) -> Double {
        let values = parts.joined()
        return values.reduce(0) { $0 + Double($1) } / Double(values.count)
    }

    @Test("without standardisation the features are those of the corpus")
    func none() {
        let inputs = FoldInputs(data, fold: data.folds[0], mode: .none, columns: 3)
        #expect(inputs.frames == data.utterances.map(\.frames) && inputs.standardisation == .none)
    }

    @Test("the statistics are the training part's: other test data does not change a training value")
    func noLeak() throws {
        let fold = data.folds[0]
        let inputs = FoldInputs(data, fold: fold, mode: .corpus, columns: 3)
        #expect(abs(mean(fold.train.map { inputs.frames[$0] })) < 1e-5)
        #expect(abs(mean(fold.train.map { inputs.prosody[$0] })) < 1e-5)
        let changed = ExperimentData(
            labels: data.labels,
            utterances: data.utterances.enumerated().map { index, utterance in
                guard fold.test.contains(index) || fold.dev.contains(index) else { return utterance }
                return ExperimentUtterance(
                    id: utterance.id, speaker: utterance.speaker, label: utterance.label,
                    frames: utterance.frames.map { $0 * 7 + 3 }, frameCount: utterance.frameCount,
                    prosody: utterance.prosody.map { $0 * 7 + 3 }, transcripts: utterance.transcripts)
            }, folds: data.folds, scheme: data.scheme)
        for mode in [StandardisationMode.corpus, .speaker] {
            let before = FoldInputs(data, fold: fold, mode: mode, columns: 3)
            let after = FoldInputs(changed, fold: fold, mode: mode, columns: 3)
            #expect(before.standardisation == after.standardisation)
            for index in fold.train { #expect(before.frames[index] == after.frames[index]) }
        }
    }

    @Test("by speaker, a test speaker's own features have mean 0 and a change of their scale is taken out")
    func adaptation() {
        let fold = data.folds[0]
        let inputs = FoldInputs(data, fold: fold, mode: .speaker, columns: 3)
        let speaker = data.utterances[fold.test[0]].speaker
        let own = fold.test.filter { data.utterances[$0].speaker == speaker }
        #expect(own.count > 1)
        #expect(abs(mean(own.map { inputs.frames[$0] })) < 1e-5)
        #expect(abs(mean(own.map { inputs.prosody[$0] })) < 1e-5)
    }

    @Test("a fold's inputs are made once while it is worked on")
    func cache() {
        let cache = FoldInputCache(data: data, mode: .corpus, columns: 3)
        let first = cache.inputs(fold: 0)
        _ = cache.inputs(fold: 1)
        #expect(cache.inputs(fold: 0).frames == first.frames)
    }
}
