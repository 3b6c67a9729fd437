/// Emotions over time, a row for each recording, with what each emotion's share of the time is.
public struct EmotionTimeline: ReportSection {
    /// A piece of a recording with one label.
    public struct Stretch: Sendable {
        /// Seconds from the recording's start; a stretch that ends before it begins counts for nothing.
        public var start: Double
        public var end: Double
        /// Nil where no label was given.
        public var label: String?
        /// Probability of the label.
        public var confidence: Double?

        public init(start: Double, end: Double, label: String?, confidence: Double? = nil) {
            self.start = start
            self.end = end
            self.label = label
            self.confidence = confidence
        }

        package var seconds: Double { end > start && start.isFinite && end.isFinite ? end - start : 0 }
    }

    /// A recording with its pieces.
    public struct Recording: Sendable {
        public var name: String
        /// In order of time.
        public var stretches: [Stretch]

        public init(name: String, stretches: [Stretch]) {
            self.name = name
            self.stretches = stretches
        }
    }

    public var title: String
    /// In the label set's order, which is that of the colours.
    public var labels: [String]
    public var recordings: [Recording]
    /// Recordings that are drawn; the others are counted.
    public var limit: Int

    public init(
        title: String = "Emotions over time", labels: [String], recordings: [Recording], limit: Int = 60
    ) {
        self.title = title
        self.labels = labels
        self.recordings = recordings
        self.limit = limit
    }

    /// Neighbouring pieces with the same label and no more than a tenth of a second between them, as one.
    package static func joined(_ stretches: [Stretch]) -> [Stretch] {
        var result: [Stretch] = []
        for stretch in stretches where stretch.seconds > 0 {
            if let last = result.last, last.label == stretch.label, stretch.start - last.end <= 0.1 {
                result[result.count - 1].end = max(last.end, stretch.end)
                if last.confidence != stretch.confidence { result[result.count - 1].confidence = nil }
            } else {
                result.append(stretch)
            }
        }
        return result
    }

    public var figures: [NamedFigure] {
        let shown = recordings.prefix(limit)
        guard !shown.isEmpty else { return [] }
        let chart = TimelineChart(
            title: title,
            summary: "A row for each recording; stretches without a label are left pale.",
            rows: shown.map { recording in
                .init(
                    label: recording.name,
                    stretches: Self.joined(recording.stretches).map { stretch in
                        let place = stretch.label.flatMap(labels.firstIndex(of:))
                        let name = stretch.label ?? "no label"
                        let sure = stretch.confidence.map { " (\(Numbers.fixed($0, 2)))" } ?? ""
                        return .init(
                            start: stretch.start, end: stretch.end, series: place, label: name,
                            tip: "\(name)\(sure), \(Self.clock(stretch.start)) to \(Self.clock(stretch.end))")
                    })
            })
        return [
            NamedFigure(name: "timeline", heading: nil, figure: chart.figure(), numbers: stretchTable(Array(shown)))
        ]
    }

    public func body(id: String) -> [Markup] {
        let legend = PageParts.legend(labels.enumerated().map { (name: $1, series: $0, swatch: .bar) })
        var parts = [legend, PageParts.panels(figures, id: id), summary]
        if recordings.count > limit {
            parts.insert(
                PageParts.note("\(Numbers.count(recordings.count - limit)) more recordings are not drawn."), at: 2)
        }
        return parts
    }

    /// Share of the time of each label, and where its longest stretch is.
    private var summary: Markup {
        let all = recordings.flatMap { recording in
            Self.joined(recording.stretches).map { (recording: recording.name, stretch: $0) }
        }
        let total = all.reduce(0) { $0 + $1.stretch.seconds }
        let rows = (labels.map(Optional.some) + [nil]).compactMap { label -> [String]? in
            let own = all.filter { $0.stretch.label == label }
            guard label != nil || !own.isEmpty else { return nil }
            let seconds = own.reduce(0) { $0 + $1.stretch.seconds }
            let longest = own.max { $0.stretch.seconds < $1.stretch.seconds }
            return [
                label ?? "no label", Self.clock(seconds), total > 0 ? Numbers.percent(seconds / total) : Numbers.absent,
                Numbers.count(own.count), longest.map { Self.clock($0.stretch.seconds) } ?? Numbers.absent,
                longest.map { "\($0.recording), \(Self.clock($0.stretch.start))" } ?? Numbers.absent,
            ]
        }
        return PageParts.table(
            caption: "Share of the time of each label, and its longest stretch",
            columns: [
                .init("Label"), .init("Time", isNumber: true), .init("Percent", isNumber: true),
                .init("Stretches", isNumber: true), .init("Longest", isNumber: true), .init("Where it begins"),
            ],
            rows: rows)
    }

    private func stretchTable(_ shown: [Recording]) -> Markup {
        let rows = shown.flatMap { recording in
            Self.joined(recording.stretches).map { stretch in
                [
                    recording.name, Self.clock(stretch.start), Self.clock(stretch.end), stretch.label ?? "no label",
                    Numbers.fixed(stretch.confidence, 2),
                ]
            }
        }
        return PageParts.table(
            caption: "The stretches" + (rows.count > Self.listed ? ", the first \(Numbers.count(Self.listed))" : ""),
            columns: [
                .init("Recording"), .init("From", isNumber: true), .init("To", isNumber: true), .init("Label"),
                .init("Confidence", isNumber: true),
            ],
            rows: Array(rows.prefix(Self.listed)))
    }

    private static let listed = 500

    /// `4.2 s`, `3:07`, `1:02:07`.
    package static func clock(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0 else { return Numbers.absent }
        guard seconds >= 60 else { return Numbers.fixed(seconds, 1) + " s" }
        let whole = Int(seconds.rounded(.down))
        let parts = whole >= 3600 ? [whole / 3600, whole / 60 % 60, whole % 60] : [whole / 60, whole % 60]
        return parts.enumerated().map { place, part in
            place > 0 && part < 10 ? "0\(part)" : String(part)
        }.joined(separator: ":")
    }
}
