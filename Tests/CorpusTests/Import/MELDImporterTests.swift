import Corpus
import TestSupport
import Testing

@Suite("MELDImporter")
struct MELDImporterTests {
    private let folder: TemporaryFolder
    private static let header =
        "Sr No.,Utterance,Speaker,Emotion,Sentiment,Dialogue_ID,Utterance_ID,Season,Episode,StartTime,EndTime\n"

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(
            Self.header + """
                1,"also I was the point person, you know.",Chandler,neutral,neutral,0,0,8,21,"00:16:16,059","00:16:21,731"
                2,You must've had your hands full.,The Interviewer,joy,positive,0,1,8,21,"00:16:21,940","00:16:23,442"
                3,No.,Joey,rage,negative,1,0,8,21,"00:16:21,940","00:16:23,442"
                4,Again.,Joey,anger,negative,0,1,8,21,"00:16:21,940","00:16:23,442"
                5,Short,row

                """, to: "train_sent_emo.csv")
        try folder.write(Self.header + "1,Oh.,Ross,surprise,negative,0,0,3,2,a,b\n", to: "dev_sent_emo.csv")
    }

    @Test("the tables alone give text with splits; doubled and broken rows are named")
    func textAlone() throws {
        let corpus = try MELDImporter().read(folder.path)
        let utterances = corpus.manifest.utterances
        #expect(utterances.map(\.id) == ["train_dia0_utt0", "train_dia0_utt1", "train_dia1_utt0", "dev_dia0_utt0"])
        #expect(utterances.map(\.emotion) == ["neutral", "happy", nil, "surprised"])
        #expect(utterances.map(\.split) == ["train", "train", "train", "dev"])
        #expect(utterances[0].transcript == "also I was the point person, you know." && utterances[0].audio == nil)
        #expect(utterances[1].extra == ["joy", "positive", "train0"])
        #expect(corpus.issues.map(\.row) == [4, 5, 6])
        #expect(corpus.issues.map(\.severity) == [.warning, .error, .error])
        #expect(corpus.issues[1].description.contains("is there twice, first on line 3"))
        let single = try MELDImporter().read(folder.path("dev_sent_emo.csv"))
        #expect(single.manifest.utterances.map(\.id) == ["dev_dia0_utt0"])
    }

    @Test("clips are found in their split's folder, sound before film; a missing one is named with its row")
    func clips() throws {
        for name in ["dia0_utt0.mp4", "dia0_utt1.mp4", "dia0_utt1.wav"] {
            try folder.write("x", to: "train_splits/\(name)")
        }
        let corpus = try MELDImporter().read(folder.path)
        #expect(
            corpus.manifest.utterances.map(\.audio) == [
                "train_splits/dia0_utt0.mp4", "train_splits/dia0_utt1.wav", nil,
            ])
        let missing = corpus.issues.filter { $0.message.contains("no clip") }
        #expect(missing.map(\.row) == [4] && missing.map(\.id) == ["train_dia1_utt0"])
        #expect(corpus.remarks == ["2 of 3 utterances have a clip"])
    }

    @Test("a folder without its tables is refused")
    func refused() throws {
        let empty = try TemporaryFolder()
        #expect(throws: CorpusError.self) { try MELDImporter().read(empty.path) }
    }
}
