import Corpus
import Testing

@Suite("LabelSet")
struct LabelSetTests {
    @Test(
        "the four emotions take the names that corpora use",
        arguments: [
            ("angry", 0), ("ang", 0), ("anger", 0), ("happy", 1), ("hap", 1), ("exc", 1), ("excited", 1), ("joy", 1),
            ("happiness", 1), ("sad", 2), ("sadness", 2), ("neutral", 3), ("neu", 3), ("Angry", 0), ("NEU", 3),
            (" sad ", 2), ("\tHappy", 1),
        ] as [(String, Int)])
    func fourEmotions(_ name: String, _ index: Int) {
        #expect(LabelSet.fourEmotions.index(of: name) == index)
    }

    @Test("a label outside the set has no class", arguments: ["fru", "frustrated", "xxx", "", nil] as [String?])
    func outside(_ name: String?) {
        #expect(LabelSet.fourEmotions.index(of: name) == nil)
    }

    @Test("a list gives labels and what is merged into them")
    func parsing() throws {
        let set = try LabelSet(parsing: "calm, tense = nervous + stressed ,sad")
        #expect(set.labels == ["calm", "tense", "sad"])
        #expect(set.index(of: "stressed") == 1)
        #expect(set.index(of: "sad") == 2)
    }

    @Test("labels that differ by case only stay apart")
    func caseMatters() throws {
        let set = try LabelSet(labels: ["a", "A"])
        #expect(set.index(of: "a") == 0)
        #expect(set.index(of: "A") == 1)
    }

    @Test("what makes no sense is refused", arguments: ["", "a,a", "a,,b", "a=b,c=b", "a=c,c"])
    func refused(_ text: String) {
        #expect(throws: CorpusError.self) { try LabelSet(parsing: text) }
    }

    @Test("discovered labels are sorted by bytes, whatever the row order")
    func discovered() throws {
        let rows = ["sad", "Zorn", "happy", nil, "sad", "ärger"].map { Utterance(id: "u", emotion: $0) }
        #expect(try LabelSet.discovered(from: rows).labels == ["Zorn", "happy", "sad", "ärger"])
        #expect(try LabelSet.discovered(from: rows.reversed()).labels == ["Zorn", "happy", "sad", "ärger"])
        #expect(throws: CorpusError.self) { try LabelSet.discovered(from: []) }
    }

    @Test("discovered spellings that differ by case or white space are one label, named as most rows write it")
    func discoveredSpellings() throws {
        let names = ["Angry", "angry", "angry ", "SAD", " sad ", "  ", "calm", "Sad"]
        let rows = names.map { Utterance(id: "u", emotion: $0) }
        for rows in [rows, rows.reversed()] {
            let set = try LabelSet.discovered(from: rows)
            #expect(set.labels == ["SAD", "angry", "calm"])
            #expect(names.map { set.index(of: $0) } == [1, 1, 1, 0, 0, nil, 2, 0])
        }
    }
}
