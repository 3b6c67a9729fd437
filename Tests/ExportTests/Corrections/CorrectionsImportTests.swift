import Corpus
import Foundation
import TestSupport
import Testing

@testable import Export

@Suite("Corrections")
struct CorrectionsImportTests {
    private static let table = """
        id,audio,transcript,transcript_source,emotion,confidence,p_angry,p_sad,model,status,error,manifest_transcript,note
        u1,a.wav,heard,asr:sphinx,sad,0.9,0.1,0.9,m,ok,,said,n1
        u2,b.wav,heard,asr:sphinx,angry,0.8,0.8,0.2,m,ok,,said,n2
        =u3,c.wav,heard,asr:sphinx,,,,,m,abstained,,said,n3
        u4,d.wav,,,,,,,m,failed,no audio,,n4

        """

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(Self.table, to: "labels.csv")
    }

    private func imported(_ text: String, as name: String, labels: LabelSet? = nil) throws -> ImportedCorpus {
        try CorrectionsImport(table: folder.path("labels.csv"), labels: labels).read(try folder.write(text, to: name))
    }

    private func emotions(_ corpus: ImportedCorpus) -> [String?] { corpus.manifest.utterances.map(\.emotion) }

    @Test("a changed label is gold, an unchanged one confirmed, a row that is not there not reviewed")
    func changedTable() throws {
        let corpus = try imported("id,emotion\nu2,Sad \nu1,sad\n'=u3,angry\n", as: "c.csv")
        #expect(emotions(corpus) == ["sad", "sad", "angry", nil])
        #expect(corpus.remarks == ["labels: 2 corrected, 1 confirmed, 1 not reviewed"] && corpus.issues.isEmpty)
        let bytes = String(decoding: ManifestWriter.bytes(corpus.manifest, format: .csv), as: UTF8.self)
        #expect(
            bytes.hasPrefix(
                """
                id,audio,transcript,emotion,note,machine_emotion,machine_confidence,machine_model,label_source,asr_transcript
                u1,a.wav,said,sad,n1,sad,0.9,m,confirmed,heard
                u2,b.wav,said,sad,n2,angry,0.8,m,corrected,heard
                """))
    }

    @Test("in a column for corrections an empty cell lets the label stand, in the label's own it takes it away")
    func emptyCells() throws {
        let column = try imported("id,emotion,corrected\nu1,sad,\nu2,angry,sad\n", as: "a.csv")
        #expect(emotions(column) == ["sad", "sad", nil, nil])
        let own = try imported("id,emotion\nu1,\nu2,angry\n", as: "b.csv")
        #expect(emotions(own) == [nil, "angry", nil, nil])
        #expect(own.remarks == ["labels: 0 corrected, 1 confirmed, 1 taken away, 2 not reviewed"])
    }

    @Test("ids and labels that are not the table's are told by row; a wider label set takes more")
    func unknown() throws {
        let text = "id,emotion\nu1,bored\nu9,sad\nu2,sad\n"
        let corpus = try imported(text, as: "c.csv")
        #expect(emotions(corpus) == [nil, "sad", nil, nil])
        #expect(corpus.issues.map(\.row) == [2, 3])
        #expect(corpus.issues[0].message.contains("\"bored\", which is none of angry, sad"))
        let wider = try imported(text, as: "c.csv", labels: LabelSet(parsing: "angry,sad,bored"))
        #expect(emotions(wider) == ["bored", "sad", nil, nil])
    }

    private func task(_ id: String, _ annotations: String) -> String {
        "{\"id\":7,\"data\":{\"utterance_id\":\"\(id)\",\"audio\":\"x\"},\"annotations\":[\(annotations)]}"
    }

    private func answer(_ label: String, cancelled: Bool = false) -> String {
        let result = "{\"from_name\":\"emotion\",\"type\":\"choices\",\"value\":{\"choices\":[\(label)]}}"
        return "{\"was_cancelled\":\(cancelled),\"result\":[\(label.isEmpty ? "" : result)]}"
    }

    @Test("Label Studio's JSON: answers count, skipped tasks do not, most answers win and a tie is told")
    func labelStudioJSON() throws {
        let tasks = [
            task("u1", [answer("\"angry\""), answer("\"sad\""), answer("\"angry\"")].joined(separator: ",")),
            task("u2", [answer("\"angry\""), answer("\"sad\"")].joined(separator: ",")),
            task("=u3", answer("\"sad\"", cancelled: true)), task("u4", answer("\"sad\",\"angry\"")),
            task("u8", answer("\"sad\"")), "{\"data\":{}}",
        ]
        let corpus = try imported(" [\(tasks.joined(separator: ",\n"))]", as: "export.json")
        #expect(emotions(corpus) == ["angry", nil, nil, nil])
        let messages = corpus.issues.map(\.description).joined(separator: "\n")
        for part in [
            "id u2: task 2 has as many answers for angry as for sad", "id u4: task 4 has more than one label",
            "id u8: task 5 is not in", "task 6 has no utterance_id",
        ] { #expect(messages.contains(part), "\(messages)") }
        #expect(corpus.remarks[0].hasSuffix("1 task without an answer"))
    }

    @Test("Label Studio's JSON-MIN and CSV come back too, though their id is the task's")
    func flat() throws {
        let min = try imported(
            #"[{"id":1,"utterance_id":"u1","emotion":"angry"},{"id":2,"utterance_id":"u2","emotion":{"choices":["sad"]}},"#
                + #"{"id":3,"utterance_id":"u4"}]"#, as: "min.json")
        #expect(emotions(min) == ["angry", "sad", nil, nil])
        let csv = try imported(
            "annotator,audio,emotion,id,utterance_id\n1,x,angry,1,u1\n1,x,\"{\"\"choices\"\": [\"\"a\"\", \"\"b\"\"]}\",2,u2\n",
            as: "ls.csv")
        #expect(emotions(csv) == ["angry", nil, nil, nil])
        #expect(csv.issues.map(\.row) == [3])
    }

    @Test("what is no file of corrections is refused with the reason")
    func refused() throws {
        #expect(throws: ExportError.self) { try imported("[1, 2", as: "x.json") }
        #expect(throws: CorpusError.self) { try imported("id,label\nu1,sad\n", as: "x.csv") }
        #expect(try imported("[1, null]", as: "y.json").issues.count == 2)
    }
}
