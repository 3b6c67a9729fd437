import Corpus
public import Models
public import Training

/// Mean and standard deviation of one measure over runs.
public struct MeanDeviation: Codable, Equatable, Sendable {
    /// Number of values.
    public let count: Int
    /// Their mean; nil without values.
    public let mean: Double?
    /// Sample standard deviation (n − 1); nil with fewer than two values.
    public let deviation: Double?

    /// Of these values, in this order.
    public init(_ values: [Double]) {
        count = values.count
        guard !values.isEmpty else {
            mean = nil
            deviation = nil
            return
        }
        let average = values.reduce(0, +) / Double(values.count)
        mean = average
        let squares = values.reduce(0) { $0 + ($1 - average) * ($1 - average) }
        deviation = values.count < 2 ? nil : (squares / Double(values.count - 1)).squareRoot()
    }
}

/// The measures of the table.
public struct MeasureSummary: Codable, Equatable, Sendable {
    /// WAP.
    public let weightedAveragePrecision: MeanDeviation
    /// WA.
    public let weightedAccuracy: MeanDeviation
    /// UAR.
    public let unweightedAverageRecall: MeanDeviation
    /// Macro-F1.
    public let macroF1: MeanDeviation

    /// Over these results, in this order.
    public init(_ metrics: [ClassificationMetrics]) {
        weightedAveragePrecision = MeanDeviation(metrics.map(\.weightedAveragePrecision))
        weightedAccuracy = MeanDeviation(metrics.map(\.weightedAccuracy))
        unweightedAverageRecall = MeanDeviation(metrics.map(\.unweightedAverageRecall))
        macroF1 = MeanDeviation(metrics.map(\.macroF1))
    }

    /// The four with their short names, in the order of the table's columns.
    public var named: [(name: String, value: MeanDeviation)] {
        [
            ("WAP", weightedAveragePrecision), ("WA", weightedAccuracy), ("UAR", unweightedAverageRecall),
            ("macro-F1", macroF1),
        ]
    }
}

/// The table of a comparison: models × conditions, each with its mean and standard deviation.
///
/// There are two ways to make one number of a run on several folds, and both are here. *Pooled*, the headline: the test
/// predictions of a run's folds are put together and measured once, and the deviation is over runs. *Per fold*: each
/// fold of each run is measured, and mean and deviation are over all of those, so that the deviation holds the
/// differences between folds as well. Small speaker folds, which can lack a class, are only comparable when pooled.
public struct ComparisonTable: Codable, Equatable, Sendable {
    /// One model on one condition.
    public struct Row: Codable, Equatable, Sendable {
        /// The model.
        public let architecture: Architecture
        /// The transcripts it was trained and tested on.
        public let condition: Condition
        /// Over the runs that have all their folds.
        public let pooled: MeasureSummary
        /// Over every fold of every run.
        public let perFold: MeasureSummary
        /// Trainings that failed; their runs are missing from `pooled`.
        public let failed: Int
        /// All test predictions of all runs and folds.
        public let confusion: ConfusionMatrix
        /// Intervals, and what may be set in bold, for each of `Measure.allCases`; empty until the analysis is done.
        public internal(set) var statistics: [MeasureStatistic] = []
    }

    /// Label names in the order of the label indices.
    public let labels: [String]
    /// In the order of the plan.
    public private(set) var rows: [Row]
    /// What stands beneath the table: how it was made.
    public private(set) var caption: Caption

    /// How a table was made.
    public struct Caption: Codable, Equatable, Sendable {
        /// The fold scheme as it is written on the command line.
        public let foldScheme: String
        /// What the scheme tests, as `FoldScheme.explanation` says it.
        public let foldExplanation: String
        /// Number of folds.
        public let folds: Int
        /// Folds in which a speaker is in both test and the rest; nil if not all speakers are known.
        public let foldsMixingSpeakers: Int?
        /// Runs per fold.
        public let runs: Int
        /// Utterances of the corpus with a label.
        public let utterances: Int
        /// How many of them each label has.
        public let labelCounts: [Int]
        /// Test predictions of one run, all folds together.
        public let tested: Int
        /// How features were standardised.
        public let standardisation: StandardisationMode
        /// What every seed is derived from.
        public let seed: UInt64
        /// What the intervals drew; nil until the analysis is done.
        public fileprivate(set) var sampling: SamplingFacts?
    }

    /// The table with the intervals of its analysis.
    func adding(_ analysis: ComparisonAnalysis) -> ComparisonTable {
        var table = self
        for (place, row) in analysis.rows.enumerated() { table.rows[place].statistics = row.measures }
        table.caption.sampling = analysis.sampling
        return table
    }
}

/// Collects the results of a comparison into its table; results come in the plan's order.
struct TableBuilder {
    private let plan: ComparisonPlan
    private let data: ExperimentData
    private let standardisation: StandardisationMode
    private let gold: [[Int]]
    private var rows: [ComparisonTable.Row] = []

    init(plan: ComparisonPlan, data: ExperimentData, standardisation: StandardisationMode) {
        self.plan = plan
        self.data = data
        self.standardisation = standardisation
        gold = data.folds.map { $0.test.map { data.utterances[$0].label } }
    }

    /// The confusion matrix of one job's test on one variant; nil if it failed.
    func confusion(_ result: RunResult, _ variant: TranscriptVariant) -> ConfusionMatrix? {
        result.test(variant)?.confusion(gold: gold[result.job.fold], classes: data.labels.count)
    }

    /// Adds a row from the results `[run][fold]` of one model and condition.
    mutating func add(architecture: Architecture, condition: Condition, confusions: [[ConfusionMatrix?]]) {
        var pooled: [ClassificationMetrics] = []
        var perFold: [ClassificationMetrics] = []
        var all = ConfusionMatrix(classes: data.labels.count)
        for run in confusions {
            var sum = ConfusionMatrix(classes: data.labels.count)
            for case let fold? in run {
                sum.add(fold)
                perFold.append(ClassificationMetrics(fold))
            }
            all.add(sum)
            if run.allSatisfy({ $0 != nil }) { pooled.append(ClassificationMetrics(sum)) }
        }
        rows.append(
            ComparisonTable.Row(
                architecture: architecture, condition: condition, pooled: MeasureSummary(pooled),
                perFold: MeasureSummary(perFold), failed: confusions.joined().filter { $0 == nil }.count,
                confusion: all))
    }

    var table: ComparisonTable {
        ComparisonTable(
            labels: data.labels, rows: rows,
            caption: ComparisonTable.Caption(
                foldScheme: data.scheme.description, foldExplanation: data.scheme.explanation,
                folds: data.folds.count, foldsMixingSpeakers: mixingFolds,
                runs: plan.runs, utterances: data.utterances.count,
                labelCounts: data.labels.indices.map { label in data.utterances.filter { $0.label == label }.count },
                tested: gold.reduce(0) { $0 + $1.count }, standardisation: standardisation, seed: plan.seed))
    }

    private var mixingFolds: Int? {
        guard data.utterances.allSatisfy({ !$0.speaker.isEmpty }) else { return nil }
        return data.folds.filter { fold in
            let others = Set((fold.train + fold.dev).map { ByteKey(data.utterances[$0].speaker) })
            return fold.test.contains { others.contains(ByteKey(data.utterances[$0].speaker)) }
        }.count
    }
}
