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
        /// How long each label lasts; nil where the stretches say it.
        public var totals: [Total]?
        public var audio: AudioSource?

        public init(name: String, stretches: [Stretch], totals: [Total]? = nil, audio: AudioSource? = nil) {
            self.name = name
            self.stretches = stretches
            self.totals = totals
            self.audio = audio
        }
    }

    /// How long a label lasts.
    public struct Total: Sendable, Equatable {
        /// Where a label lasts longest without another between.
        public struct Longest: Sendable, Equatable {
            public var recording: String
            public var start: Double
            public var end: Double

            public init(recording: String, start: Double, end: Double) {
                self.recording = recording
                self.start = start
                self.end = end
            }

            package var seconds: Double { end - start }
        }

        /// Nil for what has no label.
        public var label: String?
        public var seconds: Double
        public var stretches: Int
        public var longest: Longest?

        public init(label: String?, seconds: Double = 0, stretches: Int = 0, longest: Longest? = nil) {
            self.label = label
            self.seconds = seconds
            self.stretches = stretches
            self.longest = longest
        }
    }

    public var title: String
    /// In the label set's order, which is that of the colours.
    public var labels: [String]
    public var recordings: [Recording]
    /// Recordings that are drawn; the others are counted.
    public var limit: Int
    /// How long each label lasts in all recordings, also those that are not given; nil where those that are say it.
    public var totals: [Total]?
    public var notes: [String]

    public init(
        title: String = "Emotions over time", labels: [String], recordings: [Recording], limit: Int = 60,
        totals: [Total]? = nil, notes: [String] = []
    ) {
        self.title = title
        self.labels = labels
        self.recordings = recordings
        self.limit = limit
        self.totals = totals
        self.notes = notes
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
        let shown = Array(recordings.prefix(limit))
        guard !shown.isEmpty else { return [] }
        let parts = stride(from: 0, to: shown.count, by: Self.rows).map {
            Array(shown[$0..<min($0 + Self.rows, shown.count)])
        }
        let ends = shown.flatMap { $0.stretches.map(\.end) }.filter(\.isFinite)
        // Room for the words in many stretches.
        let isWide = shown.contains { $0.stretches.count > Self.manyStretches }
        return parts.enumerated().map { place, part in
            var chart = chart(of: part)
            if parts.count > 1 { chart.title += ", \(place + 1) of \(parts.count)" }
            if isWide { chart.width = 960 }
            // One clock for all.
            chart.end = ends.max()
            return NamedFigure(name: "timeline", heading: nil, figure: chart.figure(), numbers: stretchTable(part))
        }
    }

    private func chart(of recordings: [Recording]) -> TimelineChart {
        TimelineChart(
            title: title,
            summary: "A row for each recording; stretches without a label are left pale.",
            rows: recordings.map { recording in
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
    }

    public func body(id: String) -> [Markup] {
        let legend = PageParts.legend(labels.enumerated().map { (name: $1, series: $0, swatch: .bar) })
        var parts = notes.map(PageParts.note) + [legend, PageParts.panels(figures, id: id)]
        if recordings.count > limit {
            parts.append(
                PageParts.note("\(Numbers.count(recordings.count - limit)) more recordings are not drawn."))
        }
        parts.append(summary)
        if recordings.contains(where: { $0.totals != nil }) { parts.append(recordingTable) }
        let audible = recordings.prefix(limit).filter { $0.audio?.isPlayable == true }
        if !audible.isEmpty { parts.append(Self.players(audible)) }
        return parts
    }

    /// From here on a drawing is wide.
    private static let manyStretches = 12
    /// Recordings in one drawing: as many as fit on a printed page.
    private static let rows = 25

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
