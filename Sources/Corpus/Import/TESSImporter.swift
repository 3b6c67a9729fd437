/// TESS: two women of Toronto say "Say the word …" with 200 words in seven emotions (Pichora-Fuller and Dupuis 2020).
///
/// `OAF_back_angry.wav`: speaker (OAF the older, YAF the younger), word, emotion, of which `ps` is pleasant surprise. One
/// file of the published corpus is named `OA_bite_neutral.wav`.
public struct TESSImporter: CorpusImporter {
    public static let name = "tess"
    public static let summary = "TESS, English: two speakers, 200 words in one carrier sentence, seven emotions"
    public static let layout = """
        OAF_angry/OAF_back_angry.wav, in any folders: speaker, word, emotion (angry, disgust, fear, happy, ps,
        sad, neutral).
        """

    private static let emotions = [
        "angry": EmotionName.angry, "disgust": EmotionName.disgusted, "fear": EmotionName.fearful,
        "happy": EmotionName.happy, "ps": EmotionName.surprised, "sad": EmotionName.sad,
        "neutral": EmotionName.neutral,
    ]

    public init() {}

    public func read(_ path: String) throws(CorpusError) -> ImportedCorpus {
        let recordings = NamedRecordings(corpus: "TESS", pattern: "OAF_back_angry", extraColumns: ["word"])
        return try recordings.read(path) { name, _ in
            let fields = name.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 3, ["OAF", "OA", "YAF"].contains(fields[0]) else { return nil }
            guard let emotion = Self.emotions[fields[2].lowercased()] else {
                return .failure(NamedRecordings.Reason(text: "TESS has no emotion \(fields[2])"))
            }
            return .success(
                NamedRecordings.Reading(
                    speaker: fields[0] == "YAF" ? "YAF" : "OAF", gender: "female", emotion: emotion,
                    label: fields[2], transcript: "Say the word \(fields[1]).", language: "en", extra: [fields[1]]))
        }
    }
}
