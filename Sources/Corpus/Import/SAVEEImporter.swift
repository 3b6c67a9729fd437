/// SAVEE: four English men, 120 utterances each, seven emotions (Haq and Jackson 2009).
///
/// `DC/a01.wav`, or `DC_a01.wav` where all lie in one folder: speaker, emotion, number of the sentence. The sentences differ
/// by emotion and are not in the names, so there are no transcripts.
public struct SAVEEImporter: CorpusImporter {
    public static let name = "savee"
    public static let summary = "SAVEE, English: four speakers, seven emotions, no transcripts"
    public static let layout = """
        AudioData/DC/a01.wav or DC_a01.wav: speaker (DC, JE, JK, KL), emotion (a angry, d disgusted, f fearful,
        h happy, n neutral, sa sad, su surprised), number.
        """

    private static let speakers: Set<Substring> = ["DC", "JE", "JK", "KL"]
    private static let emotions = [
        "a": EmotionName.angry, "d": EmotionName.disgusted, "f": EmotionName.fearful, "h": EmotionName.happy,
        "n": EmotionName.neutral, "sa": EmotionName.sad, "su": EmotionName.surprised,
    ]

    public init() {}

    public func read(_ path: String) throws(CorpusError) -> ImportedCorpus {
        let recordings = NamedRecordings(corpus: "SAVEE", pattern: "DC/a01 or DC_a01", extraColumns: ["number"])
        return try recordings.read(path) { name, folders in
            let parts = name.split(separator: "_", omittingEmptySubsequences: false)
            let speaker = parts.count == 2 ? parts[0] : folders.last ?? ""
            guard parts.count <= 2, let rest = parts.last, Self.speakers.contains(speaker) else { return nil }
            let code = rest.prefix { $0.isLetter }
            let number = rest.dropFirst(code.count)
            guard number.utf8.count == 2, Int(number) != nil else { return nil }
            guard let emotion = Self.emotions[String(code)] else {
                return .failure(NamedRecordings.Reason(text: "SAVEE has no emotion \(code)"))
            }
            return .success(
                NamedRecordings.Reading(
                    speaker: String(speaker), gender: "male", emotion: emotion, label: String(code), language: "en",
                    id: "\(speaker)_\(rest)", extra: [String(number)]))
        }
    }
}
