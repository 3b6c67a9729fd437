public import Corpus
import Foundation

/// Hands a table of labels over to another program.
///
/// ```swift
/// let export = LabelsExport(labels: "labels.csv", output: "grids", format: .textgrid, duration: duration)
/// let summary = try export.run()
/// ```
///
/// Rows that have no place in the format are told and left out; the rest goes on. Every file is written whole or not at all.
public struct LabelsExport: Sendable {
    /// What was done.
    public struct Summary: Sendable, Encodable, Equatable {
        public var format: String
        public var output: String
        /// Rows of the table.
        public var rows = 0
        /// Rows that are in the result.
        public var written = 0
        /// Of those, rows without a label.
        public var withoutLabel = 0
        /// Rows that failed when they were labelled, left out where there is one file for each recording.
        public var failedRows = 0
        /// Rows and files that could not be used.
        public var problems = 0
        /// Files written.
        public var files = 0
    }

    public var labels: String
    /// The file, or the folder for formats that have several; nil only with `into`, which then is the folder.
    public var output: String?
    public var format: ExportFormat
    public var duration: RecordingDuration
    /// The columns of tables, all where empty.
    public var columns: [String] = []
    public var spreadsheetSafe = false
    /// A folder of TextGrids or ELAN documents to add tiers to.
    public var into: String?
    /// Whether the folder for the results may hold files.
    public var overwrite = false
    /// The folder that paths of recordings are to begin at, for Label Studio and audformat.
    public var audioRoot: String?
    /// What the addresses of recordings begin with in Label Studio; nil takes its local files.
    public var audioPrefix: String?

    public init(labels: String, output: String?, format: ExportFormat, duration: RecordingDuration) {
        self.labels = labels
        self.output = output
        self.format = format
        self.duration = duration
    }

    /// Does it.
    ///
    /// - Parameters:
    ///   - isCancelled: asked between rows and files.
    ///   - onIssue: called with each row that could not be used.
    ///   - onFile: called with the number of recordings done and their count, where there is a file for each.
    /// - Returns: nil where it was cancelled; files that are there by then are whole.
    /// - Throws: `CorpusError`, `ExportError`.
    public func run(
        isCancelled: () -> Bool = { false }, onIssue: (ManifestIssue) -> Void = { _ in },
        onFile: (_ done: Int, _ count: Int) -> Void = { _, _ in }
    ) throws -> Summary? {
        if format.isByRecording {
            return try RecordingExport(self).run(isCancelled: isCancelled, onIssue: onIssue, onFile: onFile)
        }
        let reader = try LabelsReader(path: labels)
        var summary = Summary(format: format.rawValue, output: output ?? "-")
        var sink = try rowExport(reader)
        let isDone = try eachRow(reader, isCancelled, onIssue, &summary) { row, summary in
            if let reason = try sink.add(row) {
                summary.problems += 1
                onIssue(issue(row.utterance.row, row.id, reason))
                return
            }
            summary.written += 1
            if row.emotion == nil { summary.withoutLabel += 1 }
        }
        guard isDone else { return nil }
        summary.files = try sink.finish().count
        return summary
    }

    /// Reads every row; those that cannot be used are counted and told.
    ///
    /// - Returns: false where it was cancelled.
    func eachRow(
        _ reader: LabelsReader, _ isCancelled: () -> Bool, _ onIssue: (ManifestIssue) -> Void, _ summary: inout Summary,
        _ use: (LabelledRow, inout Summary) throws -> Void
    ) throws -> Bool {
        var reader = reader
        while let row = try reader.next() {
            summary.rows += 1
            if summary.rows & 0xff == 0, isCancelled() { return false }
            switch row {
            case .issue(let issue):
                summary.problems += 1
                onIssue(issue)
            case .row(let row): try use(row, &summary)
            }
        }
        return true
    }

    func issue(_ row: Int?, _ id: String?, _ reason: String) -> ManifestIssue {
        ManifestIssue(.error, path: labels, row: row, id: id, message: reason + ": left out")
    }

    private func rowExport(_ reader: LabelsReader) throws -> any RowExport {
        let output = self.output ?? "-"
        switch format {
        case .csv, .tsv:
            return try DelimitedExport(
                path: output, columns: reader.columns, places: try places(in: reader.columns),
                separator: format == .csv ? UInt8(ascii: ",") : UInt8(ascii: "\t"), spreadsheetSafe: spreadsheetSafe)
        case .jsonl:
            return try JSONLinesExport(path: output, columns: reader.columns, places: try places(in: reader.columns))
        case .labelStudio:
            try ExportFolder.prepare(output, overwrite: overwrite)
            var recordings = LabelStudioExport.Recordings { [root = audioRoot ?? "/", labels] audio in
                AudioPlace(labels: labels).path(of: audio, below: root)
            }
            if let audioPrefix { recordings.prefix = audioPrefix }
            return try LabelStudioExport(folder: output, labels: reader.labels, recordings: recordings)
        case .audformat:
            let isSegmented = try hasSegments()
            try ExportFolder.prepare(output, overwrite: overwrite)
            return try AudformatExport(folder: output, labels: reader.labels, isSegmented: isSegmented) {
                [audioRoot, labels] audio in
                let place = AudioPlace(labels: labels)
                return audioRoot.map { place.path(of: audio, below: $0) } ?? place.path(of: audio, from: output)
            }
        case .textgrid, .eaf, .srt, .vtt: preconditionFailure("\(format) has a file for each recording")
        }
    }

    private func places(in found: [String]) throws(ExportError) -> [Int] {
        if columns.isEmpty { return Array(found.indices) }
        var places: [Int] = []
        for name in columns {
            guard let place = found.firstIndex(where: { ByteKey($0) == ByteKey(name) }) else {
                throw .noColumn(name, path: labels, found: found)
            }
            places.append(place)
        }
        return places
    }

    /// Whether a row is a part of its recording; reads the table up to the first one.
    private func hasSegments() throws(CorpusError) -> Bool {
        var reader = try LabelsReader(path: labels)
        while let row = try reader.next() {
            if case .row(let row) = row, row.utterance.start != nil || row.utterance.end != nil { return true }
        }
        return false
    }
}
