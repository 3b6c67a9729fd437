import Corpus
import Foundation
import TestSupport
import Testing

@Suite("Manifest reading")
struct ManifestReaderTests {
    private func read(_ text: String, _ path: String = "corpus.csv") throws -> Manifest {
        try Manifest.read(bytes: Array(text.utf8), path: path)
    }

    @Test("known columns are found by name in any order, the others are kept in theirs")
    func columns() throws {
        let manifest = try read(
            """
            mood,emotion,id,end,start,audio,note,speaker,transcript
            2,happy,u1,2.5,1,a.wav,"x,y",s1,Hello.
            ,,u2,,,,,,
            """)
        #expect(manifest.extraColumns == ["mood", "note"])
        #expect(manifest.issues.isEmpty)
        let first = manifest.utterances[0]
        #expect(first.id == "u1" && first.audio == "a.wav" && first.speaker == "s1" && first.emotion == "happy")
        #expect(first.start == 1 && first.end == 2.5 && first.row == 2)
        #expect(first.extra == ["2", "x,y"])
        let second = manifest.utterances[1]
        #expect(second.audio == nil && second.start == nil && second.emotion == nil && second.row == 3)
        #expect(second.transcript == "", "an empty cell of the column is an empty transcript")
    }

    @Test("without the column there is no transcript, which is not an empty one")
    func noTranscript() throws {
        #expect(try read("id\nu1\n").utterances[0].transcript == nil)
    }

