import ErrorAnalysis
import ErrorRate

extension ErrorRateJSON {
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
}
