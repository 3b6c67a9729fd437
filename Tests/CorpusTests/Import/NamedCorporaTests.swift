import Corpus
import Foundation
import TestSupport
import Testing

/// Corpora whose recordings' names say everything, as small trees of the real layout.
@Suite("Corpora read from recordings' names")
struct NamedCorporaTests {
    private func tree(_ names: [String]) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for name in names { try folder.write("sound", to: name) }
        return folder
    }

    /// The columns that matter, in a line each.
    private func lines(_ corpus: ImportedCorpus) -> [String] {
        corpus.manifest.utterances.map { utterance in
            [
                utterance.id, utterance.audio, utterance.speaker, utterance.gender, utterance.language,
                utterance.transcript, utterance.emotion, utterance.extra.joined(separator: "/"),
            ].map { $0 ?? "–" }.joined(separator: "|")
        }
    }

    @Test("RAVDESS: seven fields; a copy of the corpus within itself, films and unknown codes are named and left out")
    func ravdess() throws {
        let folder = try tree([
            "Actor_01/03-01-06-01-02-01-01.wav", "Actor_12/03-02-08-02-01-02-12.wav",
            "audio_speech_actors_01-24/Actor_01/03-01-06-01-02-01-01.wav", "Actor_01/01-01-06-01-02-01-01.wav",
            "Actor_01/03-01-09-01-02-01-01.wav", "Actor_01/noise.wav", "Actor_01/._03-01-06-01-02-01-01.wav",
            "README.txt",
        ])
        let corpus = try RAVDESSImporter().read(folder.path)
        #expect(
            lines(corpus) == [
                "03-01-06-01-02-01-01|Actor_01/03-01-06-01-02-01-01.wav|Actor_01|male|en|Dogs are sitting by the door.|fearful|06/speech/normal/01",
                "03-02-08-02-01-02-12|Actor_12/03-02-08-02-01-02-12.wav|Actor_12|female|en|Kids are talking by the door.|surprised|08/song/strong/02",
            ])
        #expect(corpus.manifest.extraColumns == ["label_original", "channel", "intensity", "repetition"])
        let errors = corpus.issues.filter { $0.severity == .error }.map(\.description)
        #expect(errors.count == 3)
        #expect(
            errors.contains {
                $0.contains("audio_speech_actors_01-24") && $0.contains("same recording name as Actor_01/")
            })
        #expect(errors.contains { $0.contains("a film (modality 01)") })
        #expect(errors.contains { $0.contains("no emotion 09") })
        #expect(corpus.issues.filter { $0.severity == .warning }.map(\.path) == ["\(folder.path)/Actor_01/noise.wav"])
        #expect(corpus.remarks == ["1 other files were not looked at"])
    }

    @Test("CREMA-D: actor, sentence, emotion, level, and the actors' sex from its table")
    func cremaD() throws {
        let folder = try tree([
            "AudioWAV/1001_DFA_ANG_XX.wav", "AudioWAV/1002_IEO_SAD_HI.wav", "AudioWAV/1002_ABC_SAD_HI.wav",
        ])
        try folder.write(
            "ActorID,Age,Sex,Race,Ethnicity\n1001,51,Male,Caucasian,Not Hispanic\n", to: "VideoDemographics.csv")
        let corpus = try CREMADImporter().read(folder.path)
        #expect(
            lines(corpus) == [
                "1001_DFA_ANG_XX|AudioWAV/1001_DFA_ANG_XX.wav|1001|male|en|Don't forget a jacket.|angry|ANG/DFA/unspecified",
                "1002_IEO_SAD_HI|AudioWAV/1002_IEO_SAD_HI.wav|1002|–|en|It's eleven o'clock.|sad|SAD/IEO/high",
            ])
        #expect(corpus.issues.map(\.severity) == [.error])
    }

    @Test("EMO-DB: speaker, sentence, the German letter, version")
    func emoDB() throws {
        let folder = try tree(["wav/03a01Fa.wav", "wav/16b10Wb.wav", "wav/03x01Fa.wav"])
        let corpus = try EmoDBImporter().read(folder.path)
        #expect(
            lines(corpus) == [
                "03a01Fa|wav/03a01Fa.wav|03|male|de|Der Lappen liegt auf dem Eisschrank.|happy|F/a01/a",
                "16b10Wb|wav/16b10Wb.wav|16|female|de|Die wird auf dem Platz sein, wo wir sie immer hinlegen.|angry|W/b10/b",
            ])
        #expect(corpus.issues.map(\.severity) == [.error])
    }

    @Test("SAVEE: speakers' folders, or speakers in the names; the ids are the same", arguments: ["DC/", "ALL/DC_"])
    func savee(_ start: String) throws {
        let folder = try tree(["\(start)sa01.wav", "\(start)a15.wav", "\(start)x01.wav"])
        let corpus = try SAVEEImporter().read(folder.path)
        #expect(corpus.manifest.utterances.map(\.id) == ["DC_a15", "DC_sa01"])
        #expect(corpus.manifest.utterances.map(\.emotion) == ["angry", "sad"])
        #expect(
            corpus.manifest.utterances.allSatisfy { $0.transcript == nil && $0.speaker == "DC" && $0.gender == "male" })
        #expect(corpus.issues.map(\.severity) == [.error])
    }

    @Test("TESS: the word is in the carrier sentence, ps is surprise, the misnamed recording is the older speaker's")
    func tess() throws {
        let folder = try tree([
            "OAF_Pleasant_surprise/OAF_back_ps.wav", "YAF_sad/YAF_dog_sad.wav", "OAF_neutral/OA_bite_neutral.wav",
        ])
        let corpus = try TESSImporter().read(folder.path)
        #expect(
            lines(corpus) == [
                "OAF_back_ps|OAF_Pleasant_surprise/OAF_back_ps.wav|OAF|female|en|Say the word back.|surprised|ps/back",
                "OA_bite_neutral|OAF_neutral/OA_bite_neutral.wav|OAF|female|en|Say the word bite.|neutral|neutral/bite",
                "YAF_dog_sad|YAF_sad/YAF_dog_sad.wav|YAF|female|en|Say the word dog.|sad|sad/dog",
            ])
    }

    @Test(
        "real recordings of RAVDESS and EMO-DB get the emotion, sentence and gender that the reference data has",
        .enabled(if: SharedReference.isPresent, "needs the reference data"), arguments: ["ravdess", "emodb"])
    func real(_ part: String) throws {
        let corpora = SharedReference.url("corpora/emotional")
        let truth = try Manifest.read(path: corpora.appendingPathComponent("manifest.csv").path)
        var expected: [String: Utterance] = [:]
        for utterance in truth.utterances { expected[utterance.audio ?? ""] = utterance }
        let path = corpora.appendingPathComponent(part).path
        let corpus = part == "emodb" ? try EmoDBImporter().read(path) : try RAVDESSImporter().read(path)
        #expect(corpus.issues.isEmpty && corpus.manifest.utterances.count > 100)
        for utterance in corpus.manifest.utterances {
            let reference = try #require(expected["\(part)/\(utterance.audio ?? "")"])
            #expect(utterance.emotion == reference.emotion && utterance.gender == reference.gender)
            let letters = { (text: String?) in (text ?? "").lowercased().filter(\.isLetter) }
            #expect(letters(utterance.transcript) == letters(reference.transcript), "\(utterance.id)")
        }
    }
}
