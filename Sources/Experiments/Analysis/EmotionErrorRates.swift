import Corpus
import ErrorRate

/// Sums one recogniser's word errors by emotion, with intervals from whole speakers.
struct EmotionErrorRates {
    let data: ExperimentData
    let replicates: Int
    let seed: UInt64

    /// One for each label that occurs, in their order, and one for all together.
    func errors(of errors: UtteranceWordErrors) -> [EmotionWordErrors] {
        let labels = data.labels.indices.filter { label in data.utterances.contains { $0.label == label } }
        return labels.map { sums(errors, label: $0) } + [sums(errors, label: nil)]
    }

    private func sums(_ errors: UtteranceWordErrors, label: Int?) -> EmotionWordErrors {
        var total = CorpusErrorRate()
        var counts: [EditCounts] = []
        var units: [String] = []
        let bySpeaker = data.utterances.allSatisfy { !$0.speaker.isEmpty }
        for (utterance, result) in zip(data.utterances, errors.results) {
            guard let result, label == nil || utterance.label == label else { continue }
            total.add(result)
            counts.append(result.words.counts)
            units.append(bySpeaker ? utterance.speaker : utterance.id)
        }
        let clusters = Bootstrap.clusters(counts, by: units)
        let name = label.map { data.labels[$0] }
        var generator = SeededGenerator(
            seed: seed, stream: "analysis/word errors/\(errors.recogniser)/\(name ?? "")")
        let interval =
            clusters.count > 1 ? Bootstrap(replicates: replicates).interval(clusters, using: &generator) : nil
        return EmotionWordErrors(
            recogniser: errors.recogniser, emotion: name, utterances: total.utterances, missing: total.missing,
            hits: total.words.hits, substitutions: total.words.substitutions, deletions: total.words.deletions,
            insertions: total.words.insertions, wordErrorRate: total.wordErrorRate,
            interval: interval.map { ConfidenceInterval($0.spread.percentile) },
            editsPerUtterance: total.editsPerUtterance)
    }
}
