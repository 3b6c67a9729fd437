import Corpus

/// Tasks for Label Studio, with the model's labels as predictions, and the labelling configuration that fits them.
///
/// Each row is a task that plays its recording, shows the transcript and asks for one of the labels. A row that is a part
/// of its recording has a region `utterance` over that part. `utterance_id` ties the answer to the row: Label Studio's own
/// ids take the name `id` in its exports.
struct LabelStudioExport: RowExport {
    /// Names that an export of Label Studio brings back.
    enum Name {
        static let id = "utterance_id"
        static let choice = "emotion"
        static let audio = "audio"
        static let region = "place"
    }

    /// How Label Studio reaches the recordings.
    struct Recordings {
        /// What the address begins with; the path follows, percent-encoded.
        var prefix = "/data/local-files/?d="
        /// Gives the path of a recording as the server sees it; nil where it lies outside of what is served.
        var path: (String) -> String?
    }

    private let folder: String
    private let tasks: StreamedFile
    private let recordings: Recordings
    private let labelNames: [String]
    private var found: Set<ByteKey> = []
    private var hasRegions = false
    private var count = 0

    init(folder: String, labels: [String], recordings: Recordings) throws(CorpusError) {
        self.folder = folder
        labelNames = labels
        self.recordings = recordings
        tasks = try StreamedFile(path: folder + "/tasks.json")
        try tasks.write("[".utf8)
    }

    mutating func add(_ row: LabelledRow) throws(CorpusError) -> String? {
        guard let audio = row.utterance.audio else { return "has no recording to listen to" }
        guard let path = recordings.path(audio) else {
            return "its recording \(audio) lies outside of the folder that Label Studio serves (--audio-root)"
        }
        if let emotion = row.emotion { found.insert(ByteKey(emotion)) }
        var data = [(Name.id, row.id), (Name.audio, recordings.prefix + PercentCoding.path(path))]
        data.append(("transcript", row.utterance.transcript ?? ""))
        if let speaker = row.utterance.speaker { data.append(("speaker", speaker)) }
        let pairs = data.map { "\(JSONText.string($0.0)): \(JSONText.string($0.1))" }.joined(separator: ", ")
        var task = "{\"data\": {\(pairs)}"
        if let prediction = prediction(row) { task += ", \"predictions\": [\(prediction)]" }
        try tasks.write(((count == 0 ? "\n" : ",\n") + task + "}").utf8)
        count += 1
        return nil
    }

    private mutating func prediction(_ row: LabelledRow) -> String? {
        var results: [String] = []
        if let emotion = row.emotion {
            results.append(result("label", Name.choice, "choices", "\"choices\": [\(JSONText.string(emotion))]"))
        }
        if let end = row.utterance.end {
            hasRegions = true
            let start = Utterance.text(seconds: row.utterance.start ?? 0)
            results.append(
                result(
                    "place", Name.region, "labels",
                    "\"start\": \(start), \"end\": \(Utterance.text(seconds: end)), \"channel\": 0, "
                        + "\"labels\": [\"utterance\"]"))
        }
        guard !results.isEmpty else { return nil }
        var parts = ["\"model_version\": \(JSONText.string(row.model ?? "unknown"))"]
        if let score = row.confidence.flatMap(JSONText.number) { parts.append("\"score\": \(score)") }
        return "{\(parts.joined(separator: ", ")), \"result\": [\(results.joined(separator: ", "))]}"
    }

    private func result(_ id: String, _ from: String, _ type: String, _ value: String) -> String {
        "{\"id\": \"\(id)\", \"from_name\": \"\(from)\", \"to_name\": \"\(Name.audio)\", \"type\": \"\(type)\", "
            + "\"value\": {\(value)}}"
    }

    mutating func finish() throws(CorpusError) -> [String] {
        try tasks.write((count == 0 ? "]\n" : "\n]\n").utf8)
        try tasks.finish()
        let path = folder + "/labeling-config.xml"
        try WholeFile.write(Array(configuration.utf8), to: path)
        return [tasks.path, path]
    }

    /// The labels of the model, and whatever else the rows hold.
    private var labels: [String] {
        let known = Set(labelNames.map(ByteKey.init))
        return labelNames + found.subtracting(known).sorted().map(\.string)
    }

    private var configuration: String {
        var text = "<View>\n  <Audio name=\"\(Name.audio)\" value=\"$audio\"/>\n"
        text += "  <Text name=\"words\" value=\"$transcript\"/>\n"
        if hasRegions {
            text +=
                "  <Labels name=\"\(Name.region)\" toName=\"\(Name.audio)\">\n    <Label value=\"utterance\"/>\n  </Labels>\n"
        }
        text +=
            "  <Choices name=\"\(Name.choice)\" toName=\"\(Name.audio)\" choice=\"single\" required=\"true\" showInline=\"true\">\n"
        for label in labels { text += "    <Choice value=\"\(XMLText.attribute(label))\"/>\n" }
        return text + "  </Choices>\n</View>\n"
    }
}
