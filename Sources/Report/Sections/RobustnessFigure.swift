/// What injected word errors do to the models that read words, beside the model that reads none.
public struct RobustnessFigure: ReportSection {
    /// Measures at one rate of injected errors.
    public struct Point: Sendable {
        /// The word error rate that was reached, 0...1 and more.
        public var rate: Double
        public var recall: ResultsTable.Spread

        public init(rate: Double, recall: ResultsTable.Spread) {
            self.rate = rate
            self.recall = recall
        }
    }

    /// One model that reads words.
    public struct Curve: Sendable {
        public var name: String
        public var points: [Point]
        /// The word error rate from which on the text-free model is better; nil where the curves do not cross.
        public var crossing: Double?
        /// What is said about the crossing.
        public var statement: String

        public init(name: String, points: [Point], crossing: Double?, statement: String = "") {
            self.name = name
            self.points = points
            self.crossing = crossing
            self.statement = statement
        }
    }

    public var title: String
    public var curves: [Curve]
    /// The model without words; nil where it was not trained.
    public var baselineName: String
    public var baseline: ResultsTable.Spread?
    public var notes: [String]

    public init(
        title: String = "When does text stop helping?", curves: [Curve], baselineName: String = "ARE",
        baseline: ResultsTable.Spread?, notes: [String] = []
    ) {
        self.title = title
        self.curves = curves
        self.baselineName = baselineName
        self.baseline = baseline
        self.notes = notes
    }

    public var figures: [NamedFigure] {
        let lines = curves.enumerated().map { place, curve in
            let points = curve.points.map { (x: $0.rate, y: $0.recall.mean) }
            let ranges = curve.points.map {
                (lower: $0.recall.interval?.lower ?? .nan, upper: $0.recall.interval?.upper ?? .nan)
            }
            return LineChart.Line(
                name: curve.name, points: points, series: place,
                tips: curve.points.map {
                    "\(curve.name) at word error rate \(Numbers.fixed($0.rate, 2)): \(Numbers.fixed($0.recall.mean, 3))"
                        + ($0.recall.interval.map { ", \($0.text)" } ?? "")
                }, range: ranges, label: curve.name)
        }
        let rates = curves.flatMap { $0.points.map(\.rate) }.filter(\.isFinite)
        var all = lines
        if let baseline, let first = rates.min(), let last = rates.max() {
            let range = baseline.interval.map { (lower: $0.lower, upper: $0.upper) }
            all.append(
                LineChart.Line(
                    name: baselineName, points: [(first, baseline.mean), (last, baseline.mean)], series: curves.count,
                    dashed: true, range: range.map { [$0, $0] } ?? [], label: "\(baselineName), no words"))
        }
        let chart = LineChart(
            title: "UAR by injected word errors",
            summary: curves.map(\.statement).filter { !$0.isEmpty }.joined(separator: " "),
            horizontalTitle: "word error rate", verticalTitle: "UAR", lines: all,
            guides: curves.compactMap { curve in
                curve.crossing.map { ($0, "\(curve.name) \(Numbers.fixed($0, 2))") }
            }, size: (width: 720, height: 320), lowest: nil)
        return [NamedFigure(name: "robustness", heading: "UAR", figure: chart.figure(), numbers: numbers)]
    }

    public func body(id: String) -> [Markup] { notes.map(PageParts.note) + [PageParts.panels(figures, id: id)] }

    private var numbers: Markup {
        PageParts.table(
            caption: "UAR by injected word errors",
            columns: [.init("Model")] + ["Word error rate", "UAR", "95 %"].map { .init($0, isNumber: true) },
            rows: curves.flatMap { curve in
                curve.points.map { point in
                    [
                        curve.name, Numbers.fixed(point.rate, 3), Numbers.fixed(point.recall.mean, 3),
                        point.recall.interval?.text ?? Numbers.absent,
                    ]
                }
            }
                + (baseline.map {
                    [[baselineName, Numbers.absent, Numbers.fixed($0.mean, 3), $0.interval?.text ?? Numbers.absent]]
                } ?? []))
    }
}
