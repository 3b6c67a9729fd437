/// IEMOCAP: ten actors in five dyadic sessions, scripted and improvised (Busso and others, 2008).
///
/// `SessionN/sentences/wav/<dialogue>/<utterance>.wav`, transcripts in `SessionN/dialog/transcriptions/<dialogue>.txt`,
/// labels in `SessionN/dialog/EmoEvaluation/<dialogue>.txt`. Every labelled utterance becomes a row: 10,039 in the whole
/// corpus. The label is the raters' majority, without one (`xxx`) there is none; `exc` is written as excited, which the
/// label set of four merges into happy, so that 5,531 remain as in the paper. The letter at the end of an id is the
/// speaker's, the one after the session only says who wore the motion-capture markers.
///
/// Real copies hold hidden `._*` files beside the true ones; they are not looked at.
public struct IEMOCAPImporter: CorpusImporter {
    public static let name = "iemocap"
    public static let summary = "IEMOCAP, English: ten speakers in five sessions, majority labels"
    public static let layout = """
        Session1 … Session5, each with sentences/wav, dialog/transcriptions and dialog/EmoEvaluation. Every
        labelled utterance is a row; excited counts as happy in the label set of four; no majority, no emotion.
        """

    private static let emotions = [
        "ang": EmotionName.angry, "hap": EmotionName.happy, "exc": EmotionName.excited, "sad": EmotionName.sad,
        "neu": EmotionName.neutral, "fru": EmotionName.frustrated, "fea": EmotionName.fearful,
        "sur": EmotionName.surprised, "dis": EmotionName.disgusted, "oth": EmotionName.other,
    ]

    public init() {}

    public func read(_ path: String) throws(CorpusError) -> ImportedCorpus {
        let sessions = try folders(in: path).filter { $0.hasPrefix("Session") }
        guard !sessions.isEmpty else {
            throw .notThisLayout(path: path, layout: "IEMOCAP", needed: "folders Session1 to Session5")
        }
        var corpus = ImportedCorpus(manifest: Manifest(path: path, directory: path, utterances: []))
        var utterances: [Utterance] = []
        var seen: [ByteKey: String] = [:]
        for session in sessions {
            let evaluations = "\(session)/dialog/EmoEvaluation"
            for file in try files(in: "\(path)/\(evaluations)", ending: ".txt") {
                try read(
                    dialogue: String(file.dropLast(4)), of: session, in: path, into: &utterances, &seen, &corpus.issues)
            }
        }
        utterances.sort { ByteKey($0.id) < ByteKey($1.id) }
        corpus.manifest = Manifest(
            path: path, directory: path,
            extraColumns: ["label_original", "dialogue", "style", "valence", "activation", "dominance"],
            utterances: utterances)
        let four = utterances.filter { LabelSet.fourEmotions.index(of: $0.emotion) != nil }.count
        corpus.remarks.append(
            "\(four) of \(utterances.count) utterances have one of the paper's four labels (of the whole corpus: 5531 of "
                + "10039)")
        return corpus
    }

    private func read(
        dialogue: String, of session: String, in path: String, into utterances: inout [Utterance],
        _ seen: inout [ByteKey: String], _ issues: inout [ManifestIssue]
    ) throws(CorpusError) {
        let file = "\(path)/\(session)/dialog/EmoEvaluation/\(dialogue).txt"
        func note(_ severity: ManifestIssue.Severity, row: Int?, id: String? = nil, _ message: String) {
            issues.append(ManifestIssue(severity, path: file, row: row, id: id, message: message))
        }
        let found = try IEMOCAPEvaluation.read(file)
        for problem in found.problems { note(.error, row: problem.row, problem.reason) }
        let transcripts = try transcripts(of: dialogue, session, path, &issues)
        for evaluation in found.evaluations {
            if let first = seen[ByteKey(evaluation.id)] {
                note(.error, row: evaluation.row, id: evaluation.id, "labelled twice, first in \(first): left out")
                continue
            }
            seen[ByteKey(evaluation.id)] = "\(dialogue).txt:\(evaluation.row)"
            let audio = "\(session)/sentences/wav/\(dialogue)/\(evaluation.id).wav"
            if let problem = FileKind(path: "\(path)/\(audio)").problem {
                note(.error, row: evaluation.row, id: evaluation.id, "its recording \(audio) \(problem): left out")
                continue
            }
            let emotion = Self.emotions[evaluation.label]
            if emotion == nil, evaluation.label != "xxx" {
                note(
                    .warning, row: evaluation.row, id: evaluation.id,
                    "\"\(evaluation.label)\" is no label of IEMOCAP: taken without an emotion")
            }
            let transcript = transcripts[ByteKey(evaluation.id)]
            if transcript == nil {
                note(.warning, row: evaluation.row, id: evaluation.id, "has no line in the transcriptions")
            }
            let letter = evaluation.id.split(separator: "_").last?.first
            let number = session.dropFirst("Session".count)
            utterances.append(
                Utterance(
                    id: evaluation.id, audio: audio, speaker: letter.map { "Ses0\(number)_\($0)" }, session: session,
                    gender: letter == "F" ? "female" : letter == "M" ? "male" : nil, language: "en",
                    transcript: transcript, emotion: emotion,
                    extra: [
                        evaluation.label, dialogue, dialogue.contains("script") ? "scripted" : "improvised",
                    ] + evaluation.dimensions))
        }
    }

    private func transcripts(
        of dialogue: String, _ session: String, _ path: String, _ issues: inout [ManifestIssue]
    ) throws(CorpusError) -> [ByteKey: String] {
        let file = "\(path)/\(session)/dialog/transcriptions/\(dialogue).txt"
        if let problem = FileKind(path: file).problem {
            issues.append(ManifestIssue(.warning, path: file, message: "\(problem): its dialogue has no transcripts"))
            return [:]
        }
        let (texts, doubled) = try IEMOCAPEvaluation.transcripts(file)
        for (row, id) in doubled {
            issues.append(
                ManifestIssue(
                    .warning, path: file, row: row, id: id, message: "transcribed twice: the first line is taken"))
        }
        return texts
    }

    private func folders(in path: String) throws(CorpusError) -> [String] {
        try names(in: path).filter { FileKind(path: "\(path)/\($0)").isFolder }
    }

    private func files(in path: String, ending: String) throws(CorpusError) -> [String] {
        try names(in: path).filter { $0.hasSuffix(ending) && FileKind(path: "\(path)/\($0)").isFile }
    }

    /// Names that are text and not hidden, sorted.
    private func names(in path: String) throws(CorpusError) -> [String] {
        switch FolderListing.names(in: Array(path.utf8)) {
        case .success(let names):
            return names.compactMap { String(validating: $0, as: UTF8.self) }.filter { !$0.hasPrefix(".") }
        case .failure(let failure): throw .fileFailed(path: path, doing: .open, code: failure.code)
        }
    }
}
