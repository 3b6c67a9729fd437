/// Whether probabilities can be believed: how often labels are right, by how sure the model was.
public struct Calibration: ReportSection {
    /// Predictions of similar confidence.
    public struct Bin: Sendable {
        public var count: Int
        public var meanConfidence: Double
        /// Share of right labels.
        public var accuracy: Double

        public init(count: Int, meanConfidence: Double, accuracy: Double) {
            self.count = count
            self.meanConfidence = meanConfidence
            self.accuracy = accuracy
        }
    }

    /// One model on one condition.
    public struct Panel: Sendable {
        public var title: String
        /// Those that hold predictions, in order of confidence.
        public var bins: [Bin]
        /// Measures by name, such as the expected calibration error.
        public var measures: [(name: String, value: Double)]

        public init(title: String, bins: [Bin], measures: [(name: String, value: Double)]) {
            self.title = title
            self.bins = bins
            self.measures = measures
        }

        fileprivate func figure() -> SVGFigure {
            let total = bins.reduce(0) { $0 + $1.count }
            let points = bins.map { (x: $0.meanConfidence, y: $0.accuracy) }
            return LineChart(
                title: "Calibration, \(title)",
                summary: measures.map { "\($0.name) \(Numbers.fixed($0.value, 3))" }.joined(separator: ", ")
                    + (measures.isEmpty ? "" : "; ") + "\(Numbers.count(total)) predictions.",
                horizontalTitle: "confidence", verticalTitle: "share of right labels",
                lines: [
                    LineChart.Line(
                        name: title, points: points, series: 0,
                        tips: bins.map {
                            "confidence \(Numbers.fixed($0.meanConfidence, 2)): \(Numbers.fixed($0.accuracy, 2)) right "
                                + "of \(Numbers.count($0.count))"
                        })
                ], size: (width: 360, height: 300), isUnitSquare: true
            ).figure()
        }
    }

    public var title: String
    public var panels: [Panel]
    public var notes: [String]

    public init(title: String = "Calibration", panels: [Panel], notes: [String] = []) {
        self.title = title
        self.panels = panels
        self.notes = notes
    }

    public var figures: [NamedFigure] {
        panels.map { panel in
            NamedFigure(
                name: "calibration \(panel.title)", heading: panel.title, figure: panel.figure(),
                numbers: PageParts.table(
                    caption: "\(panel.title): right labels by confidence",
                    columns: ["Confidence", "Predictions", "Right"].map { .init($0, isNumber: true) },
                    rows: panel.bins.map { bin in
                        [
                            Numbers.fixed(bin.meanConfidence, 3), Numbers.count(bin.count),
                            Numbers.fixed(bin.accuracy, 3),
                        ]
                    }))
        }
    }

    public func body(id: String) -> [Markup] {
        [
            PageParts.note(
                "On the dotted diagonal a label with probability 0.7 is right seven times in ten. Points below it: the "
                    + "model is surer than it should be.")
        ] + notes.map(PageParts.note) + [PageParts.panels(figures, id: id)]
    }
}
