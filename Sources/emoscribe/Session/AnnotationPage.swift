import Corpus
import Export
import Report

/// What `annotate --report` shows, gathered row by row.
///
/// Sums, and the timelines of a limited number of recordings: memory does not grow with the corpus.
struct AnnotationPage: Sendable {
    /// Recordings whose timelines are drawn.
    static let drawn = 50
    /// Names of deciding models that are counted; votes with and without each member are not many.
    private static let mostModels = 64

    private let labels: [String]
    private var labelCounts: [Int]
    private var confidenceCounts = [Int](repeating: 0, count: LabelSummary.bins)
    private var abstained = 0
    private var failed = 0
    private var remarked = 0
    private var utterances = 0
    private var failures: [LabelSummary.Failure] = []
    private var models: [(name: String, count: Int)] = []
    private var timelines: TimelineCollector

    /// - Parameter labels: the label set.
    init(labels: [String]) {
        self.labels = labels
        labelCounts = labels.map { _ in 0 }
        timelines = TimelineCollector(labels: labels, limit: Self.drawn)
    }

    mutating func add(_ line: LabelsFile.Line) {
        utterances += 1
        let row = line.row
        switch row.status {
        case .ok:
            if row.error != nil { remarked += 1 }
            if let place = row.emotion.flatMap(labels.firstIndex(of:)) {
                labelCounts[place] += 1
                if let confidence = row.probabilities.max() {
                    let bins = Double(confidenceCounts.count)
                    confidenceCounts[min(confidenceCounts.count - 1, max(0, Int(Double(confidence) * bins)))] += 1
                }
            }
        case .abstained: abstained += 1
        case .failed:
            failed += 1
            count(failure: row.cause ?? "other", id: line.utterance.id, reason: row.error ?? "")
        }
        if let model = row.model { count(model: model) }
        let id = RecordingSummary.recordingID(line.utterance.id)
        let audio = line.utterance.audio ?? ""
        timelines.add(
            .init(
                recording: audio, name: ByteKey(id) == ByteKey(line.utterance.id) ? audio : id, path: line.audioPath,
                start: line.utterance.start, end: line.utterance.end, label: row.emotion,
                confidence: row.emotion == nil ? nil : row.probabilities.max().map(Double.init)))
    }

    private mutating func count(failure cause: String, id: String, reason: String) {
        if let place = failures.firstIndex(where: { $0.cause == cause }) {
            failures[place].count += 1
        } else {
            failures.append(.init(cause: cause, count: 1, id: id, reason: reason))
        }
    }

    private mutating func count(model: String) {
        if let place = models.firstIndex(where: { $0.name == model }) {
            models[place].count += 1
        } else if models.count < Self.mostModels {
            models.append((model, 1))
        }
    }

    /// Writes the page.
    ///
    /// - Parameters:
    ///   - path: of the page.
    ///   - inputs: what was labelled, in words.
    ///   - facts: how.
    /// - Throws: `ReportError`.
    func write(to path: String, inputs: String, facts: [RunFacts.Group]) throws {
        var sections: [any ReportSection] = [summary]
        if let timeline = timeline(page: path) { sections.append(timeline) }
        let decided = models.map { RunFacts.Fact($0.name, Numbers.count($0.count)) }
        let group = RunFacts.Group(title: "Utterances by the model that decided", facts: decided)
        sections.append(RunFacts(groups: facts + (decided.isEmpty ? [] : [group])))
        let document = ReportDocument(
            title: "Labels of \(inputs)",
            subtitle: Spoken.count(utterances, "utterance") + ", labelled by a model: nobody has checked them",
            sections: sections)
        try document.write(to: path)
    }

    private var summary: LabelSummary {
        var notes: [String] = []
        if remarked > 0 {
            notes.append("\(Numbers.count(remarked)) of the labelled have a remark in the table's column error.")
        }
        return LabelSummary(
            labels: Array(zip(labels, labelCounts)), abstained: abstained, failed: failed,
            confidenceCounts: confidenceCounts, failures: failures.sorted { $0.count > $1.count }, notes: notes)
    }

    /// Nil where no recording has more than one row with times.
    private func timeline(page: String) -> EmotionTimeline? {
        var timelines = timelines
        let kept = timelines.finish()
        guard !kept.isEmpty else { return nil }
        let start = RelativePath.canonical(Manifest.folder(of: page))
        let recordings = kept.map { recording in
            let way = recording.path.flatMap { RecordingPlaces.way(to: $0, in: ".", from: start) }
            return recording.recording(audio: way.map { AudioSource(path: $0) })
        }
        var notes: [String] = []
        let all = timelines.recordingCount
        if all > kept.count {
            notes.append(
                "The \(kept.count) longest of \(Numbers.count(all)) recordings are drawn; the other "
                    + "\(Numbers.count(all - kept.count)) are in the sums, and in the table that --summary writes.")
        }
        let coarse = kept.filter(\.isCoarse).count
        if coarse > 0 {
            notes.append(
                "\(Numbers.count(coarse)) \(coarse == 1 ? "recording has" : "recordings have") more stretches than can be "
                    + "told apart: what is drawn is the label that takes most of each piece of the time.")
        }
        notes.append("The longest stretch is the longest run of rows with one label, pauses between them included.")
        return EmotionTimeline(
            labels: labels, recordings: recordings, limit: Self.drawn, totals: timelines.totals, notes: notes)
    }
}
