import Corpus
import Models
import Training

/// The lines of `attention.csv`: where MDREA looked in the first run's test transcripts, a line for each word.
struct AttentionLines {
    private let writer = CSVWriter()
    private let data: ExperimentData

    init(data: ExperimentData) { self.data = data }

    var header: [UInt8] {
        writer.record(["model", "train", "test", "fold", "id", "position", "word", "known", "weight"])
    }

    /// Those of one training tested on one kind of transcripts.
    func lines(_ result: RunResult, _ variant: TranscriptVariant) -> [UInt8] {
        guard let attention = result.test(variant)?.attention else { return [] }
        let job = result.job
        var bytes: [UInt8] = []
        for (index, words) in zip(data.folds[job.fold].test, attention) {
            for (position, word) in words.enumerated() {
                writer.append(
                    [
                        job.architecture.rawValue, job.train.rawValue, variant.rawValue, "\(job.fold + 1)",
                        data.utterances[index].id, "\(position + 1)", word.word, word.isKnown ? "yes" : "no",
                        fixed(Double(word.weight), decimals: 6),
                    ], to: &bytes)
            }
        }
        return bytes
    }
}
