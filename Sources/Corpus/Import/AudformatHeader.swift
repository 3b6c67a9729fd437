import Yams

/// What `db.yaml` of an audformat database says, as far as a manifest needs it.
struct AudformatHeader {
    /// A table of files or of segments.
    struct Table {
        var name: String
        var isSegmented: Bool
        /// `train`, `dev`, `test`; nil where the table belongs to no split.
        var split: String?
        var columns: [Column]
    }

    struct Column {
        var name: String
        var scheme: String?
    }

    /// What a scheme's values stand for.
    enum Labels {
        /// Names by label; the label itself where it has none.
        case names([String: String])
        /// A miscellaneous table whose first column holds the labels.
        case table(String)
    }

    var name: String
    var languages: [String]
    /// By name, in the order of the names.
    var tables: [Table]
    var labels: [String: Labels]

    /// The longest header that is read, in bytes.
    static let longest = 16 << 20

    /// Reads the text of `db.yaml`.
    ///
    /// - Throws: `AudformatProblem` with what is wrong, and in which line where YAML itself is broken.
    init(yaml: String) throws(AudformatProblem) {
        let root: Node?
        do { root = try Yams.compose(yaml: yaml) } catch let error as YamlError {
            throw AudformatProblem(reason: "is no YAML: \(error)")
        } catch { throw AudformatProblem(reason: "is no YAML: \(error)") }
        guard let root = root?.mapping, let tables = root["tables"]?.mapping else {
            throw AudformatProblem(reason: "names no tables")
        }
        name = root["name"]?.string ?? ""
        languages = root["languages"]?.sequence?.compactMap(\.string) ?? []
        var splits: [String: String] = [:]
        for (key, value) in root["splits"]?.mapping ?? [:] { splits[key.string ?? ""] = value["type"]?.string }
        self.tables = tables.compactMap { key, value in
            guard let name = key.string else { return nil }
            return Table(
                name: name, isSegmented: value["type"]?.string == "segmented",
                split: value["split_id"]?.string.flatMap { splits[$0] },
                columns: Self.columns(value))
        }.sorted { ByteKey($0.name) < ByteKey($1.name) }
        labels = [:]
        for (key, value) in root["schemes"]?.mapping ?? [:] {
            guard let scheme = key.string, let found = value["labels"] else { continue }
            labels[scheme] = Self.labels(found)
        }
    }

    private static func columns(_ table: Node) -> [Column] {
        (table["columns"]?.mapping ?? [:]).compactMap { key, value in
            key.string.map { Column(name: $0, scheme: value["scheme_id"]?.string) }
        }
    }

    /// A list of labels, a dictionary with a name or further fields for each, or the name of a table.
    private static func labels(_ node: Node) -> Labels? {
        if let table = node.string { return .table(table) }
        guard let mapping = node.mapping else { return nil }
        var names: [String: String] = [:]
        for (key, value) in mapping {
            guard let label = key.string else { continue }
            names[label] = value.string ?? value["name"]?.string ?? label
        }
        return .names(names)
    }
}

/// Why a part of an audformat database cannot be read; follows the file's name in messages.
struct AudformatProblem: Error { let reason: String }
