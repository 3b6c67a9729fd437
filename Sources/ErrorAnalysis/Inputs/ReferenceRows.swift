public import Corpus

/// Where references come from.
public enum ReferenceSource: Sendable {
    case file(TranscriptFile)
    /// The transcripts of a manifest; utterances without one are not scored.
    case manifest(Manifest)

    /// The file, as messages name it.
    public var path: String {
        switch self {
        case .file(let file): file.path
        case .manifest(let manifest): EscapedText.oneLine(manifest.path)
        }
    }

    /// The columns that utterances may be grouped by; for files without columns the speaker that is in the id, and for
    /// plain lines nothing.
    ///
    /// - Throws: `CorpusError`.
    public func groupingColumns() throws(CorpusError) -> [String] {
        switch self {
        case .manifest(let manifest): manifest.columns
        case .file(let file):
            switch file.format {
            case .csv, .jsonl: try file.columnNames()
            case .trn, .kaldi: ["speaker"]
            case .lines: []
            }
        }
    }
}

/// The references one after the other, with the columns that are wanted.
struct ReferenceRows {
    struct Row {
        var line: Int
        var id: String
        var content: TranscriptRow.Content
        var values: [String?]
        var speaker: String?
        var durationSeconds: Double?
    }

    private let values: [String]
    private let durationColumn: String?
    private var manifest: ManifestRows?
    private var file: FileRows?

    /// - Parameters:
    ///   - source: where from.
    ///   - values: columns to give the values of; see `ReferenceSource.groupingColumns`.
    ///   - durationColumn: where utterances have their length in seconds, in tables and manifests.
    /// - Throws: `CorpusError`.
    init(_ source: ReferenceSource, values: [String], durationColumn: String?) throws(CorpusError) {
        self.values = values
        self.durationColumn = durationColumn
        switch source {
        case .manifest(let manifest):
            self.manifest = ManifestRows(manifest, values: values, durationColumn: durationColumn)
        case .file(let file): self.file = try FileRows(file, values: values, durationColumn: durationColumn)
        }
    }

    mutating func next() throws(CorpusError) -> Row? {
        if manifest != nil { return manifest?.next() }
        return try file?.next()
    }
}

private struct ManifestRows {
    private let manifest: Manifest
    private let values: [ColumnPlace]
    private let duration: ColumnPlace?
    /// Rows of the file that could not be read, but whose ids are known: hypotheses may have them.
    private let leftOut: [ManifestIssue]
    private var index = 0

    init(_ manifest: Manifest, values: [String], durationColumn: String?) {
        self.manifest = manifest
        leftOut = manifest.unreadableRows
        self.values = values.map { ColumnPlace($0, in: manifest) }
        duration = durationColumn.map { ColumnPlace($0, in: manifest) }
    }

    mutating func next() -> ReferenceRows.Row? {
        defer { index += 1 }
        guard index < manifest.utterances.count else { return leftOutRow(index - manifest.utterances.count) }
        let utterance = manifest.utterances[index]
        var seconds = duration.flatMap { $0.value(of: utterance) }.flatMap(Double.init)
        if let end = utterance.end { seconds = end - (utterance.start ?? 0) }
        return ReferenceRows.Row(
            line: utterance.row, id: utterance.id, content: utterance.transcript.map { .text($0) } ?? .absent,
            values: values.map { $0.value(of: utterance) }, speaker: utterance.speaker, durationSeconds: seconds)
    }

    private func leftOutRow(_ index: Int) -> ReferenceRows.Row? {
        guard index < leftOut.count, let id = leftOut[index].id, let line = leftOut[index].row else { return nil }
        return ReferenceRows.Row(line: line, id: id, content: .unusable(leftOut[index].message), values: [])
    }
}

extension Manifest {
    /// The rows that were left out although their id can be read and is no other row's.
    var unreadableRows: [ManifestIssue] {
        let ids = Set(utterances.map { ByteKey($0.id) })
        var seen: Set<ByteKey> = []
        return issues.filter { issue in
            guard issue.severity == .error, issue.row != nil, let id = issue.id else { return false }
            return !ids.contains(ByteKey(id)) && seen.insert(ByteKey(id)).inserted
        }
    }
}

/// A column of a manifest, found once.
private enum ColumnPlace {
    case known(ManifestColumn)
    case extra(Int)
    case nowhere

    init(_ name: String, in manifest: Manifest) {
        if let column = ManifestColumn(name: name) {
            self = .known(column)
        } else if let place = manifest.extraColumns.firstIndex(where: { ByteKey($0) == ByteKey(name) }) {
            self = .extra(place)
        } else {
            self = .nowhere
        }
    }

    func value(of utterance: Utterance) -> String? {
        switch self {
        case .known(let column): utterance[column]
        case .extra(let place): place < utterance.extra.count ? utterance.extra[place] : nil
        case .nowhere: nil
        }
    }
}

private struct FileRows {
    private var reader: TranscriptReader
    private let wanted: Int
    private let hasSpeakerColumn: Bool
    private let hasDuration: Bool
    private let format: TranscriptFormat

    init(_ file: TranscriptFile, values: [String], durationColumn: String?) throws(CorpusError) {
        format = file.format
        wanted = values.count
        guard format.hasColumns else {
            (hasSpeakerColumn, hasDuration) = (false, false)
            reader = try file.reader(.reference)
            return
        }
        hasSpeakerColumn = try file.columnNames().contains { ByteKey($0) == ByteKey("speaker") }
        hasDuration = durationColumn != nil
        reader = try file.reader(
            .reference,
            further: values + (hasSpeakerColumn ? ["speaker"] : []) + (durationColumn.map { [$0] } ?? []))
    }

    mutating func next() throws(CorpusError) -> ReferenceRows.Row? {
        guard let row = try reader.next() else { return nil }
        guard format.hasColumns else {
            let speaker = format == .lines ? nil : SpeakerInID.speaker(of: row.id)
            return ReferenceRows.Row(
                line: row.line, id: row.id, content: row.content,
                values: Array(repeating: speaker, count: wanted), speaker: speaker)
        }
        var further = row.values
        let seconds = hasDuration ? further.popLast().flatMap { $0 }.flatMap(Double.init) : nil
        let speaker = hasSpeakerColumn ? further.popLast().flatMap { $0 }.flatMap { $0.isEmpty ? nil : $0 } : nil
        return ReferenceRows.Row(
            line: row.line, id: row.id, content: row.content, values: further, speaker: speaker,
            durationSeconds: seconds.flatMap { $0.isFinite && $0 >= 0 ? $0 : nil })
    }
}
