import Corpus
import TestSupport
import Testing

@Suite("KaldiImporter")
struct KaldiImporterTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for name in ["a.wav", "b.wav"] { try folder.write("sound", to: "audio/\(name)") }
        try folder.write(
            "rec1 audio/a.wav\nrec2 \(folder.path("audio/b.wav"))\nrec3 sph2pipe -f wav x.sph |\nrec4 audio/gone.wav\nrec1 audio/b.wav\n",
            to: "wav.scp")
        try folder.write("s1 F\n", to: "spk2gender")
    }

    @Test("without segments an utterance is a recording; commands are not run, missing and doubled files are named")
    func recordings() throws {
        try folder.write("rec1 hello  there \nrec2\n", to: "text")
        try folder.write("rec1 s1\nrec2 s2\n", to: "utt2spk")
        try folder.write("rec2 sad\n", to: "utt2emotion")
        let corpus = try KaldiImporter().read(folder.path)
        let utterances = corpus.manifest.utterances
        #expect(utterances.map(\.id) == ["rec1", "rec2"])
        #expect(utterances.map(\.transcript) == ["hello  there", ""])
        #expect(utterances.map(\.speaker) == ["s1", "s2"] && utterances.map(\.emotion) == [nil, "sad"])
        #expect(utterances.map { corpus.manifest.audioPath(of: $0)?.hasSuffix("/audio/a.wav") } == [true, false])
        let issues = corpus.issues.map(\.description)
        #expect(issues.contains { $0.contains("wav.scp:3: error: id rec3") && $0.contains("not run") })
        #expect(issues.contains { $0.contains("wav.scp:4: error: id rec4") && $0.contains("does not exist") })
        #expect(issues.contains { $0.contains("wav.scp:5: error: id rec1") && $0.contains("twice, first on line 1") })
    }

    @Test("with segments an utterance is a span; a bad span and an unknown recording are named")
    func segments() throws {
        try folder.write(
            "u1 rec1 0.5 1.25\nu2 rec1 2 1\nu3 rec9 0 1\nu4 rec2 0 3.5\nu5 rec4 0 1\n", to: "segments")
        try folder.write("u1 one\nu4 four\nu7 stray\n", to: "text")
        let corpus = try KaldiImporter().read(folder.path)
        let utterances = corpus.manifest.utterances
        #expect(utterances.map(\.id) == ["u1", "u4"])
        #expect(utterances.map(\.start) == [0.5, 0] && utterances.map(\.end) == [1.25, 3.5])
        let rows = corpus.issues.filter { $0.path.hasSuffix("segments") }.map(\.row)
        #expect(rows == [2, 3])
        #expect(corpus.remarks == ["1 lines of text belong to no utterance that is in"])
    }

    @Test("a folder without wav.scp is refused")
    func refused() throws {
        let empty = try TemporaryFolder()
        #expect(throws: CorpusError.self) { try KaldiImporter().read(empty.path) }
    }
}
