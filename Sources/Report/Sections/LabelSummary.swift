/// What an annotated corpus came out as: how many of each label, and how sure the model was.
public struct LabelSummary: ReportSection {
    public var title: String
    /// In the label set's order.
    public var labels: [(label: String, count: Int)]
    public var abstained: Int
    public var failed: Int
    /// Utterances by the probability of the label they were given: `bins` equal parts of 0...1.
    public var confidenceCounts: [Int]
    /// Why utterances failed, the most frequent cause first.
    public var failures: [Failure]
    public var notes: [String]

    /// A cause for which utterances failed.
    public struct Failure: Sendable, Equatable {
        /// Its short name.
        public var cause: String
        public var count: Int
        /// The first such utterance.
        public var id: String
        /// Why that one failed, in words.
        public var reason: String

        public init(cause: String, count: Int, id: String, reason: String) {
            self.cause = cause
            self.count = count
            self.id = id
            self.reason = reason
        }
    }

    /// - Parameters:
    ///   - title: the heading.
    ///   - labels: in the label set's order.
    ///   - abstained: utterances whose label was withheld.
    ///   - failed: utterances without a label.
    ///   - confidenceCounts: as many as `bins`, or `confidences` instead.
    ///   - failures: by cause.
    ///   - notes: what else is to be said.
    public init(
        title: String = "Labels", labels: [(label: String, count: Int)], abstained: Int, failed: Int,
        confidenceCounts: [Int], failures: [Failure] = [], notes: [String] = []
    ) {
        self.title = title
        self.labels = labels
        self.abstained = abstained
        self.failed = failed
        self.confidenceCounts = confidenceCounts
        self.failures = failures
        self.notes = notes
    }

    /// The same from the probabilities of the labels that were given, one an utterance.
    public init(
        title: String = "Labels", labels: [(label: String, count: Int)], abstained: Int, failed: Int,
        confidences: [Double]
    ) {
        self.init(
            title: title, labels: labels, abstained: abstained, failed: failed,
            confidenceCounts: Histogram.counts(of: confidences, bins: Self.bins))
    }

    private var labelled: Int { labels.reduce(0) { $0 + $1.count } }

    public func body(id: String) -> [Markup] {
        let statement =
            "\(Numbers.count(labelled + abstained + failed)) utterances: \(Numbers.count(labelled)) labelled, "
            + "\(Numbers.count(abstained)) abstained, \(Numbers.count(failed)) failed."
        var parts = [.element("p", [:], [.text(statement)])] + notes.map(PageParts.note)
        parts.append(PageParts.panels(figures, id: id))
        if !failures.isEmpty { parts.append(failureTable) }
        return parts
    }

    private var failureTable: Markup {
        PageParts.table(
            caption: "Why utterances failed",
            columns: [.init("Cause"), .init("Utterances", isNumber: true), .init("For example"), .init("Reason")],
            rows: failures.map { [$0.cause, Numbers.count($0.count), $0.id, $0.reason] })
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
        let histogram = Histogram(
            title: "Confidence", summary: "Utterances by the probability of the label they were given.",
            horizontalTitle: "confidence", counts: confidenceCounts)
        let labelNumbers = PageParts.table(
            caption: "Labels given",
            columns: [.init("Label"), .init("Utterances", isNumber: true), .init("Percent", isNumber: true)],
            rows: labels.map { [$0, Numbers.count($1), Numbers.percent(share($1))] })
        let binNumbers = PageParts.table(
            caption: "Utterances by confidence",
            columns: [.init("Confidence"), .init("Utterances", isNumber: true)],
            rows: confidenceCounts.enumerated().map { [histogram.name(of: $0), Numbers.count($1)] })
        return [
            NamedFigure(name: "labels", heading: "Labels given", figure: bars.figure(), numbers: labelNumbers),
            NamedFigure(name: "confidence", heading: "Confidence", figure: histogram.figure(), numbers: binNumbers),
        ]
    }

    /// Bars of the confidences.
    public static let bins = 20
}
