/// Writes manifests as CSV or JSONL.
///
/// Columns come out in the order of `Manifest.columns`; a known column that was filled in since goes before the further
/// ones. Reading what was written gives the same utterances, with one exception: CSV cannot tell a transcript that nobody
/// wrote down (nil) from an empty one where other rows have transcripts, and reads back as the latter.
public enum ManifestWriter {
    public enum Format: Sendable { case csv, jsonl }

    /// Writes a manifest to a file, whole or not at all, as JSONL where the name ends in `.jsonl` or `.ndjson`.
    ///
    /// Where the file lies in another folder than `manifest.directory`, relative audio paths are written so that they
    /// lead from there to the same recordings.
    /// - Throws: `CorpusError.fileFailed`.
    public static func write(_ manifest: Manifest, to path: String) throws(CorpusError) {
        let manifest = manifest.rebased(besideFile: path)
        let name = path.lowercased()
        let isLines = name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson")
        try WholeFile.write(bytes(manifest, format: isLines ? .jsonl : .csv), to: path)
    }

    /// The bytes of a manifest's file; audio paths stand as they are.
    public static func bytes(_ manifest: Manifest, format: Format) -> [UInt8] {
        var output: [UInt8] = []
        let columns = self.columns(of: manifest)
        var placeOfExtra: [ByteKey: Int] = [:]
        for (place, name) in manifest.extraColumns.enumerated() { placeOfExtra[ByteKey(name)] = place }
        if format == .csv { CSVWriter().append(columns, to: &output) }
        for utterance in manifest.utterances {
            switch format {
            case .csv:
                let cells = columns.map { name in
                    if let column = ManifestColumn(name: name) { return utterance[column] ?? "" }
                    return placeOfExtra[ByteKey(name)].flatMap { utterance.extra.at($0) } ?? ""
                }
                CSVWriter().append(cells, to: &output)
            case .jsonl:
                appendObject(utterance, columns, placeOfExtra, to: &output)
            }
        }
        return output
    }

    private static func columns(of manifest: Manifest) -> [String] {
        let listed = Set(manifest.columns.map(ByteKey.init))
        let added = ManifestColumn.allCases.filter { column in
            !listed.contains(ByteKey(column.rawValue))
                && (column == .id || manifest.utterances.contains { $0[column] != nil })
        }
        let addedExtra = manifest.extraColumns.filter { !listed.contains(ByteKey($0)) }
        guard !added.isEmpty else { return manifest.columns + addedExtra }
        let firstExtra = manifest.columns.firstIndex { ManifestColumn(name: $0) == nil } ?? manifest.columns.count
        return manifest.columns[..<firstExtra] + added.map(\.rawValue) + manifest.columns[firstExtra...] + addedExtra
    }

    private static func appendObject(
        _ utterance: Utterance, _ columns: [String], _ placeOfExtra: [ByteKey: Int], to output: inout [UInt8]
    ) {
        var isFirst = true
        func member(_ name: String) {
            output += (isFirst ? "{" : ", ").utf8
            isFirst = false
            JSONLine.append(name, to: &output)
            output += ": ".utf8
        }
        for name in columns {
            if let column = ManifestColumn(name: name) {
                guard let text = utterance[column] else { continue }
                member(name)
                if column == .start || column == .end {
                    output += text.utf8
                } else {
                    JSONLine.append(text, to: &output)
                }
            } else if let place = placeOfExtra[ByteKey(name)], let text = utterance.extra.at(place) {
                switch utterance.extraKinds.at(place) ?? .text {
                case .absent: continue
                case .null:
                    member(name)
                    output += "null".utf8
                case .json:
                    member(name)
                    output += text.utf8
                case .text:
                    member(name)
                    JSONLine.append(text, to: &output)
                }
            }
        }
        output += (isFirst ? "{}\n" : "}\n").utf8
    }
}

extension Array {
    /// The element at a place, nil outside.
    fileprivate func at(_ index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
