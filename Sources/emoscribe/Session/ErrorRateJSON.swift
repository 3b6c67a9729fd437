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
        /// How sure they are; nil where nobody asked or it cannot be told.
        var intervals: Intervals?

        init(_ rate: CorpusErrorRate, _ interval: RateInterval?, _ sampling: Sampling) {
            intervals = interval.map { Intervals(wer: Interval($0, sampling)) }
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

    struct Intervals: Encodable {
        var wer: Interval
    }

    /// A bootstrap's percentiles, with the size of its sample.
    struct Interval: Encodable {
        var low, high, standardDeviation, confidence: Double
        var unit: String
        var units, replicates: Int
        var seed: UInt64

        init(_ spread: Spread, units: Int, _ sampling: Sampling) {
            (low, high) = (spread.percentile.lowerBound, spread.percentile.upperBound)
            standardDeviation = spread.standardDeviation
            confidence = sampling.bootstrap.confidence
            unit = sampling.unit.rawValue
            self.units = units
            replicates = sampling.bootstrap.replicates
            seed = sampling.seed
        }

        init(_ interval: RateInterval, _ sampling: Sampling) {
            self.init(interval.spread, units: interval.units, sampling)
        }
    }

    /// Two recognisers against each other.
    struct Test: Encodable {
        struct Bootstrap: Encodable {
            var difference: Double
            var interval: Interval
            var probabilityOfImprovement, pValue: Double
            var pCorrected: Double?
        }

        struct MatchedPairs: Encodable {
            var segments, referenceWords, firstErrors, secondErrors: Int
            var meanDifference: Double
            var standardDeviation, z, pValue, pCorrected: Double?
        }

        struct McNemar: Encodable {
            var bothRight, onlyFirstRight, onlySecondRight, bothWrong: Int
            var pValue: Double
            var pCorrected: Double?
        }

        var first, second: String
        var utterances: Int
        var bootstrap: Bootstrap?
        var mapsswe: MatchedPairs
        var mcnemar: McNemar

        init(_ comparison: RecogniserComparison, _ sampling: Sampling) {
            (first, second, utterances) = (comparison.first, comparison.second, comparison.utterances)
            bootstrap = comparison.difference.map {
                Bootstrap(
                    difference: $0.difference, interval: Interval($0.spread, units: $0.units, sampling),
                    probabilityOfImprovement: $0.probabilityOfImprovement, pValue: $0.pValue,
                    pCorrected: comparison.corrected.bootstrap)
            }
            let pairs = comparison.matchedPairs
            mapsswe = MatchedPairs(
                segments: pairs.segments, referenceWords: pairs.referenceWords, firstErrors: pairs.firstErrors,
                secondErrors: pairs.secondErrors, meanDifference: pairs.meanDifference,
                standardDeviation: pairs.standardDeviation, z: pairs.z, pValue: pairs.pValue,
                pCorrected: comparison.corrected.matchedPairs)
            let test = comparison.mcNemar
            mcnemar = McNemar(
                bothRight: test.bothRight, onlyFirstRight: test.onlyFirstRight,
                onlySecondRight: test.onlySecondRight, bothWrong: test.bothWrong, pValue: test.pValue,
                pCorrected: comparison.corrected.mcNemar)
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
    /// Every two recognisers against each other; nil where that was not asked for.
    var tests: [Test]?
    var perUtterance: [Row]?

    private enum CodingKeys: String, CodingKey { case recognisers, tests, perUtterance }

    init(_ analysis: ErrorAnalysis, perUtterance: [Row]?) {
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
                groups: groups[place].isEmpty ? nil : groups[place])
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
        try container.encodeIfPresent(perUtterance, forKey: .perUtterance)
    }
}
