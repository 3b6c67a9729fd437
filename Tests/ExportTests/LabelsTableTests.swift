import Corpus
import Foundation
import Testing

@testable import Export

@Suite("LabelsTable")
struct LabelsTableTests {
    private static let labels = ["angry", "happy"]

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private func manifest(_ csv: String) throws -> Manifest { try Manifest.read(bytes: Array(csv.utf8), path: "c.csv") }

    @Test("the columns are those of the format page, the manifest's others follow in their order")
    func columns() throws {
        let manifest = try manifest("note,id,audio,speaker,session,emotion\nx,u1,a.wav,f1,s1,sad\n")
        let table = LabelsTable(manifest: manifest, labels: Self.labels)
        #expect(
            text(table.header)
                == "id,audio,start,end,speaker,transcript,transcript_source,asr_confidence,emotion,confidence,p_angry,"
                + "p_happy,model,status,error,note,session,manifest_emotion\n")
    }

    @Test("a labelled row has its label, probabilities with six decimals, and the manifest's own values")
    func labelledRow() throws {
        let manifest = try manifest("id,audio,start,end,transcript,emotion,confidence\nu1,a.wav,1.5,2,hi,sad,7\n")
        let table = LabelsTable(manifest: manifest, labels: Self.labels)
        let row = LabelRow(
            transcript: "high", transcriptSource: .asr("sphinx"), recognitionConfidence: 0.5, emotion: "happy",
            probabilities: [0.25, 0.75], model: "mdre-12345678", status: .ok)
        #expect(
            text(table.record(manifest.utterances[0], row))
                == "u1,a.wav,1.5,2,,high,asr:sphinx,0.500000,happy,0.750000,0.250000,0.750000,mdre-12345678,ok,,hi,sad,7\n"
        )
        #expect(table.columns.suffix(3) == ["manifest_transcript", "manifest_emotion", "manifest_confidence"])
    }

    @Test("a failed row keeps its place, says why, and leaves numbers empty")
    func failedRow() throws {
        let manifest = try manifest("id,audio\nu1,a.wav\n")
        let table = LabelsTable(manifest: manifest, labels: Self.labels)
        let row = LabelRow(status: .failed, error: "a.wav: no audio, really")
        #expect(
            text(table.record(manifest.utterances[0], row))
                == "u1,a.wav,,,,,,,,,,,,failed,\"a.wav: no audio, really\"\n")
    }

    @Test(
        "names with quotes, commas, line ends and a lone carriage return survive a round trip",
        arguments: [
            "say \"hi\"", "a,b", "two\nlines", "old\rmac", "🎙️ emoji", "-rf", " spaced ",
        ])
    func oddNames(_ name: String) throws {
        let utterance = Utterance(id: name, audio: name + ".wav")
        let manifest = Manifest(path: "c.csv", utterances: [utterance])
        let table = LabelsTable(manifest: manifest, labels: Self.labels)
        let bytes = table.bytes([LabelRow(transcript: name, transcriptSource: .gold, status: .failed, error: name)])
        var reader = try CSVReader(bytes: bytes, path: "labels.csv")
        _ = try reader.next()
        let fields = try #require(try reader.next()).fields
        #expect(fields[0] == name && fields[1] == name + ".wav" && fields[5] == name && fields[14] == name)
    }

    @Test("cells that a spreadsheet would run are guarded only when asked", arguments: ["=1+1", "@cmd", "+x", "-x"])
    func formulas(_ text: String) throws {
        let manifest = Manifest(path: "c.csv", utterances: [Utterance(id: "u1", audio: "a.wav")])
        let row = LabelRow(transcript: text, transcriptSource: .gold, status: .failed)
        let plain = LabelsTable(manifest: manifest, labels: Self.labels).record(manifest.utterances[0], row)
        let safe = LabelsTable(manifest: manifest, labels: Self.labels, spreadsheetSafe: true)
            .record(manifest.utterances[0], row)
        #expect(self.text(plain).contains(",\(text),"))
        #expect(self.text(safe).contains(",'\(text),"))
    }

    @Test("six decimals are those that C prints")
    func decimals() {
        var generator = SeededGenerator(seed: 4)
        var values: [Float] = [0, 1, 0.5, 0.0000005, 0.0000015, 0.9999995, 0.9999999, 1e-9, 999_999, 12.3456785]
        for _ in 0..<2000 { values.append(Float.random(in: 0...1, using: &generator)) }
        for value in values {
            #expect(LabelsTable.decimals(value) == String(format: "%.6f", Double(value)))
        }
        #expect(LabelsTable.decimals(-1.5) == "-1.500000")
    }
}
