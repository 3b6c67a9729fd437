import ErrorAnalysis
import ErrorRate

/// The JSON object of `wer --json`.
///
/// One recogniser's figures stand in the object itself; those of several in the list `recognisers`, each with its name.
struct ErrorRateJSON: Encodable {
    /// The figures that programs rely on.
    struct Figures: Encodable {
        var utterances, referenceWords, hypothesisWords, hits, substitutions, deletions, insertions: Int
        var wer, mer, wil, wip, cer, ser, editsPerUtterance: Double
        var missing, failed: Int

        init(_ rate: CorpusErrorRate) {
            utterances = rate.utterances
            referenceWords = rate.words.referenceCount
            hypothesisWords = rate.words.hypothesisCount
            hits = rate.words.hits
            substitutions = rate.words.substitutions
            deletions = rate.words.deletions
            insertions = rate.words.insertions
            wer = rate.wordErrorRate
            mer = rate.words.matchErrorRate
            wil = rate.words.informationLost
            wip = rate.words.informationPreserved
            cer = rate.characterErrorRate
            ser = rate.sentenceErrorRate
            editsPerUtterance = rate.editsPerUtterance
            missing = rate.missing
            failed = rate.failed
        }
    }

    /// One utterance of one recogniser.
    struct Row: Encodable {
        var id: String
        var recogniser: String
        var status: String
        var reference: String
        var hypothesis: String
        var hits, substitutions, deletions, insertions: Int
        var wer, cer: Double
        var confidence: Double?
        var error: String?

        init(_ id: String, _ recogniser: String, _ answer: RecogniserAnswer, _ result: UtteranceErrorRate) {
            let counts = result.words.counts
            self.id = id
            self.recogniser = recogniser
            status =
                switch result.outcome {
                case .answered: "ok"
                case .missing: "missing"
                case .failed: "failed"
                }
            reference = Tokenization.whiteSpace.tokens(in: result.reference).joined(separator: " ")
            hypothesis = Tokenization.whiteSpace.tokens(in: result.hypothesis).joined(separator: " ")
            (hits, substitutions) = (counts.hits, counts.substitutions)
            (deletions, insertions) = (counts.deletions, counts.insertions)
            (wer, cer) = (counts.errorRate, result.characters.errorRate)
            confidence = answer.confidence
            error = answer.failure
        }
    }

    /// What there is for one recogniser.
    struct Recogniser: Encodable {
        /// Nil where it is the only one.
        var name: String?
        var figures: Figures
        var normalizer: String
        var alignment: String
        /// By breakdown and group; the empty name is that of utterances without a value.
        var groups: [String: [String: Figures]]?

        private enum CodingKeys: String, CodingKey { case name, normalizer, alignment, groups }

        func encode(to encoder: any Encoder) throws {
            try figures.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encodeIfPresent(name, forKey: .name)
            try container.encode(normalizer, forKey: .normalizer)
            try container.encode(alignment, forKey: .alignment)
            try container.encodeIfPresent(groups, forKey: .groups)
        }
    }

    var recognisers: [Recogniser]
    var perUtterance: [Row]?

    private enum CodingKeys: String, CodingKey { case recognisers, perUtterance }

    init(_ analysis: ErrorAnalysis, perUtterance: [Row]?) {
        self.perUtterance = perUtterance
        recognisers = analysis.recognisers.indices.map { place in
            var groups: [String: [String: Figures]] = [:]
            for breakdown in analysis.groups {
                let figures = breakdown.groups.map { ($0.name, Figures($0.rates[place])) }
                groups[breakdown.breakdown.name] = Dictionary(figures) { first, _ in first }
            }
            return Recogniser(
                name: analysis.recognisers.count > 1 ? analysis.recognisers[place] : nil,
                figures: Figures(analysis.totals[place]), normalizer: analysis.settings.normalizer.name,
                alignment: analysis.settings.rule.rawValue, groups: groups.isEmpty ? nil : groups)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        if recognisers.count == 1 {
            try recognisers[0].encode(to: encoder)
        } else {
            try container.encode(recognisers, forKey: .recognisers)
        }
        try container.encodeIfPresent(perUtterance, forKey: .perUtterance)
    }
}
