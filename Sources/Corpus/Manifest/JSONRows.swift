/// Manifest rows from JSONL, one object a line.
struct JSONRows {
    private(set) var columns: [String] = []
    private(set) var extraColumns: [String] = []
    private var seen: Set<ByteKey> = []
    private var placeOfExtra: [ByteKey: Int] = [:]
    private let path: String
    private var stream: ByteStream
    private var line = 0
    private var bytes: [UInt8] = []

    init(stream: ByteStream, path: String) {
        self.stream = stream
        self.path = path
    }

    mutating func next() throws(CorpusError) -> ManifestReader.Row? {
        while try stream.readLine(&bytes) {
            line += 1
            if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }) { continue }
            var builder = RowBuilder(path: path, row: line)
            do {
                fill(&builder, from: try JSONLine(bytes))
            } catch {
                builder.fail("malformed JSON at byte \(error.column): \(error.reason).")
            }
            return builder.finish()
        }
        return nil
    }

    private mutating func fill(_ builder: inout RowBuilder, from object: JSONLine) {
        var extra = Array(repeating: "", count: extraColumns.count)
        var kinds = Array(repeating: Utterance.ExtraKind.absent, count: extraColumns.count)
        for (name, value) in object.members {
            if seen.insert(ByteKey(name)).inserted {
                columns.append(name)
                if ManifestColumn(name: name) == nil {
                    placeOfExtra[ByteKey(name)] = extraColumns.count
                    extraColumns.append(name)
                    extra.append("")
                    kinds.append(.absent)
                }
            }
            if let column = ManifestColumn(name: name) {
                set(column, value, &builder)
            } else if let place = placeOfExtra[ByteKey(name)] {
                (extra[place], kinds[place]) = Self.text(of: value)
            }
        }
        builder.setExtra(extra, kinds: kinds)
    }

    private func set(_ column: ManifestColumn, _ value: JSONLine.Value, _ builder: inout RowBuilder) {
        switch value {
        case .null: break
        case .text(let text): builder.set(column, text)
        case .raw(let text) where text.first == "[" || text.first == "{":
            builder.fail("the value is a list or an object; text or a number is needed.", column: column.rawValue)
        case .raw(let text): builder.set(column, text)
        }
    }

    private static func text(of value: JSONLine.Value) -> (String, Utterance.ExtraKind) {
        switch value {
        case .text(let text): (text, .text)
        case .null: ("", .null)
        case .raw(let text): (text, .json)
        }
    }
}
