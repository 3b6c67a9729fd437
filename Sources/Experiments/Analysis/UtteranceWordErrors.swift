import ErrorRate

/// How well one recogniser heard each utterance of the corpus, after the basic normaliser.
struct UtteranceWordErrors {
    let recogniser: TranscriptVariant
    /// For each utterance of the data; nil where it has no gold transcript.
    let results: [UtteranceErrorRate?]

    init(_ data: ExperimentData, recogniser: TranscriptVariant) {
        var scorer = ErrorRateScorer(normalizer: .basic)
        self.recogniser = recogniser
        results = data.utterances.map { utterance in
            utterance.transcripts[.gold].map { reference in
                scorer.score(
                    reference: reference, hypothesis: utterance.transcripts[recogniser].map(Hypothesis.text) ?? .missing
                )
            }
        }
    }

    /// The range that an utterance lies in; nil where it has no gold transcript.
    ///
    /// With an empty reference the rate is the number of words heard.
    func range(_ utterance: Int) -> WordErrorRange? {
        results[utterance].map { WordErrorRange(rate: $0.words.counts.errorRate) }
    }

    /// The alignment, word by word; empty where there is no gold transcript.
    func alignment(_ utterance: Int) -> [AlignedWord] {
        guard let result = results[utterance] else { return [] }
        let reference = Tokenization.whiteSpace.tokens(in: result.reference)
        let hypothesis = Tokenization.whiteSpace.tokens(in: result.hypothesis)
        return result.words.pairs().map { pair in
            AlignedWord(
                kind: pair.kind, reference: pair.reference.map { reference[$0] },
                hypothesis: pair.hypothesis.map { hypothesis[$0] })
        }
    }
}
