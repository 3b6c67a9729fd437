import Corpus
import TestSupport
import Testing

/// A small tree of IEMOCAP's layout, with the oddities of real copies.
@Suite("IEMOCAPImporter")
struct IEMOCAPImporterTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for (number, dialogue) in [(1, "Ses01F_impro01"), (2, "Ses02M_script03_2")] {
            let session = "Session\(number)"
            try folder.write(
                """
                % [START_TIME - END_TIME] TURN_NAME EMOTION [V, A, D]

                [6.2901 - 8.2357]\t\(dialogue)_F000\tneu\t[2.5000, 2.5000, 2.5000]
                C-E2:\tNeutral;\t()
                A-E3:\tval 3; act 2; dom  2;\t()

                [10.0100 - 11.3925]\t\(dialogue)_M000\texc\t[4.0000, 3.5000, 3.0000]
                C-E2:\tExcited;\t()

                [12.0000 - 13.0000]\t\(dialogue)_F001\txxx\t[2.5000, 3.0000, 2.5000]
                C-E2:\tAnger;\t()

                [14.0000 - 15.0000]\t\(dialogue)_F002\thap\t[4.0000, 3.0000, 2.5000]

                """, to: "\(session)/dialog/EmoEvaluation/\(dialogue).txt")
            try folder.write("junk", to: "\(session)/dialog/EmoEvaluation/._\(dialogue).txt")
            try folder.write("x", to: "\(session)/dialog/EmoEvaluation/Categorical/\(dialogue)_e2_cat.txt")
            try folder.write(
                """
                \(dialogue)_F000 [006.2901-008.2357]: Excuse me.
                M: sorry
                \(dialogue)_MXX0 [008.2357-009.0000]: [LAUGHTER]
                \(dialogue)_M000 [010.0100-011.3925]:  Do you have your forms? 
                \(dialogue)_F001 [012.0000-013.0000]: Caf\u{e9}: yes.

                """, to: "\(session)/dialog/transcriptions/\(dialogue).txt")
            for name in ["F000", "M000", "F001"] {
                try folder.write("sound", to: "\(session)/sentences/wav/\(dialogue)/\(dialogue)_\(name).wav")
            }
            try folder.write("junk", to: "\(session)/sentences/wav/\(dialogue)/._\(dialogue)_F000.wav")
        }
    }

    @Test("labelled utterances become rows with speaker, session, transcript and label; the letter at the end speaks")
    func reads() throws {
        let corpus = try IEMOCAPImporter().read(folder.path)
        let utterances = corpus.manifest.utterances
        #expect(
            utterances.map(\.id) == [
                "Ses01F_impro01_F000", "Ses01F_impro01_F001", "Ses01F_impro01_M000", "Ses02M_script03_2_F000",
                "Ses02M_script03_2_F001", "Ses02M_script03_2_M000",
            ])
        #expect(utterances.map(\.emotion) == ["neutral", nil, "excited", "neutral", nil, "excited"])
        #expect(utterances.map(\.transcript).prefix(3) == ["Excuse me.", "Caf\u{e9}: yes.", "Do you have your forms?"])
        #expect(utterances.map(\.speaker).prefix(4) == ["Ses01_F", "Ses01_F", "Ses01_M", "Ses02_F"])
        #expect(utterances[2].gender == "male" && utterances[3].session == "Session2")
        #expect(utterances[2].audio == "Session1/sentences/wav/Ses01F_impro01/Ses01F_impro01_M000.wav")
        #expect(utterances[2].extra == ["exc", "Ses01F_impro01", "improvised", "4.0000", "3.5000", "3.0000"])
        #expect(utterances[3].extra[2] == "scripted")
        #expect(corpus.remarks.first?.hasPrefix("4 of 6 utterances have one of the paper's four labels") == true)
    }

    @Test("a labelled utterance without its recording is named with file and row, and the others come in")
    func missingRecording() throws {
        let errors = try IEMOCAPImporter().read(folder.path).issues.filter { $0.severity == .error }
        #expect(errors.count == 2)
        #expect(errors[0].row == 13 && errors[0].id == "Ses01F_impro01_F002")
        #expect(errors[0].description.contains("EmoEvaluation/Ses01F_impro01.txt:13"))
        #expect(errors[0].description.contains("Ses01F_impro01_F002.wav does not exist"))
    }

    @Test("an utterance labelled twice is taken once, and a line that is no block is named")
    func doubled() throws {
        try folder.write(
            """
            [1.0 - 2.0]\tSes01F_impro01_F000\tang\t[1, 1, 1]
            [broken

            """, to: "Session1/dialog/EmoEvaluation/Ses01F_impro02.txt")
        let corpus = try IEMOCAPImporter().read(folder.path)
        #expect(corpus.manifest.utterances.count == 6 && corpus.manifest.utterances[0].emotion == "neutral")
        let messages = corpus.issues.map(\.description).filter { $0.contains("impro02") }
        let twice = "labelled twice, first in Ses01F_impro01.txt:3"
        #expect(messages.contains { $0.contains(":1: error") && $0.contains(twice) })
        #expect(messages.contains { $0.contains(":2: error") })
        #expect(messages.contains { $0.contains("its dialogue has no transcripts") })
    }

    @Test("a folder that is not IEMOCAP is refused with what it lacks")
    func refused() throws {
        let empty = try TemporaryFolder()
        #expect {
            try IEMOCAPImporter().read(empty.path)
        } throws: {
            "\($0)".contains("no folders Session1 to Session5")
        }
    }
}
