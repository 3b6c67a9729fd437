import Models
import Training

/// The tests of one gold-trained model on transcripts with word errors, run by run.
struct InjectedPredictions {
    /// What was tested.
    struct Key: Hashable {
        let architecture: Architecture
        let injection: WordErrorInjection
    }

    /// How many runs have each test place right.
    private(set) var hits: [Int]
    private(set) var metrics: [ClassificationMetrics] = []
    private(set) var errors = 0
    private(set) var referenceWords = 0
    private let places: TestPlaces
    private let classes: Int

    init(places: TestPlaces, classes: Int) {
        self.places = places
        self.classes = classes
        hits = [Int](repeating: 0, count: places.count)
    }

    /// Adds a run: its tests fold by fold; left out unless all are there.
    mutating func add(_ folds: [InjectedTest?]) {
        let tests = folds.compactMap(\.self)
        guard tests.count == places.starts.count else { return }
        let predicted = tests.flatMap(\.predicted)
        for place in predicted.indices where predicted[place] == places.labels[place] { hits[place] += 1 }
        metrics.append(ClassificationMetrics(gold: places.labels, predicted: predicted, classes: classes))
        errors += tests.reduce(0) { $0 + $1.errors }
        referenceWords += tests.reduce(0) { $0 + $1.referenceWords }
    }
}

/// Draws the robustness curves of a comparison, and finds where they meet the text-free model.
struct RobustnessCurves {
    let rows: [PooledPredictions]
    let injected: [InjectedPredictions.Key: InjectedPredictions]
    let resampling: Resampling
    let places: TestPlaces
    let classes: Int

    /// For each gold-trained model and each recogniser, in these orders.
    func curves(architectures: [Architecture], recognisers: [TranscriptVariant], rates: [Double]) -> [RobustnessCurve] {
        let textFree = rows.first { $0.row.architecture == .are && $0.runs > 0 }.map(figure)
        var curves: [RobustnessCurve] = []
        for architecture in architectures {
            for recogniser in recognisers {
                let points = points(architecture, recogniser, rates)
                guard points.count > 1 else { continue }
                curves.append(curve(architecture, recogniser, points, textFree))
            }
        }
        return curves
    }

    private func curve(
        _ architecture: Architecture, _ recogniser: TranscriptVariant, _ points: [Point], _ textFree: RecallFigure?
    ) -> RobustnessCurve {
        // The text-free model comes last, where there is one.
        let recalls = RecallFigures(
            points.map(\.figure) + [textFree].compactMap(\.self), resampling, places: places, classes: classes)
        let draws = recalls.replicates
        let shown = points.indices.map { place in
            RobustnessPoint(
                rate: points[place].rate, measuredRate: points[place].measuredRate,
                unweightedAverageRecall: MeanDeviation(points[place].metrics.map(\.unweightedAverageRecall)),
                interval: resampling.interval(draws[place].compactMap(\.self)),
                weightedAveragePrecision: MeanDeviation(points[place].metrics.map(\.weightedAveragePrecision)))
        }
        let recall = textFree == nil ? nil : recalls.values[points.count]
        var crossing: RobustnessCrossing?
        if architecture.usesAudio, let recall {
            crossing = self.crossing(
                shown, recall, draws: Array(draws.prefix(points.count)), baselines: draws[points.count])
        }
        return RobustnessCurve(
            architecture: architecture, recogniser: recogniser, points: shown, textFreeRecall: recall,
            crossing: crossing)
    }

    private struct Point {
        let rate: Double
        let measuredRate: Double
        let metrics: [ClassificationMetrics]
        let figure: RecallFigure
    }

    private func points(_ architecture: Architecture, _ recogniser: TranscriptVariant, _ rates: [Double]) -> [Point] {
        let gold = ModelCondition(architecture, Condition(train: .gold, test: .gold))
        var points: [Point] = []
        if let row = rows.first(where: { $0.row == gold }), row.runs > 0 {
            points.append(
                Point(
                    rate: 0, measuredRate: 0,
                    metrics: row.predicted.map {
                        ClassificationMetrics(gold: places.labels, predicted: $0.map(Int.init), classes: classes)
                    }, figure: figure(row)))
        }
        for rate in rates {
            let key = InjectedPredictions.Key(
                architecture: architecture, injection: WordErrorInjection(recogniser: recogniser, rate: rate))
            guard let tests = injected[key], !tests.metrics.isEmpty else { continue }
            points.append(
                Point(
                    rate: rate,
                    measuredRate: Double(tests.errors) / Double(max(1, tests.referenceWords)),
                    metrics: tests.metrics, figure: figure(tests.hits, runs: tests.metrics.count)))
        }
        return points
    }

    private func figure(_ row: PooledPredictions) -> RecallFigure { figure(row.hits, runs: row.runs) }

    private func figure(_ hits: [Int], runs: Int) -> RecallFigure {
        RecallFigure(hits: hits, runs: runs, included: Array(0..<places.count))
    }

    private func crossing(
        _ points: [RobustnessPoint], _ recall: Double, draws: [[Double?]], baselines: [Double?]
    ) -> RobustnessCrossing {
        let rates = points.map(\.rate)
        let found = CurveCrossing(
            rates: rates, differences: points.map { ($0.unweightedAverageRecall.mean ?? recall) - recall })
        let replicates = baselines.indices.compactMap { replicate -> CurveCrossing? in
            guard let baseline = baselines[replicate] else { return nil }
            let differences = draws.compactMap { $0[replicate].map { $0 - baseline } }
            return differences.count == rates.count ? CurveCrossing(rates: rates, differences: differences) : nil
        }
        return RobustnessCrossing(found, replicates: replicates)
    }
}
