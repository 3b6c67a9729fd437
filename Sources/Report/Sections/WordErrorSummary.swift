/// Word error rate overall and by group, with what the errors are made of.
public struct WordErrorSummary: ReportSection {
    /// Summed alignment counts of some utterances.
    public struct Counts: Sendable, Equatable {
        public var utterances: Int
        public var hits: Int
        public var substitutions: Int
        public var deletions: Int
        public var insertions: Int

        public init(utterances: Int, hits: Int, substitutions: Int, deletions: Int, insertions: Int) {
            self.utterances = utterances
            self.hits = hits
            self.substitutions = substitutions
            self.deletions = deletions
            self.insertions = insertions
        }

        package var referenceWords: Int { hits + substitutions + deletions }
        package var errors: Int { substitutions + deletions + insertions }
        /// Summed errors over summed reference words; nil without reference words.
        package var wordErrorRate: Double? { rate(errors) }

        package func rate(_ count: Int) -> Double? {
            referenceWords == 0 ? nil : Double(count) / Double(referenceWords)
        }
    }

    /// Counts for each value of one property, such as each speaker.
    public struct Group: Sendable {
        public var title: String
        public var rows: [(label: String, counts: Counts)]

        public init(title: String, rows: [(label: String, counts: Counts)]) {
            self.title = title
            self.rows = rows
        }

        /// Stacked bars: substitutions, deletions, insertions.
        public func figure() -> SVGFigure {
            let bars = rows.map { row in
                let counts = row.counts
                let parts = [counts.substitutions, counts.deletions, counts.insertions]
                return BarChart.Row(
                    label: row.label, segments: parts.map { counts.rate($0) ?? 0 },
                    text: Numbers.percent(counts.wordErrorRate) + " %",
                    tip: "\(row.label): \(parts[0]) substitutions, \(parts[1]) deletions, \(parts[2]) insertions, "
                        + "\(counts.referenceWords) reference words")
            }
            return BarChart(
                title: "Word error rate \(title)", summary: "Errors in percent of the reference words.", rows: bars
            ).figure()
        }
    }

    public var title: String
    /// The recogniser, as it is to be named.
    public var recogniser: String
    /// The normalisation preset applied to both sides before counting.
    public var normalizer: String
    public var overall: Counts
    public var groups: [Group]
    /// The word error rate of each utterance that has reference words; none for no histogram.
    public var utteranceRates: [Double]

    public init(
        title: String = "Word errors", recogniser: String, normalizer: String, overall: Counts, groups: [Group] = [],
        utteranceRates: [Double] = []
    ) {
        self.title = title
        self.recogniser = recogniser
        self.normalizer = normalizer
        self.overall = overall
        self.groups = groups
        self.utteranceRates = utteranceRates
    }

    public var figures: [NamedFigure] {
        let bars = groups.map { group in
            NamedFigure(
                name: "wer \(recogniser) \(group.title)", heading: "WER \(group.title)", figure: group.figure(),
                numbers: table(caption: "Word errors \(group.title)", rows: group.rows))
        }
        guard !utteranceRates.isEmpty else { return bars }
        let without = utteranceRates.filter { $0 == 0 }.count
        let histogram = Histogram(
            title: "Word error rate of the utterances, \(recogniser)",
            summary: "\(Numbers.count(without)) of \(Numbers.count(utteranceRates.count)) utterances without an error; "
                + "the last bar holds all from \(Numbers.fixed(1 - 1 / Double(Self.bins), 2)) on.",
            horizontalTitle: "word error rate",
            counts: Histogram.counts(of: utteranceRates, bins: Self.bins), isOpen: true)
        let numbers = PageParts.table(
            caption: "Utterances by word error rate",
            columns: [.init("Word error rate"), .init("Utterances", isNumber: true)],
            rows: histogram.counts.enumerated().map { [histogram.name(of: $0), Numbers.count($1)] })
        return bars + [
            NamedFigure(
                name: "wer \(recogniser) utterances", heading: "WER of the utterances", figure: histogram.figure(),
                numbers: numbers)
        ]
    }

    private static let bins = 20

    public func body(id: String) -> [Markup] {
        let perUtterance = overall.utterances == 0 ? nil : Double(overall.errors) / Double(overall.utterances)
        let statement =
            "\(recogniser): word error rate \(Numbers.percent(overall.wordErrorRate)) % "
            + "(\(Numbers.count(overall.errors)) errors in \(Numbers.count(overall.referenceWords)) reference words, "
            + "\(Numbers.fixed(perUtterance, 2)) errors an utterance over \(Numbers.count(overall.utterances)) "
            + "utterances), normaliser \(normalizer)."
        let legend = PageParts.legend([
            (name: "substitutions", series: 0, swatch: .bar), (name: "deletions", series: 1, swatch: .bar),
            (name: "insertions", series: 2, swatch: .bar),
        ])
        let drawn = figures
        return [.element("p", [:], [.text(statement)])]
            + (groups.isEmpty ? [table(caption: "Word errors", rows: [("all", overall)])] : [legend])
            + (drawn.isEmpty ? [] : [PageParts.panels(drawn, id: id)])
    }

    private func table(caption: String, rows: [(label: String, counts: Counts)]) -> Markup {
        PageParts.table(
            caption: caption,
            columns: [.init("")]
                + ["Utterances", "Words", "Sub", "Del", "Ins", "WER %"].map { .init($0, isNumber: true) },
            rows: rows.map { label, counts in
                let numbers = [
                    counts.utterances, counts.referenceWords, counts.substitutions, counts.deletions, counts.insertions,
                ]
                return [label] + numbers.map(Numbers.count) + [Numbers.percent(counts.wordErrorRate)]
            })
    }
}
