/// Gathers what a timeline shows while rows go by, in memory that does not grow with their number.
///
/// Rows that follow each other and have the same recording are one recording. Sums are kept of all; stretches only of the
/// `limit` longest recordings that have more than one row and times, and of each no more than can be told apart in a
/// drawing: of one with more, stretches of equal length get the label that takes most of their time.
///
///     var collector = TimelineCollector(labels: model.labels)
///     for row in rows { collector.add(row) }
///     let section = collector.finish()
public struct TimelineCollector: Sendable {
    /// A row with its place.
    public struct Row: Sendable {
        /// Tells recordings apart: rows of one have the same.
        public var recording: String
        /// What the recording is called.
        public var name: String
        /// Where it can be opened.
        public var path: String?
        public var start: Double?
        public var end: Double?
        /// Nil where no label was given.
        public var label: String?
        public var confidence: Double?

        public init(
            recording: String, name: String, path: String?, start: Double?, end: Double?, label: String?,
            confidence: Double?
        ) {
            self.recording = recording
            self.name = name
            self.path = path
            self.start = start
            self.end = end
            self.label = label
            self.confidence = confidence
        }
    }

    /// A recording that is kept.
    public struct Kept: Sendable {
        public internal(set) var name: String
        public internal(set) var path: String?
        /// Whether stretches too short to be drawn were put together.
        public internal(set) var isCoarse = false
        var key: String
        var place: Int
        var rows = 0
        var isTimed = true
        package internal(set) var stretches: [EmotionTimeline.Stretch] = []
        var totals: [EmotionTimeline.Total]
        /// The run of rows with one label that has not ended.
        var run: (label: Int, start: Double, end: Double)?

        /// From the beginning of its first row to the end of its last.
        public var seconds: Double {
            let start = stretches.map(\.start).min() ?? 0
            return (stretches.map(\.end).max() ?? start) - start
        }
    }

    /// Stretches of one recording before they are put together, into half as many.
    package static let mostStretches = 400

    private let labels: [String]
    private let places: [String: Int]
    private let limit: Int
    private var open: Kept?
    /// The longest so far, the longest first.
    private var longest: [Kept] = []
    /// How long each label lasts in all recordings with more than one row.
    public private(set) var totals: [EmotionTimeline.Total]
    /// Recordings with more than one row, all of them with times.
    public private(set) var recordingCount = 0

    /// - Parameters:
    ///   - labels: in the label set's order.
    ///   - limit: recordings whose stretches are kept.
    public init(labels: [String], limit: Int = 50) {
        self.labels = labels
        self.limit = limit
        places = Dictionary(labels.enumerated().map { ($1, $0) }) { first, _ in first }
        totals = Self.empty(labels)
    }

    private static func empty(_ labels: [String]) -> [EmotionTimeline.Total] {
        labels.map { EmotionTimeline.Total(label: $0) } + [EmotionTimeline.Total(label: nil)]
    }

    /// Takes the next row.
    public mutating func add(_ row: Row) {
        if open?.key.utf8.elementsEqual(row.recording.utf8) != true || row.recording.isEmpty {
            close()
            open = Kept(
                name: row.name, path: row.path, key: row.recording, place: recordingCount,
                totals: Self.empty(labels))
        }
        open?.add(row, label: row.label.flatMap { places[$0] } ?? labels.count)
    }

    /// Takes the end of the rows.
    ///
    /// - Returns: the recordings to be drawn, in the order of the rows.
    public mutating func finish() -> [Kept] {
        close()
        return longest.sorted { $0.place < $1.place }
    }

    private mutating func close() {
        guard var recording = open else { return }
        open = nil
        guard recording.rows > 1, recording.isTimed else { return }
        recording.endRun()
        // Once more where it was made coarse on the way: all pieces are of one length then.
        if recording.stretches.count > Self.mostStretches / 2 || recording.isCoarse { recording.coarsen() }
        recordingCount += 1
        for (index, total) in recording.totals.enumerated() {
            totals[index].seconds += total.seconds
            totals[index].stretches += total.stretches
            if let longest = total.longest, longest.seconds > totals[index].longest?.seconds ?? 0 {
                totals[index].longest = longest
            }
        }
        let place = longest.firstIndex { $0.seconds < recording.seconds } ?? longest.count
        guard place < limit else { return }
        longest.insert(recording, at: place)
        if longest.count > limit { longest.removeLast() }
    }
}

extension TimelineCollector.Kept {
    /// How it is drawn.
    ///
    /// - Parameter audio: where it can be played.
    /// - Returns: its stretches and sums.
    public func recording(audio: AudioSource?) -> EmotionTimeline.Recording {
        EmotionTimeline.Recording(name: name, stretches: stretches, totals: totals, audio: audio)
    }

    fileprivate mutating func add(_ row: TimelineCollector.Row, label: Int) {
        rows += 1
        let start = row.start ?? 0
        guard isTimed, let end = row.end, start.isFinite, end.isFinite, start >= 0, end >= start else {
            isTimed = false
            stretches = []
            return
        }
        totals[label].seconds += end - start
        if let last = run, last.label == label {
            run = (label, last.start, max(last.end, end))
        } else {
            endRun()
            run = (label, start, end)
        }
        let stretch = EmotionTimeline.Stretch(
            start: start, end: end, label: totals[label].label, confidence: row.confidence)
        let joined = EmotionTimeline.joined(stretches.suffix(1) + [stretch])
        if !stretches.isEmpty { stretches.removeLast() }
        stretches += joined
        if stretches.count > TimelineCollector.mostStretches { coarsen() }
    }

    /// Counts the run of rows that ends here, the pauses in it included.
    fileprivate mutating func endRun() {
        guard let run else { return }
        self.run = nil
        totals[run.label].stretches += 1
        if run.end - run.start > totals[run.label].longest?.seconds ?? 0 {
            totals[run.label].longest = .init(recording: name, start: run.start, end: run.end)
        }
    }

    /// Makes stretches of equal length, each with the label that takes most of it.
    fileprivate mutating func coarsen() {
        isCoarse = true
        let begin = stretches.map(\.start).min() ?? 0
        let bins = TimelineCollector.mostStretches / 2
        let width = seconds / Double(bins)
        guard width > 0 else { return }
        var times = [[Double]](repeating: [Double](repeating: 0, count: totals.count), count: bins)
        for stretch in stretches {
            let label = totals.firstIndex { $0.label == stretch.label } ?? totals.count - 1
            let first = min(bins - 1, Int((stretch.start - begin) / width))
            let last = min(bins - 1, Int((stretch.end - begin) / width))
            for bin in first...max(first, last) {
                let from = max(stretch.start, begin + Double(bin) * width)
                let to = min(stretch.end, begin + Double(bin + 1) * width)
                times[bin][label] += max(0, to - from)
            }
        }
        stretches = EmotionTimeline.joined(
            times.enumerated().compactMap { bin, times in
                guard let most = times.max(), most > 0, let label = times.firstIndex(of: most) else { return nil }
                return .init(
                    start: begin + Double(bin) * width, end: begin + Double(bin + 1) * width,
                    label: totals[label].label)
            })
    }
}
