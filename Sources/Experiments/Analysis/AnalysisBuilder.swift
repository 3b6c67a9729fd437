import Models
import Training

/// Collects the stored runs of a comparison, one at a time, and computes its analysis.
///
/// Of each run only the labels, the summed probabilities and, for the first, the attention are kept.
struct AnalysisBuilder {
    private let plan: ComparisonPlan
    private let data: ExperimentData
    private let places: TestPlaces
    private let resampling: Resampling
    private var rows: [PooledPredictions] = []
    private var injected: [InjectedPredictions.Key: InjectedPredictions] = [:]

    init(plan: ComparisonPlan, data: ExperimentData, replicates: Int = Resampling.usualReplicates) {
        self.plan = plan
        self.data = data
        places = TestPlaces(data)
        resampling = Resampling(data, places: places, seed: plan.seed, replicates: replicates)
    }

    /// Begins the next row of the table.
    mutating func begin(_ row: ModelCondition) {
        rows.append(PooledPredictions(row, places: places, classes: data.labels.count))
    }

    /// Adds a run of the row that was begun last: its trainings fold by fold.
    mutating func add(_ folds: [RunResult]) {
        guard let row = rows.last?.row, let run = folds.first?.job.run else { return }
        rows[rows.count - 1].add(folds.map { $0.test(row.condition.test) }, isFirstRun: run == 0)
        // A training is tested with word errors once, whatever the number of rows that it has.
        let isFirst = !rows.dropLast().contains {
            $0.row.architecture == row.architecture && $0.row.condition.train == row.condition.train
        }
        guard isFirst else { return }
        for injection in folds.first?.job.injections ?? [] {
            let key = InjectedPredictions.Key(architecture: row.architecture, injection: injection)
            injected[key, default: InjectedPredictions(places: places, classes: data.labels.count)]
                .add(folds.map { fold in fold.injected?.first { $0.injection == injection } })
        }
    }

    /// Everything, from the table of the same runs.
    func analysis(of table: ComparisonTable) -> ComparisonAnalysis {
        let classes = data.labels.count
        let replicates = RowReplicates(rows, resampling, places: places, classes: classes)
        let comparisons = PairedComparisons(rows, replicates, resampling, places: places).all
        let errors = plan.recognisers.map { UtteranceWordErrors(data, recogniser: $0) }
            .filter { $0.results.contains { $0 != nil } }
        let emotions = EmotionErrorRates(data: data, replicates: resampling.facts.replicates, seed: plan.seed)
        return ComparisonAnalysis(
            labels: data.labels, sampling: resampling.facts, rows: statistics(replicates, comparisons),
            comparisons: comparisons,
            wordErrorBins: errors.flatMap {
                WordErrorBins(errors: $0, places: places, resampling: resampling, classes: classes).bins(rows)
            },
            wordErrorsByEmotion: errors.flatMap(emotions.errors),
            flips: FlipFinder(
                data: data, places: places,
                errors: Dictionary(errors.map { ($0.recogniser, $0) }, uniquingKeysWith: { first, _ in first })
            ).flips(rows),
            confusions: ConfusionShares.all(table),
            robustness: RobustnessCurves(
                rows: rows, injected: injected, resampling: resampling, places: places, classes: classes
            ).curves(
                architectures: plan.architectures, recognisers: plan.recognisers, rates: plan.wordErrorRates),
            calibration: rows.compactMap(CalibrationCurve.init))
    }

    private func statistics(_ replicates: RowReplicates, _ comparisons: [PairedComparison]) -> [RowStatistics] {
        let best = BestRows(rows.map(\.row), comparisons)
        var measures = rows.map { _ in [MeasureStatistic]() }
        for (place, measure) in Measure.allCases.enumerated() {
            let means = rows.indices.map { MeanDeviation(replicates.perRun($0, measure)).mean }
            for (row, isBest) in best.best(measure, means: means).enumerated() {
                measures[row].append(
                    MeasureStatistic(
                        measure: measure, mean: means[row],
                        interval: resampling.interval(replicates.values[row][place]), isBest: isBest))
            }
        }
        return zip(rows, measures).map { RowStatistics(row: $0.row, measures: $1) }
    }
}

extension ConfusionShares {
    /// Of each row of a table.
    static func all(_ table: ComparisonTable) -> [ConfusionShares] {
        table.rows.map { row in
            let gold = table.rows.first {
                $0.architecture == row.architecture && $0.condition == Condition(train: .gold, test: .gold)
            }
            let difference = gold.flatMap { gold -> [[Double]]? in
                guard gold.condition != row.condition else { return nil }
                return zip(row.confusion.rowPercent, gold.confusion.rowPercent).map { zip($0, $1).map { $0 - $1 } }
            }
            return ConfusionShares(
                row: ModelCondition(row.architecture, row.condition), confusion: row.confusion,
                differenceToGold: difference)
        }
    }
}

extension CalibrationCurve {
    /// Of one row; nil without a complete run.
    init?(_ predictions: PooledPredictions) {
        let count = predictions.reliability.bins.reduce(0) { $0 + $1.count }
        guard count > 0 else { return nil }
        row = predictions.row
        self.predictions = count
        expectedCalibrationError = predictions.reliability.expectedCalibrationError
        brierScore = predictions.squaredErrors / Double(count)
        negativeLogLikelihood = predictions.logLosses / Double(count)
        let width = 1 / Double(ReliabilityBins.count)
        bins = predictions.reliability.bins.enumerated().filter { $0.element.count > 0 }.map { place, bin in
            ReliabilityBin(
                low: Double(place) * width, high: Double(place + 1) * width, count: bin.count,
                confidence: bin.confidence / Double(bin.count), accuracy: Double(bin.right) / Double(bin.count))
        }
    }
}
