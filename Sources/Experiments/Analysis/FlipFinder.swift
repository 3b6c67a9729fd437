/// Finds the utterances whose label changes with the transcript.
struct FlipFinder {
    let data: ExperimentData
    let places: TestPlaces
    /// For each recogniser.
    let errors: [TranscriptVariant: UtteranceWordErrors]

    /// For each model on gold transcripts, each of its conditions that is tested on a recogniser's.
    func flips(_ rows: [PooledPredictions]) -> [LabelFlips] {
        let gold = Condition(train: .gold, test: .gold)
        return rows.filter { $0.row.condition == gold && $0.runs > 0 }.flatMap { reference in
            rows.compactMap { other in
                guard other.row.architecture == reference.row.architecture, other.runs > 0,
                    other.row.condition.train == .gold || other.row.condition.train == other.row.condition.test,
                    let errors = errors[other.row.condition.test]
                else { return nil }
                return flips(reference, other, errors)
            }
        }
    }

    private func flips(
        _ gold: PooledPredictions, _ asr: PooledPredictions, _ errors: UtteranceWordErrors
    ) -> LabelFlips {
        var flips: [LabelFlip] = []
        for place in 0..<places.count {
            let probabilities = (gold.meanProbabilities(place), asr.meanProbabilities(place))
            let labels = (Self.best(probabilities.0), Self.best(probabilities.1))
            guard labels.0 != labels.1 else { continue }
            let utterance = data.utterances[places.utterances[place]]
            flips.append(
                LabelFlip(
                    id: utterance.id, fold: places.folds[place],
                    kind: labels.0 == utterance.label
                        ? .rightToWrong : labels.1 == utterance.label ? .wrongToRight : .wrongToOtherWrong,
                    label: utterance.label, goldPrediction: labels.0, asrPrediction: labels.1,
                    swing: zip(probabilities.0, probabilities.1).reduce(0) { $0 + abs($1.0 - $1.1) } / 2,
                    labelChange: probabilities.1[utterance.label] - probabilities.0[utterance.label],
                    goldProbabilities: probabilities.0, asrProbabilities: probabilities.1,
                    goldTranscript: utterance.transcripts[.gold] ?? "",
                    asrTranscript: utterance.transcripts[asr.row.condition.test] ?? "",
                    alignment: errors.alignment(places.utterances[place]), recording: utterance.recording,
                    goldAttention: gold.attention.isEmpty ? [] : gold.attention[place],
                    asrAttention: asr.attention.isEmpty ? [] : asr.attention[place]))
        }
        let counts = Dictionary(grouping: flips, by: \.kind).mapValues(\.count)
        // Stable: equal swings keep the order of the test parts.
        let ranked = flips.enumerated().sorted { ($1.element.swing, $0.offset) < ($0.element.swing, $1.offset) }
        return LabelFlips(
            gold: gold.row, asr: asr.row, utterances: places.count, rightToWrong: counts[.rightToWrong] ?? 0,
            wrongToRight: counts[.wrongToRight] ?? 0, wrongToOtherWrong: counts[.wrongToOtherWrong] ?? 0,
            flips: ranked.map(\.element))
    }

    /// The first of the most probable.
    private static func best(_ probabilities: [Double]) -> Int {
        probabilities.indices.max {
            probabilities[$0] < probabilities[$1] || probabilities[$0] == probabilities[$1] && $0 > $1
        } ?? 0
    }
}
