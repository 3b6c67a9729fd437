public import Corpus

/// One row of a table of labels.
public struct LabelledRow: Sendable {
    /// Its place, speaker, transcript and label; its further cells in `extra`.
    public let utterance: Utterance
    let columns: LabelColumns

    public var id: String { utterance.id }
    /// The label; nil where there is none.
    public var emotion: String? { utterance.emotion }
    /// As the table writes it; nil where the cell is empty or not there.
    public var confidence: String? { cell(columns.confidence) }
    /// The model that decided.
    public var model: String? { cell(columns.model) }
    /// Whether the table says that no label could be found.
    public var isFailed: Bool { cell(columns.status) == LabelRow.Status.failed.rawValue }

    /// The probabilities as the table writes them, one for each of `LabelsReader.labels`.
    var probabilities: [String?] { columns.probabilities.map { cell($0) } }

    /// The cells in the order of `LabelsReader.columns`.
    var cells: [String] {
        columns.meanings.map { meaning in
            switch meaning {
            case .known(let column): utterance[column] ?? ""
            case .extra(let place): place < utterance.extra.count ? utterance.extra[place] : ""
            }
        }
    }

    private func cell(_ place: Int?) -> String? {
        guard let place, place < utterance.extra.count, !utterance.extra[place].isEmpty else { return nil }
        return utterance.extra[place]
    }
}

/// Where the columns of a table of labels stand.
struct LabelColumns: Sendable {
    enum Meaning: Sendable {
        case known(ManifestColumn)
        case extra(Int)
    }

    let names: [String]
    let meanings: [Meaning]
    /// What the columns `p_…` are called behind that.
    let labels: [String]
    // Places among the further columns.
    let probabilities: [Int]
    let confidence: Int?
    let model: Int?
    let status: Int?

    /// Columns that hold numbers in every table of labels, beside `p_…`.
    static let numeric: Set<String> = ["start", "end", "confidence", "asr_confidence"]

    init(names: [String], extraColumns: [String]) {
        self.names = names
        var places: [ByteKey: Int] = [:]
        for (place, name) in extraColumns.enumerated() { places[ByteKey(name)] = place }
        meanings = names.map { name in
            if let known = ManifestColumn(name: name) { return .known(known) }
            return .extra(places[ByteKey(name)] ?? extraColumns.count)
        }
        let own = extraColumns.enumerated().filter { $0.element.hasPrefix("p_") && $0.element.utf8.count > 2 }
        labels = own.map { String($0.element.dropFirst(2)) }
        probabilities = own.map(\.offset)
        confidence = places[ByteKey("confidence")]
        model = places[ByteKey("model")]
        status = places[ByteKey("status")]
    }

    /// Whether a column's cells are numbers where they are not empty.
    static func isNumeric(_ name: String) -> Bool { numeric.contains(name) || name.hasPrefix("p_") }
}
