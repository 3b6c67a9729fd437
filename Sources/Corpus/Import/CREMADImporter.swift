/// CREMA-D: 91 actors, twelve sentences, six emotions (Cao and others, 2014).
///
/// `1001_DFA_ANG_XX.wav`: actor, sentence, emotion, level (LO, MD, HI, XX for none). `VideoDemographics.csv`, where it is
/// in the corpus's folder, tells the actors' sex.
public struct CREMADImporter: CorpusImporter {
    public static let name = "crema-d"
    public static let summary = "CREMA-D, English: 91 actors, twelve sentences, six emotions"
    public static let layout = """
        AudioWAV/1001_DFA_ANG_XX.wav, in any folders: actor, sentence, emotion, level. Gender comes from
        VideoDemographics.csv where that lies in the folder.
        """

    private static let emotions = [
        "ANG": EmotionName.angry, "DIS": EmotionName.disgusted, "FEA": EmotionName.fearful, "HAP": EmotionName.happy,
        "NEU": EmotionName.neutral, "SAD": EmotionName.sad,
    ]
    private static let sentences = [
        "IEO": "It's eleven o'clock.", "TIE": "That is exactly what happened.",
        "IOM": "I'm on my way to the meeting.", "IWW": "I wonder what this is about.",
        "TAI": "The airplane is almost full.", "MTI": "Maybe tomorrow it will be cold.",
        "IWL": "I would like a new alarm clock.", "ITH": "I think I have a doctor's appointment.",
        "DFA": "Don't forget a jacket.", "ITS": "I think I've seen this before.",
        "TSI": "The surface is slick.", "WSI": "We'll stop in a couple of minutes.",
    ]
    private static let levels = ["LO": "low", "MD": "medium", "HI": "high", "XX": "unspecified", "X": "unspecified"]

    public init() {}

    public func read(_ path: String) throws(CorpusError) -> ImportedCorpus {
        let genders = try genders(path)
        let recordings = NamedRecordings(
            corpus: "CREMA-D", pattern: "1001_DFA_ANG_XX", extraColumns: ["sentence", "level"])
        return try recordings.read(path) { name, _ in
            let fields = name.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
            guard fields.count == 4, fields[0].utf8.count == 4, Int(fields[0]) != nil else { return nil }
            guard let transcript = Self.sentences[fields[1]], let emotion = Self.emotions[fields[2]],
                let level = Self.levels[fields[3]]
            else {
                return .failure(
                    NamedRecordings.Reason(
                        text: "CREMA-D has no sentence \(fields[1]), emotion \(fields[2]) or level \(fields[3])"))
            }
            return .success(
                NamedRecordings.Reading(
                    speaker: fields[0], gender: genders[fields[0]], emotion: emotion, label: fields[2],
                    transcript: transcript, language: "en", extra: [fields[1], level]))
        }
    }

    /// The actors' sex, from the table that comes with the corpus; empty where it is not there.
    private func genders(_ path: String) throws(CorpusError) -> [String: String] {
        let table = path + "/VideoDemographics.csv"
        guard FileKind(path: table).isFile else { return [:] }
        var reader = try CSVReader(path: table)
        guard let header = try reader.next()?.fields, let actor = header.firstIndex(of: "ActorID"),
            let sex = header.firstIndex(of: "Sex")
        else { return [:] }
        var genders: [String: String] = [:]
        while let record = try reader.next() {
            guard record.fields.count > max(actor, sex) else { continue }
            genders[record.fields[actor]] = record.fields[sex].lowercased()
        }
        return genders
    }
}
