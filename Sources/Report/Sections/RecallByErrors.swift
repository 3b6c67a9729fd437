/// How well labels are found where the recogniser was right and where it was wrong: UAR by word error rate.
public struct RecallByErrors: ReportSection {
    /// Utterances of a range of word error rates.
    public struct Bin: Sendable {
        /// Such as `0.2 to 0.4`.
        public var name: String
        public var utterances: Int
        /// One for each of the panel's series, in their order; nil where a bin has too few utterances.
        public var values: [ResultsTable.Spread?]

        public init(name: String, utterances: Int, values: [ResultsTable.Spread?]) {
            self.name = name
            self.utterances = utterances
            self.values = values
        }
    }

    /// One model.
    public struct Panel: Sendable {
        public var title: String
        public var bins: [Bin]

        public init(title: String, bins: [Bin]) {
            self.title = title
            self.bins = bins
        }
    }

    public var title: String
    /// What is compared in each bin: at most four, such as `gold` and `asr:sphinx`.
    public var series: [String]
    public var panels: [Panel]
    public var notes: [String]

    public init(
        title: String = "Labels where words are wrong", series: [String], panels: [Panel], notes: [String] = []
    ) {
        self.title = title
        self.series = series
        self.panels = panels
        self.notes = notes
    }

    public var figures: [NamedFigure] {
        panels.map { panel in
            let chart = IntervalChart(
                title: "UAR by word error rate, \(panel.title)",
                summary: "Utterances in the ranges: "
                    + panel.bins.map { "\($0.name): \(Numbers.count($0.utterances))" }.joined(separator: "; ") + ".",
                horizontalTitle: "UAR",
                rows: panel.bins.map { bin in
                    .init(
                        label: bin.name,
                        values: zip(series, bin.values).enumerated().map { place, pair in
                            let (name, value) = pair
                            return .init(
                                series: place, value: value?.mean, lower: value?.interval?.lower,
                                upper: value?.interval?.upper,
                                tip: "\(name), \(bin.name): \(Numbers.fixed(value?.mean, 3))"
                                    + (value?.interval.map { ", \($0.text)" } ?? ""))
                        })
                })
            return NamedFigure(
                name: "uar by wer \(panel.title)", heading: panel.title, figure: chart.figure(),
                numbers: numbers(of: panel))
        }
    }

    public func body(id: String) -> [Markup] {
        let legend = PageParts.legend(series.enumerated().map { (name: $1, series: $0, swatch: .mark) })
        return notes.map(PageParts.note) + [legend, PageParts.panels(figures, id: id)]
    }

    private func numbers(of panel: Panel) -> Markup {
        PageParts.table(
            caption: "\(panel.title): UAR by word error rate",
            columns: [.init("Word error rate"), .init("Utterances", isNumber: true)]
                + series.flatMap { [.init($0, isNumber: true), .init("95 %", isNumber: true)] },
            rows: panel.bins.map { bin in
                [bin.name, Numbers.count(bin.utterances)]
                    + bin.values.flatMap { [Numbers.fixed($0?.mean, 3), $0?.interval?.text ?? Numbers.absent] }
            })
    }
}
