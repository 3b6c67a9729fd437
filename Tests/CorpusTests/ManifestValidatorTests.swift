import Corpus
import TestSupport
import Testing

@Suite("ManifestValidator")
struct ManifestValidatorTests {
    private func issues(
        _ text: String, labels: LabelSet? = nil, path: String = "c.csv", checksFiles: Bool = false
    ) throws -> [String] {
        ManifestValidator.validate(
            try Manifest.read(bytes: Array(text.utf8), path: path), labels: labels, checksFiles: checksFiles
        ).map(\.description)
    }

    @Test("a good manifest has no issue")
    func good() throws {
        #expect(
            try issues("id,audio,speaker,emotion,split\nu1,a.wav,s1,happy,train\n", labels: .fourEmotions).isEmpty)
    }

    @Test("everything is found in one go, the reading's issues first")
    func allAtOnce() throws {
        let found = try issues(
            """
            id,audio,speaker,emotion,split,transcript,start
            u1,/a.wav,s1,angry,training,,
            u2,,,fear,dev,x,z
            u3,,,fear,dev,x,
            u4,b.wav,s2,fear,test,,
            """, labels: .fourEmotions)
        #expect(
            found == [
                "c.csv:3: error: column start, id u2: \"z\" is not a number of seconds. Write it like 1.25, or leave it "
                    + "empty.",
                "c.csv:2: error: column split, id u1: \"training\" is no split. Valid: train, dev, test.",
                "c.csv: warning: column audio: no value in 1 row.",
                "c.csv: warning: column speaker: no value in 1 row.",
                "c.csv: warning: column transcript: an empty transcript in 2 rows, the first is 2: it counts as nothing "
                    + "spoken.",
                "c.csv: warning: column audio: an absolute path in 1 row: the manifest works on this machine only.",
                "c.csv: warning: column emotion: \"fear\" is not in the label set (angry, happy, sad, neutral); 2 rows, "
                    + "the first is 4, will be left out of training.",
            ])
    }

    @Test("a column under another program's name is pointed out", arguments: ["Transcript", "text", "sentence"])
    func columnName(_ name: String) throws {
        #expect(
            try issues("id,\(name)\nu1,x\n") == [
                "c.csv:1: warning: column \(name): the column only passes through. Rename it to transcript if that is what "
                    + "it holds."
            ])
        #expect(try issues("id,\(name),transcript\nu1,x,y\n").isEmpty)
    }

    @Test("labels that differ only by case or white space are pointed out, unless the label set keeps them apart")
    func spellings() throws {
        let text = "id,emotion\nu1,Angry\nu2,angry\nu3,\" sad \"\nu4,angry\nu5,calm\n"
        let warning =
            "c.csv: warning: column emotion: \"angry\" (2), \"Angry\" (1) differ only by case or white space and count as "
            + "one label; the first row is 2."
        #expect(try issues(text) == [warning])
        #expect(try issues(text, labels: LabelSet(parsing: "angry,sad,calm")) == [warning])
        #expect(try issues(text, labels: LabelSet(labels: ["angry", "Angry", "sad", "calm"])).isEmpty)
    }

    @Test("ids that look the same are worth a warning")
    func lookalikes() throws {
        #expect(try issues("id\n\u{e9}\ne\u{301}\n").first?.contains("row 2 by Unicode normalisation only") == true)
    }

    @Test("a manifest without usable rows is an error")
    func noRows() throws {
        #expect(try issues("id\n") == ["c.csv: error: there is no usable row."])
    }

    @Test("recordings are looked for on request")
    func files() throws {
        let folder = try TemporaryFolder()
        try folder.write("x", to: "a.wav")
        try folder.write("x", to: "folder.wav/b")
        let text = "id,audio\nu1,a.wav\nu2,folder.wav\nu3,none.wav\n"
        #expect(try issues(text, path: folder.path("c.csv")).isEmpty)
        let manifest = try Manifest.read(bytes: Array(text.utf8), path: folder.path("c.csv"))
        let errors = ManifestValidator.validate(manifest, checksFiles: true).filter { $0.severity == .error }
        #expect(errors.map(\.row) == [3, 4] && errors.map(\.id) == ["u2", "u3"])
        let found = try issues(text, path: folder.path("c.csv"), checksFiles: true)
        #expect(found.count == 2)
        #expect(found.first?.hasSuffix("folder.wav: is a folder.") == true)
        #expect(found.last?.hasSuffix("none.wav: does not exist.") == true)
    }
}
