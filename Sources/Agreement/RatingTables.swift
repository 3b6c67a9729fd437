public import Corpus

/// The ratings of several tables, matched by id.
///
/// A unit is an id that any of the tables has; ids are compared byte by byte.
public struct RatingTables: Sendable {
    /// Where one annotator's ratings stand.
    public struct Source: Sendable, Hashable {
        public var path: String
        public var column: String

        public init(path: String, column: String) {
            self.path = path
            self.column = column
        }
    }

    /// One annotator, and what is missing from what was said.
    public struct Annotator: Sendable {
        public let name: String
        /// Rows of the table.
        public let rows: Int
        /// Rows without a label.
        public let unlabelled: Int
        /// Ids that other tables have and this one has not: how many, and the first of them.
        public let missing: Int
        public let firstMissing: [String]
        /// Labels outside of the label set, with their counts, by name; these ratings are left out.
        public let otherLabels: [(name: String, count: Int)]
    }

    public let ratings: Ratings
    /// The names of the label indices.
    public let labels: [String]
    public let annotators: [Annotator]
    /// Rows that could not be used.
    public let issues: [ManifestIssue]

    /// How many missing ids are named.
    public static let namedIDs = 5

    /// Reads the tables, CSV or JSONL.
    ///
    /// - Parameters:
    ///   - sources: one for each annotator, at least one.
    ///   - labels: the labels to tell apart; nil takes all that occur, spellings that differ by case or space as one.
    /// - Throws: `CorpusError` where a table cannot be read, has no such column, or where nobody gave a label.
    public init(_ sources: [Source], labels: LabelSet?) throws(CorpusError) {
        var gathering = Gathering()
        for (annotator, source) in sources.enumerated() {
            try gathering.read(source, annotator: annotator, of: sources.count)
        }
        let set: LabelSet
        if let labels { set = labels } else { set = try .discovered(from: gathering.spellingCounts) }
        self.labels = set.labels
        issues = gathering.issues
        let indices = gathering.spellings.map { set.index(of: $0.string) }
        ratings = Ratings(
            labels: set.count,
            units: gathering.units.map { unit in unit.map { $0 < 0 ? nil : indices[Int($0)] } })
        let names = Self.names(sources)
        let gathered = gathering
        annotators = sources.indices.map { gathered.annotator($0, name: names[$0], indices: indices) }
    }

    /// What tells the sources apart, as short as it can be.
    private static func names(_ sources: [Source]) -> [String] {
        let files = sources.map { $0.path.split(separator: "/").last.map(String.init) ?? $0.path }
        let choices = [files, sources.map(\.column), sources.map { "\($0.path) \($0.column)" }]
        let fitting = choices.first { Set($0.map(ByteKey.init)).count == sources.count }
        return fitting ?? sources.enumerated().map { "\($0.offset + 1) \($0.element.path)" }
    }
}

/// What the tables hold, before labels have indices.
private struct Gathering {
    /// Not there, and there without a label.
    static let missing: Int32 = -1
    static let unlabelled: Int32 = -2

    private(set) var ids: [String] = []
    /// For each id and annotator an index into `spellings`, or one of the two above.
    private(set) var units: [[Int32]] = []
    private(set) var spellings: [ByteKey] = []
    private(set) var issues: [ManifestIssue] = []
    private var placeOfID: [ByteKey: Int] = [:]
    private var placeOfSpelling: [ByteKey: Int32] = [:]

    /// How often each spelling occurs.
    var spellingCounts: [ByteKey: Int] {
        var counts: [ByteKey: Int] = [:]
        for unit in units {
            for value in unit where value >= 0 { counts[spellings[Int(value)], default: 0] += 1 }
        }
        return counts
    }

    mutating func read(_ source: RatingTables.Source, annotator: Int, of annotators: Int) throws(CorpusError) {
        var reader = try ManifestReader(path: source.path)
        let known = ManifestColumn(name: source.column)
        var hasColumn = reader.columns.contains { ByteKey($0) == ByteKey(source.column) }
        while let row = try reader.next() {
            switch row {
            case .issue(let issue): issues.append(issue)
            case .utterance(let utterance):
                var text = known.flatMap { utterance[$0] }
                if known == nil,
                    let place = reader.extraColumns.firstIndex(where: { ByteKey($0) == ByteKey(source.column) }),
                    place < utterance.extra.count
                {
                    text = utterance.extra[place]
                }
                hasColumn = hasColumn || text != nil
                note(utterance, text, source, annotator, annotators)
            }
        }
        guard hasColumn else {
            throw .missingColumn(path: source.path, column: source.column, found: reader.columns)
        }
    }

    private mutating func note(
        _ utterance: Utterance, _ text: String?, _ source: RatingTables.Source, _ annotator: Int, _ annotators: Int
    ) {
        let key = ByteKey(utterance.id)
        let place = placeOfID[key] ?? ids.count
        if place == ids.count {
            placeOfID[key] = place
            ids.append(utterance.id)
            units.append(Array(repeating: Self.missing, count: annotators))
        }
        guard units[place][annotator] == Self.missing else {
            issues.append(
                ManifestIssue(
                    .error, path: source.path, row: utterance.row, column: "id", id: utterance.id,
                    message: "the id was there before: the first row counts"))
            return
        }
        let isEmpty = text?.allSatisfy(\.isWhitespace) ?? true
        units[place][annotator] = isEmpty ? Self.unlabelled : spelling(text ?? "")
    }

    private mutating func spelling(_ text: String) -> Int32 {
        if let place = placeOfSpelling[ByteKey(text)] { return place }
        let place = Int32(spellings.count)
        placeOfSpelling[ByteKey(text)] = place
        spellings.append(ByteKey(text))
        return place
    }

    func annotator(_ annotator: Int, name: String, indices: [Int?]) -> RatingTables.Annotator {
        var other: [ByteKey: Int] = [:]
        var (rows, unlabelled, missing) = (0, 0, 0)
        var firstMissing: [String] = []
        for (id, unit) in zip(ids, units) {
            let value = unit[annotator]
            if value == Self.missing {
                missing += 1
                if firstMissing.count < RatingTables.namedIDs { firstMissing.append(id) }
                continue
            }
            rows += 1
            if value == Self.unlabelled { unlabelled += 1 }
            if value >= 0, indices[Int(value)] == nil { other[spellings[Int(value)], default: 0] += 1 }
        }
        return RatingTables.Annotator(
            name: name, rows: rows, unlabelled: unlabelled, missing: missing, firstMissing: firstMissing,
            otherLabels: other.sorted { $0.key < $1.key }.map { ($0.key.string, $0.value) })
    }
}
