/// audformat: audEERING's way to lay out databases, `db.yaml` with tables beside it (audformat's documentation, "Data format").
///
/// `db.<table>.csv` holds a row for each file (`file`) or segment (`file,start,end`, times as pandas writes them). A segment is
/// an utterance; a file is one where no table cuts it into segments, and otherwise gives its values to its segments. What
/// several tables say of one segment is put together. Labels become the names that their scheme gives them; a scheme whose
/// labels are a miscellaneous table (`speaker`) brings that table's columns with it. Tables in Parquet are not read.
public struct AudformatImporter: CorpusImporter {
    public static let name = "audformat"
    public static let summary = "an audformat database with CSV tables"
    public static let layout = """
        db.yaml with db.<table>.csv beside it, filewise or segmented; times as pandas writes them. Columns called
        emotion, transcription (transcript, text), speaker, gender (sex), language, session fill those of the
        manifest, also through a miscellaneous table of speakers; the others are kept. Splits by their type.
        """

    /// Emotions whose usual names here are others; all other names stay.
    private static let emotions = [
        "anger": EmotionName.angry, "happiness": EmotionName.happy, "joy": EmotionName.happy,
        "sadness": EmotionName.sad, "fear": EmotionName.fearful, "disgust": EmotionName.disgusted,
        "surprise": EmotionName.surprised, "boredom": EmotionName.bored, "frustration": EmotionName.frustrated,
    ]
    private static let columns = [
        "emotion": "emotion", "speaker": "speaker", "gender": "gender", "sex": "gender", "language": "language",
        "session": "session", "transcription": "transcript", "transcript": "transcript", "text": "transcript",
    ]

    public init() {}

    public func read(_ path: String) throws(CorpusError) -> ImportedCorpus {
        guard FileKind(path: path + "/db.yaml").isFile else {
            throw .notThisLayout(path: path, layout: "audformat", needed: "db.yaml")
        }
        let header: AudformatHeader
        do throws(AudformatProblem) { header = try AudformatHeader(yaml: try Self.text(path + "/db.yaml")) } catch {
            throw .notThisLayout(path: path, layout: "audformat", needed: "readable db.yaml: it \(error.reason)")
        }
        var database = AudformatTables(path: path, header: header)
        for table in header.tables { try database.add(table) }
        var issues = database.issues
        var extraColumns: [String] = []
        var places: [String: Int] = [:]
        for name in database.columns where Self.columns[name] == nil && places[name] == nil {
            // A name of the manifest's own would be read as that column.
            places[name] = extraColumns.count
            extraColumns.append(ManifestColumn(name: name) == nil ? name : "audformat_\(name)")
        }
        extraColumns.append("label_original")
        var utterances: [Utterance] = []
        for row in database.utterances {
            if let problem = FileKind(path: "\(path)/\(row.file)").problem {
                issues.append(
                    ManifestIssue(
                        .error, path: row.table, row: row.line,
                        message: "its recording \(row.file) \(problem): left out"))
                continue
            }
            var known: [String: String] = [:]
            var extra = [String](repeating: "", count: extraColumns.count)
            for (name, value) in row.values {
                if let column = Self.columns[name] {
                    known[column] = value
                } else if let place = places[name] {
                    extra[place] = value
                }
            }
            let emotion = known["emotion"]
            extra[extra.count - 1] = emotion ?? ""
            utterances.append(
                Utterance(
                    id: row.id, audio: row.file, start: row.start, end: row.end, speaker: known["speaker"],
                    session: known["session"], gender: known["gender"],
                    language: known["language"] ?? (header.languages.count == 1 ? header.languages[0] : nil),
                    transcript: known["transcript"], emotion: emotion.map { Self.emotions[$0.lowercased()] ?? $0 },
                    split: row.split, extra: extra))
        }
        return ImportedCorpus(
            manifest: Manifest(path: path, directory: path, extraColumns: extraColumns, utterances: utterances),
            issues: issues)
    }

    private static func text(_ path: String) throws(AudformatProblem) -> String {
        var bytes: [UInt8] = []
        do throws(CorpusError) {
            var stream = try ByteStream(path: path)
            while let byte = try stream.next(), bytes.count <= AudformatHeader.longest { bytes.append(byte) }
        } catch { throw AudformatProblem(reason: "cannot be read: \(error)") }
        guard bytes.count <= AudformatHeader.longest else { throw AudformatProblem(reason: "is longer than 16 MiB") }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw AudformatProblem(reason: "is not UTF-8")
        }
        return text
    }
}
