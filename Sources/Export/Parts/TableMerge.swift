import Corpus

/// Puts the tables of all shards of a work together into the one that a single run would have written.
///
/// ```swift
/// let merge = try TableMerge(tables: ["labels-1.csv", "labels-2.csv"])   // refuses what does not fit, by name
/// try merge.write(to: "labels.csv")
/// ```
///
/// Memory does not grow with the tables: every one is read twice, once to see that it is as its run wrote it.
public struct TableMerge: Sendable {
    /// A table and what stands beside it.
    private struct Entry: Sendable {
        var table: String
        var part: TablePart
    }

    private let entries: [Entry]

    /// Reads what stands beside the tables and makes sure that together they are one work, each row once.
    ///
    /// - Parameter tables: in any order.
    /// - Throws: `PartError`.
    public init(tables: [String]) throws(PartError) {
        var entries: [Entry] = []
        for table in tables { entries.append(Entry(table: table, part: try TablePart(besideTable: table))) }
        guard let first = entries.first else { throw .missing(parts: [1], of: 1) }
        for entry in entries.dropFirst() {
            let differences = entry.part.differences(from: first.part)
            guard differences.isEmpty else {
                throw .differ(table: entry.table, first: first.table, differences: differences)
            }
        }
        entries.sort { $0.part.part < $1.part.part }
        for (entry, next) in zip(entries, entries.dropFirst()) where entry.part.part == next.part.part {
            let same = entries.filter { $0.part.part == entry.part.part }
            throw .doubled(part: entry.part.part, parts: entry.part.parts, tables: same.map(\.table))
        }
        let there = Set(entries.map(\.part.part))
        let missing = (1...first.part.parts).filter { !there.contains($0) }
        guard missing.isEmpty else { throw .missing(parts: missing, of: first.part.parts) }
        for entry in entries where entry.part.counts.pending > 0 {
            throw .unfinished(
                table: entry.table, part: entry.part.part, parts: entry.part.parts, rows: entry.part.counts.pending)
        }
        self.entries = entries
    }

    /// What the tables are.
    public var kind: TablePart.Kind { entries.first?.part.kind ?? .labels }

    /// Sums over all parts; what could not be used of the input counts once.
    public var counts: TablePart.Counts {
        var sum = TablePart.Counts(rows: 0, failed: 0, unusable: entries.first?.part.counts.unusable ?? 0)
        for entry in entries {
            sum.rows += entry.part.counts.rows
            sum.failed += entry.part.counts.failed
        }
        return sum
    }

    /// Writes the whole table, `-` is standard output.
    ///
    /// - Parameters:
    ///   - path: its place; nothing is written there before all of it is.
    ///   - isCancelled: ends the merge with `CancellationError` once true.
    /// - Throws: `PartError`, `CorpusError` where it cannot be written.
    public func write(to path: String, isCancelled: () -> Bool = { false }) throws {
        for entry in entries {
            if isCancelled() { throw CancellationError() }
            guard try TablePart.digest(ofTable: entry.table) == entry.part.sha256 else {
                throw PartError.changedTable(table: entry.table)
            }
        }
        guard let first = entries.first else { return }
        let header = try TableBytes(path: first.table).next(exactly: first.part.headerBytes)
        let ways = try AudioWays(target: path, parts: entries.map { ($0.table, $0.part) })
        let file = try StreamedFile(path: path)
        try file.write(header)
        for (entry, way) in zip(entries, ways.changes) {
            let bytes = try TableBytes(path: entry.table)
            guard try bytes.next(exactly: entry.part.headerBytes) == header else {
                throw PartError.differ(table: entry.table, first: first.table, differences: ["it has other columns"])
            }
            if let way {
                try way.copy(entry.table, to: file, isCancelled: isCancelled)
                continue
            }
            while let data = try bytes.next() {
                if isCancelled() { throw CancellationError() }
                try file.write(data)
            }
        }
        try file.finish()
    }

    // MARK: The table of recordings

    /// Writes a row for each recording of a merged table of labels, see `RecordingSummary`.
    ///
    /// - Parameters:
    ///   - path: its place.
    ///   - merged: what `write` wrote.
    ///   - isCancelled: as in `write`.
    /// - Throws: `PartError`, `CorpusError`.
    public func writeSummary(to path: String, of merged: String, isCancelled: () -> Bool = { false }) throws {
        guard let first = entries.first, let labels = first.part.labels else {
            throw PartError.noLabels(table: entries.first?.table ?? merged)
        }
        // Cells that a spreadsheet would run were guarded when the table was written, and stay as they are.
        var summary = RecordingSummary(labels: labels, segmentation: first.part.settings[Self.segmentation] ?? "")
        var reader = try CSVReader(path: merged)
        let header = try reader.next()?.fields ?? []
        let places = ["id", "audio", "start", "end", "emotion"].compactMap { name in
            header.firstIndex { ByteKey($0) == ByteKey(name) }
        }
        let file = try StreamedFile(path: path)
        try file.write(summary.header)
        while let record = try reader.next() {
            if isCancelled() { throw CancellationError() }
            guard places.count == 5, record.fields.count == header.count else {
                throw PartError.changedTable(table: merged)
            }
            func cell(_ place: Int) -> String? {
                let text = record.fields[places[place]]
                return text.isEmpty ? nil : text
            }
            let utterance = Utterance(
                id: cell(0) ?? "", audio: cell(1), start: cell(2).flatMap(Double.init),
                end: cell(3).flatMap(Double.init))
            var row = LabelRow(status: .ok)
            row.emotion = cell(4)
            try file.write(summary.add(utterance, row))
        }
        try file.write(summary.finish())
        try file.finish()
    }

    /// The setting that says how recordings were cut.
    public static let segmentation = "segmentation"
    /// The setting that says whether cells are guarded: `yes` or `no`.
    public static let spreadsheetSafe = "spreadsheet-safe"
}

extension TablePart {
    /// In what this part is of another work, in words; none where it is of the same.
    fileprivate func differences(from other: TablePart) -> [String] {
        var differences: [String] = []
        func compare(_ name: String, _ mine: String?, _ its: String?) {
            guard mine.map(ByteKey.init) != its.map(ByteKey.init) else { return }
            differences.append("\(name) \(mine ?? "none") and not \(its ?? "none")")
        }
        if kind != other.kind { return ["it holds \(kind.rawValue) and not \(other.kind.rawValue)"] }
        compare("made by", program, other.program)
        if inputRows != other.inputRows {
            differences.append("its input has \(inputRows) rows and not \(other.inputRows)")
        } else if input != other.input || counts.unusable != other.counts.unusable {
            differences.append("its input has as many rows, but not the same ones in the same order")
        } else if parts != other.parts {
            differences.append("it is part \(part) of \(parts), the other of \(other.parts), so that they overlap")
        }
        compare("labels", labels?.joined(separator: ", "), other.labels?.joined(separator: ", "))
        for name in Set(settings.keys).union(other.settings.keys).sorted() {
            compare(name, settings[name], other.settings[name])
        }
        return differences
    }
}
