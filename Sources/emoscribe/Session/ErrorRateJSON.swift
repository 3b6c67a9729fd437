import ErrorAnalysis
import ErrorRate

/// The JSON object of `wer --json`.
///
/// One recogniser's figures stand in the object itself; those of several in the list `recognisers`, each with its name.
struct ErrorRateJSON: Encodable {
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
        var tallies: Tallies?
        var emotionWords: EmotionRates?

        private enum CodingKeys: String, CodingKey {
            case name, normalizer, alignment, groups, tallies, emotionWords
        }

        func encode(to encoder: any Encoder) throws {
            try figures.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encodeIfPresent(name, forKey: .name)
            try container.encode(normalizer, forKey: .normalizer)
            try container.encode(alignment, forKey: .alignment)
            try container.encodeIfPresent(groups, forKey: .groups)
            try container.encodeIfPresent(tallies, forKey: .tallies)
            try container.encodeIfPresent(emotionWords, forKey: .emotionWords)
        }
    }

    var recognisers: [Recogniser]
    /// Every two recognisers against each other; nil where that was not asked for.
    var tests: [Test]?
    /// The words of `emotionWords`; nil where nobody asked.
    var pickedWords: Words?
    var perUtterance: [Row]?

    private enum CodingKeys: String, CodingKey { case recognisers, tests, pickedWords, perUtterance }

    init(
        _ analysis: ErrorAnalysis, perUtterance: [Row]?, confusions: Int? = nil, emotions: EmotionWordChoice? = nil
    ) {
        pickedWords = emotions.map(Words.init)
        self.perUtterance = perUtterance
        let sampling = analysis.settings.sampling
        let wantsIntervals = analysis.settings.givesIntervals
        let none = [RateInterval?](repeating: nil, count: analysis.recognisers.count)
        let intervals = wantsIntervals ? analysis.intervals() : none
        var groups = analysis.recognisers.map { _ in [String: [String: Figures]]() }
        for breakdown in analysis.groups {
            for group in breakdown.groups {
                let sure = wantsIntervals ? breakdown.intervals(of: group, sampling) : none
                for place in groups.indices {
                    groups[place][breakdown.breakdown.name, default: [:]][group.name] = Figures(
                        group.rates[place], sure[place], sampling)
                }
            }
        }
        recognisers = analysis.recognisers.indices.map { place in
            Recogniser(
                name: analysis.recognisers.count > 1 ? analysis.recognisers[place] : nil,
                figures: Figures(analysis.totals[place], intervals[place], sampling),
                normalizer: analysis.settings.normalizer.name, alignment: analysis.settings.rule.rawValue,
                groups: groups[place].isEmpty ? nil : groups[place],
                tallies: confusions.map { Tallies(analysis.tallies[place], $0) },
                emotionWords: emotions.map { EmotionRates($0.words, analysis.tallies[place]) })
        }
        if analysis.settings.comparesRecognisers { tests = analysis.comparisons().map { Test($0, sampling) } }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        if recognisers.count == 1 {
            try recognisers[0].encode(to: encoder)
        } else {
            try container.encode(recognisers, forKey: .recognisers)
        }
        try container.encodeIfPresent(tests, forKey: .tests)
        try container.encodeIfPresent(pickedWords, forKey: .pickedWords)
        try container.encodeIfPresent(perUtterance, forKey: .perUtterance)
    }
}
