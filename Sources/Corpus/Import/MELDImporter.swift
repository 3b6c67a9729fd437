/// MELD: dialogues of the series Friends with emotions (Poria and others, 2019).
///
/// `train_sent_emo.csv`, `dev_sent_emo.csv` and `test_sent_emo.csv` name the utterances; clips lie in `train_splits`,
/// `dev_splits_complete` and `output_repeated_splits_test` as `dia0_utt0.mp4`. Sound that somebody has taken out of the clips
/// (`dia0_utt0.wav` or `.flac` in the same place) is preferred. Without any clips the text comes in alone.
public struct MELDImporter: CorpusImporter {
    public static let name = "meld"
    public static let summary = "MELD, English: a television series' dialogues, seven emotions, with or without clips"
    public static let layout = """
        A folder with train_sent_emo.csv, dev_sent_emo.csv, test_sent_emo.csv and, where wanted, the clips'
        folders; or one of these tables alone, for its text. Splits come from the tables' names.
        """

    private static let folders = [
        "train": ["train_splits", "train"], "dev": ["dev_splits_complete", "dev"],
        "test": ["output_repeated_splits_test", "test_splits", "test"],
    ]
    private static let emotions = [
        "anger": EmotionName.angry, "disgust": EmotionName.disgusted, "fear": EmotionName.fearful,
        "joy": EmotionName.happy, "neutral": EmotionName.neutral, "sadness": EmotionName.sad,
        "surprise": EmotionName.surprised,
    ]
    private static let columns = ["Utterance", "Speaker", "Emotion", "Dialogue_ID", "Utterance_ID"]

    public init() {}

    public func read(_ path: String) throws(CorpusError) -> ImportedCorpus {
        let isFolder = FileKind(path: path).isFolder
        let folder = isFolder ? path : Manifest.folder(of: path)
        var tables: [(split: String?, path: String)] = [(Self.split(of: path), path)]
        if isFolder {
            tables = []
            for split in ["train", "dev", "test"] {
                let table = "\(path)/\(split)_sent_emo.csv"
                if FileKind(path: table).isFile { tables.append((split, table)) }
            }
        }
        guard !tables.isEmpty else {
            throw .notThisLayout(
                path: path, layout: "MELD", needed: "train_sent_emo.csv, dev_sent_emo.csv or test_sent_emo.csv")
        }
        var utterances: [Utterance] = []
        var issues: [ManifestIssue] = []
        for table in tables { try read(table.path, table.split, folder, &utterances, &issues) }
        let withSound = utterances.filter { $0.audio != nil }.count
        let manifest = Manifest(
            path: path, directory: folder, extraColumns: ["label_original", "sentiment", "dialogue"],
            utterances: utterances)
        return ImportedCorpus(
            manifest: manifest, issues: issues,
            remarks: [
                withSound == 0
                    ? "no clips beside the tables: text alone"
                    : "\(withSound) of \(utterances.count) utterances have a clip"
            ])
    }

    private func read(
        _ table: String, _ split: String?, _ folder: String, _ utterances: inout [Utterance],
        _ issues: inout [ManifestIssue]
    ) throws(CorpusError) {
        var reader = try CSVReader(path: table)
        guard let header = try reader.next()?.fields else { throw .empty(path: table) }
        for column in Self.columns where !header.contains(column) {
            throw .missingColumn(path: table, column: column, found: header)
        }
        func note(_ severity: ManifestIssue.Severity, _ row: Int, _ id: String?, _ message: String) {
            issues.append(ManifestIssue(severity, path: table, row: row, id: id, message: message))
        }
        let clips = clipFolder(of: split, in: folder)
        var seen: [ByteKey: Int] = [:]
        while let record = try reader.next() {
            func value(_ column: String) -> String {
                header.firstIndex(of: column).flatMap { $0 < record.fields.count ? record.fields[$0] : nil } ?? ""
            }
            if let problem = record.problem {
                note(.error, record.line, nil, "\(problem): left out")
                continue
            }
            guard record.fields.count == header.count, Int(value("Dialogue_ID")) != nil,
                Int(value("Utterance_ID")) != nil
            else {
                note(.error, record.line, nil, "no Dialogue_ID and Utterance_ID, or too few cells: left out")
                continue
            }
            let name = "dia\(value("Dialogue_ID"))_utt\(value("Utterance_ID"))"
            let id = split.map { "\($0)_\(name)" } ?? name
            if let first = seen.updateValue(record.line, forKey: ByteKey(id)) {
                note(.error, record.line, id, "is there twice, first on line \(first): left out")
                continue
            }
            let emotion = Self.emotions[value("Emotion")]
            if emotion == nil {
                note(.warning, record.line, id, "\"\(value("Emotion"))\" is no emotion of MELD: taken without one")
            }
            var audio: String?
            if let clips {
                audio = clip(name, in: clips, of: folder)
                if audio == nil {
                    note(.error, record.line, id, "no clip \(clips)/\(name).wav, .flac or .mp4: left out")
                    continue
                }
            }
            utterances.append(
                Utterance(
                    id: id, audio: audio, speaker: value("Speaker"), language: "en", transcript: value("Utterance"),
                    emotion: emotion, split: split,
                    extra: [value("Emotion"), value("Sentiment"), "\(split ?? "")\(value("Dialogue_ID"))"]))
        }
    }

    private static func split(of path: String) -> String? {
        let name = path.split(separator: "/").last ?? ""
        return ["train", "dev", "test"].first { name.hasPrefix($0) }
    }

    /// The folder of a split's clips below the corpus; nil where there is none.
    private func clipFolder(of split: String?, in folder: String) -> String? {
        (split.flatMap { Self.folders[$0] } ?? []).first { FileKind(path: "\(folder)/\($0)").isFolder }
    }

    private func clip(_ name: String, in clips: String, of folder: String) -> String? {
        ["wav", "flac", "mp4"].map { "\(clips)/\(name).\($0)" }.first { FileKind(path: "\(folder)/\($0)").isFile }
    }
}
