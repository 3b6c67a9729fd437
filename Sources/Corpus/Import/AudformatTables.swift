/// The tables of an audformat database, put together by segment.
struct AudformatTables {
    /// A segment, or a file that no table cuts.
    struct Row {
        var id: String
        var file: String
        var start: Double?
        var end: Double?
        var split: String?
        /// By column; empty cells are not in it.
        var values: [String: String]
        /// Where it was first named.
        var table: String
        var line: Int
    }

    private(set) var issues: [ManifestIssue] = []
    /// Every column that has a value, in the order in which they were met.
    private(set) var columns: [String] = []

    private let path: String
    private let header: AudformatHeader
    private var rows: [Row] = []
    private var places: [ByteKey: Int] = [:]
    private var known: Set<String> = []
    /// The rows of miscellaneous tables by their labels.
    private var labelTables: [String: [String: [String: String]]] = [:]

    init(path: String, header: AudformatHeader) {
        self.path = path
        self.header = header
    }

    /// The utterances in the order in which the tables name them: segments, and files without segments.
    var utterances: [Row] {
        let cut = Set(rows.filter { $0.start != nil }.map { ByteKey($0.file) })
        var files: [ByteKey: Row] = [:]
        for row in rows where row.start == nil { files[ByteKey(row.file)] = row }
        return rows.compactMap { row in
            if row.start == nil { return cut.contains(ByteKey(row.file)) ? nil : row }
            guard let file = files[ByteKey(row.file)] else { return row }
            var filled = row
            filled.values.merge(file.values) { own, _ in own }
            filled.split = row.split ?? file.split
            return filled
        }
    }

    /// Reads a table.
    ///
    /// - Throws: `CorpusError` where its file breaks off in the middle.
    mutating func add(_ table: AudformatHeader.Table) throws(CorpusError) {
        guard let (file, fields, records) = try open(table.name, index: table.isSegmented ? 3 : 1) else { return }
        for record in records {
            func cell(_ name: String) -> String {
                fields.firstIndex(of: name).flatMap { $0 < record.fields.count ? record.fields[$0] : nil } ?? ""
            }
            let recording = cell("file")
            guard !recording.isEmpty, !recording.split(separator: "/").contains("..") else {
                note(.error, file, record.line, "names no file below the database: left out")
                continue
            }
            var (start, end): (Double?, Double?) = (nil, nil)
            if table.isSegmented {
                let (first, last) = (cell("start"), cell("end"))
                start = AudformatTime.isMissing(first) ? 0 : AudformatTime.seconds(first)
                end = AudformatTime.seconds(last)
                guard let start, end != nil || AudformatTime.isMissing(last), end ?? .infinity > start else {
                    note(.error, file, record.line, "start \"\(first)\" and end \"\(last)\" are no segment: left out")
                    continue
                }
            }
            put(
                Row(
                    id: Self.id(recording, start, end), file: recording, start: start, end: end, split: table.split,
                    values: try values(table.columns, cell), table: file, line: record.line))
        }
    }

    /// The columns of a row, labels as names, with what a label's own table says.
    private mutating func values(
        _ columns: [AudformatHeader.Column], _ cell: (String) -> String
    ) throws(CorpusError) -> [String: String] {
        var values: [String: String] = [:]
        for column in columns {
            let value = cell(column.name)
            guard !value.isEmpty else { continue }
            switch column.scheme.flatMap({ header.labels[$0] }) {
            case .names(let names)?: values[column.name] = names[value] ?? value
            case .table(let name)?:
                values[column.name] = value
                for (field, text) in try labelTable(name)[value] ?? [:] { values[field] = values[field] ?? text }
            case nil: values[column.name] = value
            }
        }
        for name in values.keys.sorted() where known.insert(name).inserted { self.columns.append(name) }
        return values
    }

    private mutating func labelTable(_ name: String) throws(CorpusError) -> [String: [String: String]] {
        if let table = labelTables[name] { return table }
        var table: [String: [String: String]] = [:]
        if let (_, fields, records) = try open(name, index: 1) {
            for record in records where record.fields.count == fields.count {
                var values: [String: String] = [:]
                for (field, text) in zip(fields, record.fields).dropFirst() where !text.isEmpty { values[field] = text }
                table[record.fields[0]] = values
            }
        }
        labelTables[name] = table
        return table
    }

    private mutating func put(_ row: Row) {
        let key = ByteKey(row.id)
        guard let place = places[key] else {
            places[key] = rows.count
            rows.append(row)
            return
        }
        for (name, value) in row.values.sorted(by: { $0.key < $1.key }) {
            if let earlier = rows[place].values[name], earlier != value {
                note(
                    .warning, row.table, row.line,
                    "\(row.id): \(name) is \"\(value)\", but \"\(earlier)\" in \(rows[place].table): the first is taken"
                )
            }
        }
        rows[place].values.merge(row.values) { first, _ in first }
        rows[place].split = rows[place].split ?? row.split
    }

    /// The header and records of a table's file; nil, with an issue, where there is none that can be read.
    private mutating func open(
        _ name: String, index: Int
    ) throws(CorpusError) -> (file: String, fields: [String], records: [CSVRecord])? {
        let file = "\(path)/db.\(name).csv"
        guard FileKind(path: file).isFile else {
            let other = ["parquet", "pkl"].first { FileKind(path: "\(path)/db.\(name).\($0)").isFile }
            note(
                .error, file, nil,
                other.map { "is there only as .\($0): save the database with storage_format=\"csv\"" }
                    ?? "does not exist: the table \(name) is left out")
            return nil
        }
        var reader = try CSVReader(path: file)
        let needed = index == 3 ? ["file", "start", "end"] : []
        guard let header = try reader.next(), header.fields.count >= index,
            needed.allSatisfy(header.fields.contains)
        else {
            note(.error, file, 1, "its header has no columns \(needed.joined(separator: ", ")): left out")
            return nil
        }
        var records: [CSVRecord] = []
        while let record = try reader.next() {
            if let problem = record.problem {
                note(.error, file, record.line, "\(problem): left out")
            } else {
                records.append(record)
            }
        }
        return (file, header.fields, records)
    }

    private mutating func note(_ severity: ManifestIssue.Severity, _ file: String, _ row: Int?, _ message: String) {
        issues.append(ManifestIssue(severity, path: file, row: row, message: message))
    }

    /// The recording's path without its extension, with the times of a segment: `audio/001_0.5-2`.
    private static func id(_ file: String, _ start: Double?, _ end: Double?) -> String {
        let name = file.split(separator: "/").last ?? ""
        let cut = name.lastIndex(of: ".").map { name.distance(from: $0, to: name.endIndex) } ?? 0
        let stem = String(file.dropLast(cut))
        guard let start else { return stem }
        return "\(stem)_\(Utterance.text(seconds: start))-\(end.map { Utterance.text(seconds: $0) } ?? "end")"
    }
}
