import Corpus
import Foundation
import TestSupport
import Testing

@testable import Export

@Suite("Labels as tables")
struct RowExportTests {
    private static let table = """
        id,audio,start,end,speaker,transcript,emotion,confidence,p_sad,model,status,error,own
        u1,a.wav,0.5,1.25,anna,"say ""no"",
        and	go",sad,0.750000,0.750000,m,ok,,=1+1
        u2,a.wav,,,,,,,,m,failed,no audio,-5

        """

    @Test("csv is the table as it was")
    func csv() throws {
        let bench = try ExportBench(Self.table)
        #expect(try bench.export(.csv).summary?.written == 2)
        #expect(try bench.text() == Self.table)
    }

    @Test("tsv has tabs, quotes where a cell has a tab, and commas as they are")
    func tsv() throws {
        let bench = try ExportBench(Self.table)
        _ = try bench.export(.tsv) { $0.columns = ["own", "id", "transcript"] }
        #expect(try bench.text() == "own\tid\ttranscript\n=1+1\tu1\t\"say \"\"no\"\",\nand\tgo\"\n-5\tu2\t\n")
    }

    @Test("what a spreadsheet would run is made text where asked, and numbers stay numbers")
    func spreadsheet() throws {
        let bench = try ExportBench(Self.table)
        _ = try bench.export(.csv) {
            $0.columns = ["id", "own"]
            $0.spreadsheetSafe = true
        }
        #expect(try bench.text() == "id,own\nu1,'=1+1\nu2,-5\n")
    }

    @Test("in JSON times and probabilities are numbers, empty cells null, transcripts text")
    func jsonLines() throws {
        let bench = try ExportBench(Self.table)
        _ = try bench.export(.jsonl)
        let lines = try bench.text().split(separator: "\n").map { line in
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
        }
        #expect(lines.count == 2 && lines[0]["start"] as? Double == 0.5 && lines[0]["p_sad"] as? Double == 0.75)
        #expect(lines[0]["transcript"] as? String == "say \"no\",\nand\tgo" && lines[0]["own"] as? String == "=1+1")
        #expect(lines[1]["confidence"] is NSNull && lines[1]["transcript"] as? String == "")
        #expect(try bench.text().hasPrefix("{\"id\": \"u1\", \"audio\": \"a.wav\", \"start\": 0.5,"))
    }

    @Test(
        "a cell is a JSON number only as JSON writes them",
        arguments: [
            ("1", true), ("-0.5", true), ("1e-05", true), ("0", true), ("0.25", true), ("01", false), ("+1", false),
            (".5", false), ("5.", false), ("nan", false), ("1e999", false), ("", false), ("-", false), ("1.e3", false),
            ("0x1", false), ("-01", false),
        ])
    func numbers(_ cell: String, isNumber: Bool) { #expect((JSONText.number(cell) != nil) == isNumber) }

    @Test("a row that cannot be read is told with file and row and left out, the rest is there")
    func problems() throws {
        let bench = try ExportBench("id,emotion,start\nu1,sad,1\nu2,sad,soon\nu3,sad,2,more\n")
        let (summary, issues) = try bench.export(.csv)
        #expect(summary?.rows == 3 && summary?.written == 1 && summary?.problems == 2)
        #expect(issues.count == 2 && issues[0].hasPrefix("labels.csv:3: error: column start, id u2"))
        #expect(try bench.text() == "id,emotion,start\nu1,sad,1\n")
    }

    @Test("a column that is not there is named with those that are")
    func noColumn() throws {
        let bench = try ExportBench(Self.table)
        let error = #expect(throws: ExportError.self) { try bench.export(.csv) { $0.columns = ["mood"] } }
        #expect(error?.description.contains("no column mood. Found: id, audio,") == true)
        #expect(bench.files.isEmpty)
    }

    @Test("cancelled, nothing is left behind")
    func cancelled() throws {
        let rows = (0..<600).map { "u\($0),sad\n" }.joined()
        let bench = try ExportBench("id,emotion\n" + rows)
        let export = LabelsExport(
            labels: bench.folder.path("labels.csv"), output: bench.folder.path("out.csv"), format: .csv,
            duration: RecordingDuration { _ in nil })
        #expect(try export.run(isCancelled: { true }) == nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: bench.folder.path) == ["labels.csv"])
    }
}
