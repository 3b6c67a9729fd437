/// RAVDESS: 24 North American actors, two sentences, eight emotions, spoken and sung (Livingstone and Russo 2018).
///
/// Seven two-digit fields make a name, `03-01-06-01-02-01-12.wav`: modality (03 audio only), vocal channel (01 speech,
/// 02 song), emotion, intensity (01 normal, 02 strong), statement, repetition, actor (odd male, even female).
public struct RAVDESSImporter: CorpusImporter {
    public static let name = "ravdess"
    public static let summary = "RAVDESS, English: 24 actors, two sentences, eight emotions, speech and song"
    public static let layout = """
        Actor_01/03-01-06-01-02-01-12.wav, in any folders: modality, channel, emotion, intensity, statement,
        repetition, actor. Songs come in with channel 'song'; select by that column. Films (modality 01, 02) are left out.
        """

    private static let emotions = [
        "01": EmotionName.neutral, "02": EmotionName.calm, "03": EmotionName.happy, "04": EmotionName.sad,
        "05": EmotionName.angry, "06": EmotionName.fearful, "07": EmotionName.disgusted,
        "08": EmotionName.surprised,
    ]
    private static let statements = [
        "01": "Kids are talking by the door.", "02": "Dogs are sitting by the door.",
    ]

    public init() {}

    public func read(_ path: String) throws(CorpusError) -> ImportedCorpus {
        let recordings = NamedRecordings(
            corpus: "RAVDESS", pattern: "03-01-06-01-02-01-12", extraColumns: ["channel", "intensity", "repetition"])
        return try recordings.read(path) { name, _ in
            let fields = name.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 7, fields.allSatisfy({ $0.utf8.count == 2 && Int($0) != nil }) else { return nil }
            func refuse(_ what: String, _ value: String) -> Result<NamedRecordings.Reading, NamedRecordings.Reason> {
                .failure(NamedRecordings.Reason(text: "RAVDESS has no \(what) \(value)"))
            }
            guard fields[0] == "03" else {
                return .failure(NamedRecordings.Reason(text: "a film (modality \(fields[0])), not a recording"))
            }
            guard let emotion = Self.emotions[fields[2]] else { return refuse("emotion", fields[2]) }
            guard let transcript = Self.statements[fields[4]] else { return refuse("statement", fields[4]) }
            guard let channel = ["01": "speech", "02": "song"][fields[1]] else { return refuse("channel", fields[1]) }
            guard let intensity = ["01": "normal", "02": "strong"][fields[3]] else {
                return refuse("intensity", fields[3])
            }
            guard let actor = Int(fields[6]), actor > 0 else { return refuse("actor", fields[6]) }
            return .success(
                NamedRecordings.Reading(
                    speaker: "Actor_\(fields[6])", gender: actor % 2 == 1 ? "male" : "female", emotion: emotion,
                    label: fields[2], transcript: transcript, language: "en",
                    extra: [channel, intensity, fields[5]]))
        }
    }
}
