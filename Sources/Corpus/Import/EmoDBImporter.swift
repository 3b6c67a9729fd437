/// EMO-DB, the Berlin database of emotional speech: ten German speakers, ten sentences, seven emotions (Burkhardt
/// and others, 2005).
///
/// `03a01Fa.wav`: speaker, sentence, the German emotion's letter, version.
public struct EmoDBImporter: CorpusImporter {
    public static let name = "emodb"
    public static let summary = "EMO-DB, German: ten speakers, ten sentences, seven emotions"
    public static let layout = """
        wav/03a01Fa.wav, in any folders: speaker, sentence, emotion (W angry, L bored, E disgusted, A fearful,
        F happy, T sad, N neutral), version.
        """

    private static let emotions: [Character: String] = [
        "W": EmotionName.angry, "L": EmotionName.bored, "E": EmotionName.disgusted, "A": EmotionName.fearful,
        "F": EmotionName.happy, "T": EmotionName.sad, "N": EmotionName.neutral,
    ]
    private static let male: Set = ["03", "10", "11", "12", "15"]
    private static let female: Set = ["08", "09", "13", "14", "16"]
    private static let sentences = [
        "a01": "Der Lappen liegt auf dem Eisschrank.",
        "a02": "Das will sie am Mittwoch abgeben.",
        "a04": "Heute abend könnte ich es ihm sagen.",
        "a05": "Das schwarze Stück Papier befindet sich da oben neben dem Holzstück.",
        "a07": "In sieben Stunden wird es soweit sein.",
        "b01": "Was sind denn das für Tüten, die da unter dem Tisch stehen?",
        "b02": "Sie haben es gerade hochgetragen und jetzt gehen sie wieder runter.",
        "b03": "An den Wochenenden bin ich jetzt immer nach Hause gefahren und habe Agnes besucht.",
        "b09": "Ich will das eben wegbringen und dann mit Karl was trinken gehen.",
        "b10": "Die wird auf dem Platz sein, wo wir sie immer hinlegen.",
    ]

    public init() {}

    public func read(_ path: String) throws(CorpusError) -> ImportedCorpus {
        let recordings = NamedRecordings(
            corpus: "EMO-DB", pattern: "03a01Fa", extraColumns: ["sentence", "version"])
        return try recordings.read(path) { name, _ in
            let letters = Array(name)
            guard letters.count == 7, letters.allSatisfy(\.isASCII), letters[0].isNumber, letters[1].isNumber else {
                return nil
            }
            let (speaker, sentence) = (String(letters[0...1]), String(letters[2...4]))
            guard let transcript = Self.sentences[sentence], let emotion = Self.emotions[letters[5]] else {
                return .failure(
                    NamedRecordings.Reason(text: "EMO-DB has no sentence \(sentence) or no emotion \(letters[5])"))
            }
            let gender = Self.male.contains(speaker) ? "male" : Self.female.contains(speaker) ? "female" : nil
            return .success(
                NamedRecordings.Reading(
                    speaker: speaker, gender: gender, emotion: emotion, label: String(letters[5]),
                    transcript: transcript, language: "de", extra: [sentence, String(letters[6])]))
        }
    }
}
