import Corpus

/// A database in audEERING's audformat: `db.yaml` and the table `db.labels.csv`.
///
/// The table is filewise where every row is a whole file, segmented where one is not; a row without an end lasts to the end
/// of its file. audformat wants every file or segment once, so a second row of the same place is left out.
struct AudformatExport: RowExport {
    private let folder: String
    private let table: StreamedFile
    private let isSegmented: Bool
    private let labelNames: [String]
    private let path: (String) -> String?
    private let writer = CSVWriter()
    private var seen: Set<ByteKey> = []
    private var found: Set<ByteKey> = []

    /// - Parameters:
    ///   - folder: of the database.
    ///   - labels: of the model.
    ///   - isSegmented: whether a row is a part of its file.
    ///   - path: the path of a recording from the database's root.
    /// - Throws: `CorpusError.fileFailed`.
    init(
        folder: String, labels: [String], isSegmented: Bool, path: @escaping (String) -> String?
    ) throws(CorpusError) {
        self.folder = folder
        self.isSegmented = isSegmented
        self.path = path
        labelNames = labels
        table = try StreamedFile(path: folder + "/db.labels.csv")
        let index = isSegmented ? ["file", "start", "end"] : ["file"]
        try table.write(
            writer.record(
                index + ["id", "emotion", "confidence"] + labels.map { "p_\($0)" } + ["speaker", "transcript", "model"])
        )
    }

    mutating func add(_ row: LabelledRow) throws(CorpusError) -> String? {
        guard let audio = row.utterance.audio else { return "has no recording" }
        guard let file = path(audio) else { return "its recording \(audio) lies outside of --audio-root" }
        let start = Self.time(row.utterance.start ?? 0)
        let end = row.utterance.end.map(Self.time) ?? ""
        guard seen.insert(ByteKey("\(start) \(end) \(file)")).inserted else {
            return "is a second row for the same place of \(audio), and audformat has each place once"
        }
        if let emotion = row.emotion { found.insert(ByteKey(emotion)) }
        var cells = isSegmented ? [file, start, end] : [file]
        cells += [row.id, row.emotion ?? "", row.confidence ?? ""] + row.probabilities.map { $0 ?? "" }
        cells += [row.utterance.speaker ?? "", row.utterance.transcript ?? "", row.model ?? ""]
        try table.write(writer.record(cells))
        return nil
    }

    mutating func finish() throws(CorpusError) -> [String] {
        try table.finish()
        let path = folder + "/db.yaml"
        try WholeFile.write(Array(header.utf8), to: path)
        return [table.path, path]
    }

    /// Seconds as pandas writes a time: `0 days 00:00:01.500000`.
    static func time(_ seconds: Double) -> String {
        let total = Int((min(seconds, 1e12) * 1e6).rounded())
        let fraction = String(total % 1_000_000)
        let clock = Milliseconds.clock(total / 1_000_000 % 86_400 * 1000, ".").dropLast(4)
        let padding = String(repeating: "0", count: 6 - fraction.utf8.count)
        return "\(total / 86_400_000_000) days \(clock).\(padding)\(fraction)"
    }

    private var header: String {
        let known = Set(labelNames.map(ByteKey.init))
        let labels = labelNames + found.subtracting(known).sorted().map(\.string)
        var text = "name: emoscribe\nsource: emoscribe export\nusage: other\nlanguages: []\nschemes:\n"
        text += "  confidence: {dtype: float, minimum: 0, maximum: 1}\n  emotion:\n    dtype: str\n    labels:\n"
        for label in labels { text += "    - \(JSONText.string(label))\n" }
        if labels.isEmpty { text.replaceSuffix("    labels:\n", "") }
        text += "  id: {dtype: str}\n  model: {dtype: str}\n  speaker: {dtype: str}\n  transcript: {dtype: str}\n"
        text += "raters:\n  model: {type: machine}\ntables:\n  labels:\n"
        text += "    type: \(isSegmented ? "segmented" : "filewise")\n    columns:\n"
        var columns = [("id", "id", false), ("emotion", "emotion", true), ("confidence", "confidence", true)]
        columns += labelNames.map { ("p_\($0)", "confidence", true) }
        columns += [("speaker", "speaker", false), ("transcript", "transcript", false), ("model", "model", false)]
        for (name, scheme, isRated) in columns {
            text += "      \(JSONText.string(name)): {scheme_id: \(scheme)\(isRated ? ", rater_id: model" : "")}\n"
        }
        return text
    }
}

extension String {
    fileprivate mutating func replaceSuffix(_ suffix: String, _ other: String) {
        if hasSuffix(suffix) { self = String(dropLast(suffix.count)) + other }
    }
}
