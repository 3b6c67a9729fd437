import Corpus
import Testing

@Suite("Columns under other names")
struct ManifestColumnsTests {
    private func read(_ text: String, as name: String = "corpus.csv") throws -> Manifest {
        try Manifest.read(bytes: Array(text.utf8), path: name)
    }

    @Test("a column is read from another; an empty transcript is one, an empty emotion is none")
    func taken() throws {
        let manifest = try read("id,text,emotion,emotion4\na,hello,joy,happy\nb,,fear,\n").taking([
            (column: "transcript", source: "text"), (column: "emotion", source: "emotion4"),
        ])
        #expect(manifest.utterances.map(\.transcript) == ["hello", ""])
        #expect(manifest.utterances.map(\.emotion) == ["happy", nil])
        #expect(manifest.extraColumns == ["text", "emotion4"] && manifest.columns.contains("transcript"))
    }

    @Test("a JSON null and an absent key are no value")
    func lines() throws {
        let manifest = try read(
            "{\"id\":\"a\",\"text\":\"x\"}\n{\"id\":\"b\",\"text\":null}\n{\"id\":\"c\"}\n", as: "c.jsonl"
        ).taking([(column: "transcript", source: "text")])
        #expect(manifest.utterances.map(\.transcript) == ["x", nil, nil])
    }

    @Test("known columns can be sources too, each as it was in the file")
    func known() throws {
        let manifest = try read("id,speaker,session\na,s1,t1\n").taking([
            (column: "session", source: "speaker"), (column: "speaker", source: "session"),
        ])
        #expect(manifest.utterances[0].session == "s1" && manifest.utterances[0].speaker == "t1")
    }

    @Test("a source that is not there is named with those that are")
    func missing() throws {
        let manifest = try read("id,text\na,x\n")
        let error = #expect(throws: CorpusError.self) {
            try manifest.taking([(column: "transcript", source: "words")])
        }
        #expect(error?.description.contains("no column \"words\". Found: id, text.") == true)
    }
}
