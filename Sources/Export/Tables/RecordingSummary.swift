public import Corpus

/// A table with a row for each recording: how long each emotion lasts in it.
///
/// Columns: `recording, audio, start, end, rows, labelled, measure, seconds, share_<label>…, longest_emotion,
/// longest_start, longest_end, segmentation`. Rows that follow each other and have the same audio are one recording, so
/// memory does not grow with the corpus. Shares are of the time that has a label; where a row does not say how long it is
/// (`measure` is `rows`), of the rows that have one. The longest stretch is the longest run of rows with one emotion,
/// from the start of the first to the end of the last; a row without a label ends it.
///
///     var summary = RecordingSummary(labels: model.labels, segmentation: "none")
///     var bytes = summary.header
///     for (utterance, row) in rows { bytes += summary.add(utterance, row) }
///     bytes += summary.finish()
public struct RecordingSummary: Sendable {
    /// A stretch with one emotion.
    private struct Run {
        var emotion: String
        var start: Double
        var end: Double
        var rows = 1

        var seconds: Double { end - start }
    }

    /// What is known of the recording that is being read.
    private struct Recording {
        var id: String
        var audio: String
        var start: Double?
        var end: Double?
        var rows = 0
        var labelled = 0
        var isTimed = true
        var seconds: [Double]
        var counts: [Int]
        var current: Run?
        var longest: Run?

        mutating func close() {
            guard let run = current else { return }
            let isLonger = longest.map { isTimed ? run.seconds > $0.seconds : run.rows > $0.rows } ?? true
            if isLonger { longest = run }
            current = nil
        }
    }

    private let labels: [String]
    private let segmentation: String
    private let writer: CSVWriter
    private var open: Recording?

    /// - Parameters:
    ///   - labels: the classes, in the order of the columns.
    ///   - segmentation: how recordings were cut, written into every row.
    ///   - spreadsheetSafe: writes a `'` before cells that a spreadsheet would run as a formula.
    public init(labels: [String], segmentation: String, spreadsheetSafe: Bool = false) {
        self.labels = labels
        self.segmentation = segmentation
        writer = CSVWriter(spreadsheetSafe: spreadsheetSafe)
    }

    /// The header line.
    public var header: [UInt8] {
        writer.record(
            ["recording", "audio", "start", "end", "rows", "labelled", "measure", "seconds"]
                + labels.map { "share_\($0)" } + ["longest_emotion", "longest_start", "longest_end", "segmentation"])
    }

    /// Takes the next row of the labels.
    ///
    /// - Returns: the line of the recording that ended before it; empty where none did.
    public mutating func add(_ utterance: Utterance, _ row: LabelRow) -> [UInt8] {
        var line: [UInt8] = []
        let audio = utterance.audio ?? ""
        if open == nil || audio.isEmpty || open.map({ ByteKey($0.audio) != ByteKey(audio) }) == true {
            line = finish()
            open = Recording(
                id: Self.recordingID(utterance.id), audio: audio, start: utterance.start,
                seconds: Array(repeating: 0, count: labels.count), counts: Array(repeating: 0, count: labels.count))
        }
        open?.rows += 1
        open?.end = utterance.end
        guard let emotion = row.emotion, let label = labels.firstIndex(where: { ByteKey($0) == ByteKey(emotion) })
        else {
            open?.close()
            return line
        }
        open?.labelled += 1
        open?.counts[label] += 1
        let start = utterance.start ?? 0
        if let end = utterance.end { open?.seconds[label] += end - start } else { open?.isTimed = false }
        if open?.current?.emotion == emotion {
            open?.current?.end = utterance.end ?? start
            open?.current?.rows += 1
        } else {
            open?.close()
            open?.current = Run(emotion: emotion, start: start, end: utterance.end ?? start)
        }
        return line
    }

    /// The line of the last recording; empty without any row.
    public mutating func finish() -> [UInt8] {
        open?.close()
        guard let recording = open else { return [] }
        open = nil
        let total = recording.seconds.reduce(0, +)
        let shares = labels.indices.map { label -> String in
            guard recording.labelled > 0 else { return "" }
            let share =
                recording.isTimed
                ? recording.seconds[label] / total : Double(recording.counts[label]) / Double(recording.labelled)
            return LabelsTable.decimals(Float(share))
        }
        let isTimed = recording.isTimed && recording.labelled > 0
        var cells = [
            recording.id, recording.audio, Self.text(recording.start), Self.text(recording.end), "\(recording.rows)",
            "\(recording.labelled)", recording.labelled == 0 ? "" : isTimed ? "time" : "rows",
            isTimed ? Self.text(Self.rounded(total)) : "",
        ]
        cells += shares
        cells += [
            recording.longest?.emotion ?? "", isTimed ? Self.text(recording.longest?.start) : "",
            isTimed ? Self.text(recording.longest?.end) : "", segmentation,
        ]
        return writer.record(cells)
    }

    /// The id without the number of a cut recording's utterance.
    package static func recordingID(_ id: String) -> String {
        guard let hash = id.utf8.lastIndex(of: UInt8(ascii: "#")) else { return id }
        let number = id.utf8[id.utf8.index(after: hash)...]
        let isNumber = number.count >= 4 && number.allSatisfy { (0x30...0x39).contains($0) }
        return isNumber ? String(id[..<hash]) : id
    }

    private static func text(_ seconds: Double?) -> String { seconds.map { Utterance.text(seconds: $0) } ?? "" }

    private static func rounded(_ seconds: Double) -> Double { (seconds * 10_000).rounded() / 10_000 }
}