    @Test("a bad row is left out with its place and reason, the others go on")
    func badRows() throws {
        let text = """
            id,audio,start,end
            u1,a.wav,1,2
            ,a.wav,1,2
            u3,a.wav,abc,2
            u4,a.wav,-1,2
            u5,a.wav,2,2
            u6,a.wav,1
            u7,a.wav,"1,5",2
            u1,b.wav,,
            u8,a.wav,nan,
            u9,a.wav,,3
            "u10
            ",a.wav,0x1,
            u11,,,
            """
        let manifest = try read(text)
        #expect(manifest.utterances.map(\.id) == ["u1", "u9", "u11"])
        #expect(manifest.issues.map(\.row) == [3, 4, 5, 6, 7, 8, 9, 10, 12])
        #expect(manifest.issues.map(\.column) == ["id", "start", "start", "end", nil, "start", "id", "start", "start"])
        #expect(manifest.issues[1].id == "u3")
        #expect(
            manifest.issues[1].description
                == "corpus.csv:4: error: column start, id u3: \"abc\" is not a number of seconds. Write it like 1.25, "
                + "or leave it empty.")
        #expect(manifest.issues[4].message.hasPrefix("3 cells, but the header has 4."))
        #expect(manifest.issues[6].message == "the id is already in row 2. Ids must be unique.")
        #expect(manifest.issues[8].description.contains("id u10\\n"), "an issue stays on one line")
    }

    @Test("ids that differ by Unicode normalisation only are two ids")
    func idsAreBytes() throws {
        let manifest = try read("id\ncaf\u{e9}\ncafe\u{301}\n")
        #expect(manifest.utterances.count == 2)
        #expect(manifest.issues.isEmpty)
    }

    @Test("a row that is not UTF-8 is left out by number")
    func invalidBytes() throws {
        let bytes = Array("id,speaker\nu1,".utf8) + [0xff] + Array("\nu2,s\n".utf8)
        let manifest = try Manifest.read(bytes: bytes, path: "corpus.csv")
        #expect(manifest.utterances.map(\.id) == ["u2"])
        #expect(manifest.issues[0].description.hasPrefix("corpus.csv:2: error: column speaker, id u1: the cell is not"))
    }

    @Test(
        "a file that is no manifest is refused as a whole",
        arguments: [
            ("", "the file is empty"), ("\n\n", "the file is empty"),
            ("audio,emotion\na,b\n", "no column \"id\". Found: audio, emotion."),
            ("id;audio\nu1;a\n", "use commas"), ("id,x,x\n", "column \"x\" is there twice"),
            ("id,x\nu1,\"2\n", "corpus.csv:2: a quoted cell"),
        ])
    func refused(_ text: String, _ reason: String) {
        let error = #expect(throws: CorpusError.self) { try read(text) }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }

    @Test("JSONL keeps unknown keys in the order of their appearance, values as they were written")
    func jsonLines() throws {
        let manifest = try read(
            #"""
            {"id": "u1", "transcript": "say \"hi\"\n\u00e9\ud83d\ude00", "level": 1.0, "start": 0.5, "tags": ["a", {"b": null}]}

            {"id": 17, "transcript": null, "emotion": "", "note": "x", "level": null}
            """#, "corpus.jsonl")
        #expect(manifest.issues.isEmpty)
        #expect(manifest.columns == ["id", "transcript", "level", "start", "tags", "emotion", "note"])
        #expect(manifest.extraColumns == ["level", "tags", "note"])
        let (first, second) = (manifest.utterances[0], manifest.utterances[1])
        #expect(first.transcript == "say \"hi\"\né😀" && first.start == 0.5)
        #expect(first.extra == ["1.0", "[\"a\", {\"b\": null}]", ""])
        #expect(second.id == "17" && second.transcript == nil && second.emotion == nil && second.row == 3)
        #expect(second.extra == ["", "", "x"])
    }

    @Test(
        "a malformed line is left out by number, with the byte where reading stopped",
        arguments: [
            ("{\"id\": \"u1\"", "at byte 12"), ("[1]", "a line must be one JSON object"),
            ("{\"id\": u1}", "no JSON value"),
            ("{\"id\": \"u1\"} x", "text follows"), ("{\"id\": \"u1\", \"id\": \"u2\"}", "\"id\" is there twice"),
            ("{\"id\": \"\\ud800\"}", "surrogate"), ("{\"id\": \"a\tb\"}", "control character"),
            ("{\"id\": [1]}", "a list or an object"), ("{\"id\": \"\\x\"}", "unknown escape"),
            ("{\"id\": \"u1\", \"start\": \"soon\"}", "not a number of seconds"),
            ("{\"speaker\": \"s\"}", "the id is empty"),
            ("{\"id\": \"a\\u0000b\", \"audio\": \"a\\u0000b\"}", "NUL"), ("{\"id\": 01x}", "no JSON value"),
        ])
    func malformedLine(_ line: String, _ reason: String) throws {
        let manifest = try read("{\"id\": \"good\"}\n\(line)\n{\"id\": \"fine\"}\n", "corpus.ndjson")
        #expect(manifest.utterances.map(\.id) == ["good", "fine"])
        #expect(manifest.issues.count == 1)
        #expect(manifest.issues.first?.row == 2)
        #expect(manifest.issues.first?.message.contains(reason) == true, "\(manifest.issues)")
    }

    @Test("values nested without end do not end the program")
    func deepNesting() throws {
        let deep = String(repeating: "[", count: 200_000)
        #expect(try read("{\"id\": \"a\", \"x\": \(deep)}", "c.jsonl").issues.count == 1)
    }

    @Test("the content tells the format where the name does not")
    func formatByContent() throws {
        #expect(try read("{\"id\": \"u1\"}\n", "corpus").utterances.count == 1)
        #expect(try read("id\nu1\n", "corpus.txt").utterances.count == 1)
    }

    @Test(
        "audio is relative to the manifest",
        arguments: [
            ("/data/c.csv", "a/b.wav", "/data/a/b.wav"), ("c.csv", "b.wav", "b.wav"), ("/c.csv", "b.wav", "/b.wav"),
            ("d/c.csv", "../b.wav", "d/../b.wav"), ("d/c.csv", "/x/b.wav", "/x/b.wav"),
        ])
    func audioPath(_ path: String, _ audio: String, _ expected: String) throws {
        let manifest = try read("id,audio\nu1,\(audio)\n", path)
        #expect(manifest.utterances[0].audioPath(relativeTo: manifest) == expected)
    }

    @Test(
        "the shared corpora read without an issue", .enabled(if: SharedReference.isPresent),
        arguments: [
            ("corpora/emotional/manifest.csv", 740), ("corpora/read-speech/manifest.csv", 180),
            ("corpora/text/meld.csv", 11098),
        ])
    func sharedCorpora(_ path: String, _ count: Int) throws {
        let manifest = try Manifest.read(path: SharedReference.url(path).path)
        #expect(manifest.utterances.count == count)
        #expect(ManifestValidator.validate(manifest, checksFiles: true).allSatisfy { $0.severity == .warning })
    }
}
