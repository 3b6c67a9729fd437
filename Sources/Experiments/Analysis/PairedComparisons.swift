import ErrorRate
import Glibc
import Models

/// Compares rows of the table in pairs and corrects all p-values of one kind together.
struct PairedComparisons {
    private let rows: [PooledPredictions]
    private let replicates: RowReplicates
    private let resampling: Resampling
    private let places: TestPlaces

    init(_ rows: [PooledPredictions], _ replicates: RowReplicates, _ resampling: Resampling, places: TestPlaces) {
        self.rows = rows
        self.replicates = replicates
        self.resampling = resampling
        self.places = places
    }

    /// All comparisons, corrected: those between models first, in the table's order.
    var all: [PairedComparison] {
        let votes = rows.map(\.votes)
        let pairs = Self.pairs(rows.map(\.row))
        let differences = pairs.map { pair in Measure.allCases.map { difference($0, pair.first, pair.second) } }
        let corrected = Measure.allCases.indices.map { measure in
            HolmCorrection.corrected(differences.map { $0[measure].pValue })
        }
        let tests = pairs.map { pair in
            rows[pair.first].runs > 0 && rows[pair.second].runs > 0
                ? mcNemar(votes[pair.first], votes[pair.second]) : nil
        }
        let correctedVotes = HolmCorrection.corrected(tests.map { $0?.pValue })
        return pairs.indices.map { place in
            PairedComparison(
                kind: pairs[place].kind, first: rows[pairs[place].first].row, second: rows[pairs[place].second].row,
                measures: differences[place].enumerated().map { measure, difference in
                    difference.corrected(corrected[measure][place])
                },
                votes: tests[place].map { VoteComparison($0, corrected: correctedVotes[place] ?? 1) })
        }
    }

    /// Which rows are compared.
    ///
    /// Models: any two on the same transcripts, a model without text on all of them. Transcripts of one model: gold with all
    /// others, and recognisers with each other where train and test are the same.
    static func pairs(_ rows: [ModelCondition]) -> [(kind: PairedComparison.Kind, first: Int, second: Int)] {
        var models: [(kind: PairedComparison.Kind, first: Int, second: Int)] = []
        var transcripts = models
        let gold = Condition(train: .gold, test: .gold)
        for first in rows.indices {
            for second in rows.indices.dropFirst(first + 1) {
                let (one, other) = (rows[first], rows[second])
                if one.architecture == other.architecture {
                    let isMatched = [one.condition, other.condition].allSatisfy { $0.train == $0.test }
                    if one.condition == gold || other.condition == gold || isMatched {
                        transcripts.append((.transcripts, first, second))
                    }
                } else if one.condition == other.condition || one.condition == .textFree
                    || other.condition == .textFree
                {
                    models.append((.models, first, second))
                }
            }
        }
        return models + transcripts
    }

    private func difference(_ measure: Measure, _ first: Int, _ second: Int) -> MeasureDifference {
        let runs = (replicates.perRun(first, measure), replicates.perRun(second, measure))
        let means = (MeanDeviation(runs.0), MeanDeviation(runs.1))
        let place = Measure.allCases.firstIndex(of: measure) ?? 0
        let draws = (replicates.values[first][place], replicates.values[second][place])
        var signs = ReplicateSigns()
        var differences: [Double] = []
        if draws.0.count == draws.1.count {
            differences = zip(draws.0, draws.1).map { Self.difference($0, $1) }
            for difference in differences { signs.add(difference) }
        }
        return MeasureDifference(
            measure: measure, first: means.0.mean, second: means.1.mean,
            difference: means.0.mean.flatMap { one in means.1.mean.map { Self.difference(one, $0) } },
            interval: resampling.interval(differences), pValue: differences.isEmpty ? nil : signs.pValue,
            correctedPValue: nil, cohensD: Self.cohensD(means.0, means.1))
    }

    /// Means of the same fractions in another order may differ in their last bits; that is no difference.
    private static func difference(_ first: Double, _ second: Double) -> Double {
        let difference = first - second
        return abs(difference) < 1e-12 ? 0 : difference
    }

    /// The difference of two means by the root of the mean variance (Cohen 1988, equation 2.3.2).
    static func cohensD(_ first: MeanDeviation, _ second: MeanDeviation) -> Double? {
        guard let mean = first.mean, let other = second.mean, let deviation = first.deviation,
            let otherDeviation = second.deviation
        else { return nil }
        let pooled = ((deviation * deviation + otherDeviation * otherDeviation) / 2).squareRoot()
        return pooled > 0 ? (mean - other) / pooled : nil
    }

    private func mcNemar(_ first: [Int], _ second: [Int]) -> McNemarTest {
        var test = McNemarTest()
        for place in places.labels.indices {
            test.add(
                firstIsRight: first[place] == places.labels[place], secondIsRight: second[place] == places.labels[place]
            )
        }
        return test
    }
}

extension MeasureDifference {
    fileprivate func corrected(_ value: Double?) -> MeasureDifference {
        MeasureDifference(
            measure: measure, first: first, second: second, difference: difference, interval: interval, pValue: pValue,
            correctedPValue: value, cohensD: cohensD)
    }
}

extension VoteComparison {
    init(_ test: McNemarTest, corrected: Double) {
        bothRight = test.bothRight
        onlyFirstRight = test.onlyFirstRight
        onlySecondRight = test.onlySecondRight
        bothWrong = test.bothWrong
        pValue = test.pValue
        correctedPValue = corrected
        let count = Double(max(1, test.bothRight + test.discordant + test.bothWrong))
        let shares = (
            Double(test.bothRight + test.onlyFirstRight) / count, Double(test.bothRight + test.onlySecondRight) / count
        )
        // Cohen 1988, equation 6.2.1.
        cohensH = 2 * asin(shares.0.squareRoot()) - 2 * asin(shares.1.squareRoot())
    }
}
