import Foundation
import TestSupport
import Testing

@testable import Export

@Suite("Label Studio")
struct LabelStudioExportTests {
    private static let table = #"""
        id,audio,start,end,speaker,transcript,emotion,confidence,p_angry,p_sad,model,status
        u1,wav/a b.wav,0.5,1.25,anna,"say ""no""",sad,0.75,0.25,0.75,m-1,ok
        u2,wav/c.wav,,,,,,,,,m-1,abstained
        u3,wav/d.wav,,,,,"od<d>",0.5,,,m-1,ok

        """#

    private func tasks(_ bench: ExportBench) throws -> [[String: Any]] {
        try JSONSerialization.jsonObject(with: Data(try bench.text("tasks.json").utf8)) as? [[String: Any]] ?? []
    }

    @Test("each row is a task with its prediction; the id has a name of its own, for Label Studio takes id")
    func tasks() throws {
        let bench = try ExportBench(Self.table)
        _ = try bench.export(.labelStudio) { $0.audioRoot = bench.folder.path }
        let tasks = try tasks(bench)
        try #require(tasks.count == 3)
        let data = try #require(tasks[0]["data"] as? [String: String])
        #expect(
            data == [
                "utterance_id": "u1", "audio": "/data/local-files/?d=wav/a%20b.wav", "transcript": "say \"no\"",
                "speaker": "anna",
            ])
        let prediction = try #require((tasks[0]["predictions"] as? [[String: Any]])?.first)
        #expect(prediction["model_version"] as? String == "m-1" && prediction["score"] as? Double == 0.75)
        let results = try #require(prediction["result"] as? [[String: Any]])
        #expect((results[0]["value"] as? [String: [String]])?["choices"] == ["sad"])
        #expect((results[1]["value"] as? [String: Any])?["start"] as? Double == 0.5)
        #expect(tasks[1]["predictions"] == nil)
    }

    @Test("the configuration offers the model's labels and those that occur")
    func configuration() throws {
        let bench = try ExportBench(Self.table)
        _ = try bench.export(.labelStudio)
        let config = try bench.text("labeling-config.xml")
        let values = config.matches(of: /<Choice value="([^"]*)"\/>/).map { String($0.1) }
        #expect(values == ["angry", "sad", "od&lt;d&gt;"])
        #expect(config.contains("<Label value=\"utterance\"/>"))
    }

    @Test("a recording outside of what the server shows is told")
    func outside() throws {
        let bench = try ExportBench(Self.table)
        let (summary, issues) = try bench.export(.labelStudio) { $0.audioRoot = bench.folder.path("elsewhere") }
        #expect(summary?.written == 0 && issues.count == 3 && issues[0].contains("--audio-root"))
        #expect(try tasks(bench).isEmpty)
    }
}
