/// What an annotated corpus came out as: how many of each label, and how sure the model was.
public struct LabelSummary: ReportSection {
    public var title: String
    /// In the label set's order.
    public var labels: [(label: String, count: Int)]
    public var abstained: Int
    public var failed: Int
    /// Probability of the label that was given, one an utterance.
    public var confidences: [Double]

    public init(
        title: String = "Labels", labels: [(label: String, count: Int)], abstained: Int, failed: Int,
        confidences: [Double]
    ) {
        self.title = title
        self.labels = labels
        self.abstained = abstained
        self.failed = failed
        self.confidences = confidences
    }

    private var labelled: Int { labels.reduce(0) { $0 + $1.count } }

    public func body(id: String) -> [Markup] {
        let statement =
            "\(Numbers.count(labelled + abstained + failed)) utterances: \(Numbers.count(labelled)) labelled, "
            + "\(Numbers.count(abstained)) abstained, \(Numbers.count(failed)) failed."
        return [.element("p", [:], [.text(statement)]), PageParts.panels(figures, id: id)]
    }

    public var figures: [NamedFigure] {
        let share = { (count: Int) in labelled == 0 ? nil : Double(count) / Double(labelled) }
        let bars = BarChart(
            title: "Labels given", summary: "Utterances given each label.",
            rows: labels.map { label, count in
                let percent = Numbers.percent(share(count))
                return .init(
                    label: label, segments: [Double(count)], text: "\(Numbers.count(count)) (\(percent) %)",
                    tip: "\(label): \(Numbers.count(count))")
            })
        let counts = Histogram.counts(of: confidences, bins: Self.bins)
        let histogram = Histogram(
            title: "Confidence", summary: "Utterances by the probability of the label they were given.",
            horizontalTitle: "confidence", counts: counts)
        let labelNumbers = PageParts.table(
            caption: "Labels given",
            columns: [.init("Label"), .init("Utterances", isNumber: true), .init("Percent", isNumber: true)],
            rows: labels.map { [$0, Numbers.count($1), Numbers.percent(share($1))] })
        let binNumbers = PageParts.table(
            caption: "Utterances by confidence",
            columns: [.init("Confidence"), .init("Utterances", isNumber: true)],
            rows: counts.enumerated().map { [histogram.name(of: $0), Numbers.count($1)] })
        return [
            NamedFigure(name: "labels", heading: "Labels given", figure: bars.figure(), numbers: labelNumbers),
            NamedFigure(name: "confidence", heading: "Confidence", figure: histogram.figure(), numbers: binNumbers),
        ]
    }

    private static let bins = 20
}
