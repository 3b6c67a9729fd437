import AudioIO
import Corpus
import Foundation
import TestSupport
import Testing

/// `annotate --segment asr` against a server that says what OpenAI's services say.
@Suite("annotate --segment asr", .enabled(if: Tool.isBuilt))
struct AnnotateSegmentToolTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let tone = (0..<9 * 16_000).map { sample -> Int16 in
            let isLoud = sample % 48_000 < 32_000
            return Int16(sin(Double(sample) * 0.07) * (isLoud ? 8000 : 2))
        }
        try folder.write(Data(PCM16.wav(tone)), to: "calls/call.wav")
    }

    private func annotate(_ server: ScriptedServer, _ more: [String] = []) async throws -> Tool.Outcome {
        let model = try TinyModel.write(to: folder)
        return try await Tool.run(
            [
                "annotate", folder.path("calls"), "--model", model, "--segment", "asr", "--asr", "compatible",
                "--asr-url", server.url, "--cache", folder.path("cache"), "-o", folder.path("labels.csv"),
            ] + more)
    }

    private func rows() throws -> [[String]] {
        var reader = try CSVReader(path: folder.path("labels.csv"))
        var rows: [[String]] = []
        while let record = try reader.next() { rows.append(record.fields) }
        return rows
    }

    @Test("a recording is asked for once and cut where the answer cuts it; the settings in the output say asr")
    func segments() async throws {
        let server = try ScriptedServer(
            always: .json(
                #"{"text":"One. =Two","segments":[{"start":0.1,"end":2,"text":"One."},{"start":3,"end":5.2,"text":"=Two"}]}"#
            ))
        let first = try await annotate(
            server, ["--summary", folder.path("sum.csv"), "--report", folder.path("p.html")])
        #expect(first.status == 0 && first.errors.contains("1 request sent"), "\(first.errors)")
        let rows = try rows()
        #expect(rows.dropFirst().map { $0[0] } == ["call#0001", "call#0002"])
        #expect(rows.dropFirst().map { Array($0[2...3]) } == [["0.1", "2"], ["3", "5.2"]])
        #expect(rows.dropFirst().map { $0[5] } == ["One.", "=Two"])
        for file in ["sum.csv", "p.html"] {
            let text = try String(contentsOf: folder.url(file), encoding: .utf8)
            #expect(text.contains("asr 1: length 1.0 to 20.0 s"))
        }
        let again = try await annotate(server, ["--json"])
        #expect(again.json["fromCache"] as? Int == 2 && server.requests.count == 1)
        #expect(again.json["recordingsWithoutTimes"] as? Int == 0)
    }

    @Test("an answer without times is told, in the row and at the end, and the recording is cut in its pauses")
    func timeless() async throws {
        let server = try ScriptedServer(always: .json(#"{"text":"one two"}"#))
        let result = try await annotate(server)
        #expect(result.status == 0 && result.errors.contains("1 recording cut in the pauses"), "\(result.errors)")
        let rows = try rows()
        #expect(rows.count == 4 && rows.dropFirst().allSatisfy { $0.contains { $0.contains("no times") } })
    }

    @Test("the manifest's transcripts and the recogniser's segments are not both to be had")
    func gold() async throws {
        let server = try ScriptedServer(always: .json("{}"))
        let result = try await annotate(server, ["--transcripts", "gold"])
        #expect(result.status == 64 && result.errors.contains("leave out one"))
        #expect(server.requests.isEmpty)
    }
}
