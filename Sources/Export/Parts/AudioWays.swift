import Corpus

/// How audio paths change where parts of a table become one that lies in another folder.
///
/// Relative paths of a table lead from its folder. A part in the folder of the merged table is taken byte for byte, also
/// where both were moved there together; of a part from elsewhere the way to the recordings is exchanged for the one that
/// a single run would have written.
struct AudioWays {
    /// What stands before relative paths, and what shall.
    struct Change {
        var old: String?
        var new: String?
    }

    /// For each part its change; nil where it can be taken as it is.
    let changes: [Change?]

    /// - Throws: `PartError.audioPaths` where no single change does it.
    init(target: String, parts: [(table: String, part: TablePart)]) throws(PartError) {
        let there = RelativePath.canonical(Manifest.folder(of: target))
        func isThere(_ table: String) -> Bool {
            there != nil && RelativePath.canonical(Manifest.folder(of: table)) == there
        }
        let beside = parts.first { isThere($0.table) && $0.part.audio != nil }?.part.audio?.ways
        var changes: [Change?] = []
        for (table, part) in parts {
            guard let audio = part.audio, let there else {
                changes.append(nil)
                continue
            }
            var moved = audio
            moved.from = RelativePath.absolute(there)
            let (old, new) = (audio.ways, beside ?? moved.ways)
            let isSame = old.map { $0.map(ByteKey.init) } == new.map { $0.map(ByteKey.init) }
            guard !isSame, part.counts.rows > 0 else {
                changes.append(nil)
                continue
            }
            guard old.count == 1, new.count == 1, part.settings[TableMerge.spreadsheetSafe] != "yes" else {
                throw .audioPaths(
                    table: table,
                    reason: "its audio paths lead from its own folder and cannot be written from another, since they "
                        + "are of several folders or guarded for spreadsheets: give -o in the folder of the parts")
            }
            changes.append(Change(old: old[0], new: new[0]))
        }
        self.changes = changes
    }
}

extension AudioWays.Change {
    /// Copies the rows of a part, its header left out.
    func copy(_ table: String, to file: StreamedFile, isCancelled: () -> Bool) throws {
        var reader = try CSVReader(path: table)
        let header = try reader.next()?.fields ?? []
        guard let audio = header.firstIndex(of: "audio") else { return }
        let writer = CSVWriter()
        while let record = try reader.next() {
            if isCancelled() { throw CancellationError() }
            var cells = record.fields
            guard cells.count == header.count else { throw PartError.changedTable(table: table) }
            cells[audio] = try changed(cells[audio], table)
            try file.write(writer.record(cells))
        }
    }

    private func changed(_ path: String, _ table: String) throws(PartError) -> String {
        guard !path.isEmpty, path.utf8.first != UInt8(ascii: "/") else { return path }
        var rest = path
        if let old {
            guard path.utf8.starts(with: "\(old)/".utf8) else {
                throw .audioPaths(table: table, reason: "the path \(path) does not begin with \(old)/")
            }
            rest = String(Substring(path.utf8.dropFirst(old.utf8.count + 1)))
        }
        return new.map { "\($0)/\(rest)" } ?? rest
    }
}
