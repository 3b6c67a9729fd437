/// Looks a manifest over: everything wrong or odd, in one go, with file and row.
///
/// Errors are about single rows and name the row, a recording that is missing or no file among them: rows with an error are
/// not usable. Oddities that many rows share are one warning with their count.
public enum ManifestValidator {
    /// All issues of a manifest, those of its reading first.
    ///
    /// - Parameters:
    ///   - manifest: as read.
    ///   - labels: the label set that will be used; nil = emotions are not checked.
    ///   - checksFiles: whether to look for every recording on disk. Nothing is opened.
    /// - Returns: in the order of the checks, and within a check in row order.
    public static func validate(
        _ manifest: Manifest, labels: LabelSet? = nil, checksFiles: Bool = false
    ) -> [ManifestIssue] {
        var checks = Checks(manifest: manifest)
        checks.columns()
        checks.ids()
        checks.splits()
        checks.gaps()
        checks.spellings(labels)
        if let labels { checks.emotions(labels) }
        if checksFiles { checks.files() }
        if manifest.utterances.isEmpty { checks.add(.error, message: "there is no usable row.") }
        return manifest.issues + checks.issues
    }

    private static let splits = ["train", "dev", "test"]

    /// Names under which other programs keep what this one looks for elsewhere.
    private static let otherNames: [(name: String, column: ManifestColumn)] = [
        ("text", .transcript), ("sentence", .transcript), ("transcription", .transcript), ("path", .audio),
        ("file", .audio), ("filename", .audio), ("wav", .audio), ("label", .emotion), ("lang", .language),
        ("subset", .split),
    ]

    private struct Checks {
        let manifest: Manifest
        var issues: [ManifestIssue] = []

        init(manifest: Manifest) { self.manifest = manifest }

        mutating func add(
            _ severity: ManifestIssue.Severity, _ utterance: Utterance? = nil, column: ManifestColumn? = nil,
            message: String
        ) {
            issues.append(
                ManifestIssue(
                    severity, path: manifest.path, row: utterance?.row, column: column?.rawValue, id: utterance?.id,
                    message: message))
        }

        /// One warning for all rows that `isOdd`, with their count and the first.
        mutating func count(
            _ column: ManifestColumn, _ message: (String) -> String, where isOdd: (Utterance) -> Bool
        ) {
            let odd = manifest.utterances.filter(isOdd)
            guard let first = odd.first else { return }
            let rows = odd.count == 1 ? "1 row" : "\(odd.count) rows, the first is \(first.row)"
            add(.warning, column: column, message: message(rows))
        }

        mutating func columns() {
            let present = Set(manifest.columns.map(ByteKey.init))
            for name in manifest.extraColumns {
                let folded = name.lowercased().split(whereSeparator: \.isWhitespace).joined()
                let meant = ManifestColumn(name: folded) ?? otherNames.first { $0.name == folded }?.column
                guard let meant, !present.contains(ByteKey(meant.rawValue)) else { continue }
                issues.append(
                    ManifestIssue(
                        .warning, path: manifest.path, row: 1, column: name,
                        message:
                            "the column only passes through. Rename it to \(meant.rawValue) if that is what it holds."
                    ))
            }
        }

        mutating func ids() {
            // Swift's own equality is that of Unicode normalisation: just what is looked for here.
            var rowOfID: [String: Int] = [:]
            for utterance in manifest.utterances {
                if let earlier = rowOfID.updateValue(utterance.row, forKey: utterance.id) {
                    add(
                        .warning, utterance, column: .id,
                        message: "differs from the id of row \(earlier) by Unicode normalisation only.")
                }
            }
        }

        mutating func splits() {
            for utterance in manifest.utterances {
                guard let split = utterance.split, !ManifestValidator.splits.contains(split) else { continue }
                add(.error, utterance, column: .split, message: "\"\(split)\" is no split. Valid: train, dev, test.")
            }
        }

        mutating func gaps() {
            func isPartlyThere(_ column: ManifestColumn) -> Bool {
                manifest.utterances.contains { $0[column] != nil }
            }
            for column in [ManifestColumn.audio, .speaker, .session, .split, .emotion] where isPartlyThere(column) {
                count(column, { "no value in \($0)." }, where: { $0[column] == nil })
            }
            count(.transcript, { "an empty transcript in \($0): it counts as nothing spoken." }) { $0.transcript == "" }
            count(.audio, { "an absolute path in \($0): the manifest works on this machine only." }) {
                $0.audio?.utf8.first == UInt8(ascii: "/")
            }
        }

        /// Labels that differ only by case or white space around them, unless the label set keeps them apart.
        mutating func spellings(_ labels: LabelSet?) {
            var groups: [(counts: [ByteKey: Int], first: Int)] = []
            var places: [ByteKey: Int] = [:]
            for utterance in manifest.utterances {
                guard let label = utterance.emotion else { continue }
                let folded = LabelSet.folded(label)
                let place = places[folded] ?? groups.count
                if place == groups.count {
                    places[folded] = place
                    groups.append(([:], utterance.row))
                }
                groups[place].counts[ByteKey(label), default: 0] += 1
            }
            for (counts, first) in groups where counts.count > 1 {
                if let labels, Set(counts.keys.map { labels.index(of: $0.string) }).count > 1 { continue }
                let spellings = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
                    .map { "\"\($0.key.string)\" (\($0.value))" }.joined(separator: ", ")
                add(
                    .warning, column: .emotion,
                    message: "\(spellings) differ only by case or white space and count as one label; the first row is "
                        + "\(first).")
            }
        }

        mutating func emotions(_ labels: LabelSet) {
            var unknown: [(label: String, rows: [Int])] = []
            var places: [ByteKey: Int] = [:]
            for utterance in manifest.utterances {
                guard let label = utterance.emotion, labels.index(of: label) == nil else { continue }
                let place = places[ByteKey(label)] ?? unknown.count
                if place == unknown.count {
                    places[ByteKey(label)] = place
                    unknown.append((label, []))
                }
                unknown[place].rows.append(utterance.row)
            }
            let valid = labels.labels.joined(separator: ", ")
            for (label, rows) in unknown {
                let count = rows.count == 1 ? "1 row" : "\(rows.count) rows, the first is \(rows[0]),"
                add(
                    .warning, column: .emotion,
                    message: "\"\(label)\" is not in the label set (\(valid)); \(count) will be left out of training.")
            }
        }

        mutating func files() {
            for utterance in manifest.utterances {
                guard let path = manifest.audioPath(of: utterance) else { continue }
                if let problem = FileKind(path: path).problem {
                    add(.error, utterance, column: .audio, message: "\(path): \(problem).")
                }
            }
        }
    }
}
