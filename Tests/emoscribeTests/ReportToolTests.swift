import Foundation
import TestSupport
import Testing

@testable import Corpus

/// A comparison of text alone, its page made anew, and its utterances explained.
@Suite("report, explain", .enabled(if: Tool.isBuilt))
struct ReportToolTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        var table = "id,audio,speaker,transcript,emotion\n"
        var heard = "id,transcript\n"
        for index in 0..<16 {
            let isSad = index.isMultiple(of: 2)
            let word = isSad ? "tears fall" : "sun shine"
            table += "u\(index),a \(index).wav,s\(index % 4),<b>\(word)</b> \(index),\(isSad ? "sad" : "happy")\n"
            heard += "u\(index),\(index % 3 == 0 ? "noise" : word)\n"
        }
        try folder.write(table, to: "corpus.csv")
        try folder.write(heard, to: "heard.csv")
        try folder.write("no sound, but a file", to: "a 3.wav")
    }

    private func compare() async throws {
        let outcome = try await Tool.run([
            "compare", folder.path("corpus.csv"), "--models", "tre", "--labels", "happy,sad", "--folds", "speaker:2",
            "--preset", "small", "--hidden", "4", "--embedding-size", "4", "--max-steps", "4", "--threads", "1",
            "--transcripts", "gold,asr", "--hypothesis", "x=" + folder.path("heard.csv"), "--note", "a remark",
            "-o", folder.path("r"),
        ])
        try #require(outcome.status == 0, "\(outcome.errors)")
    }

    private func text(_ name: String) throws -> String {
        try String(contentsOfFile: folder.path(name), encoding: .utf8)
    }

    @Test("the page comes out of the folder again byte for byte, without the corpus, and says what cannot be played")
    func again() async throws {
        try await compare()
        let first = try text("r/report.html")
        #expect(first.contains("a remark") && first.contains("Labels that change with the transcript"))
        #expect(!first.contains("<b>tears"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("r/figures")).count > 5)
        try FileManager.default.removeItem(atPath: folder.path("r/report.html"))
        try FileManager.default.removeItem(atPath: folder.path("corpus.csv"))
        let outcome = try await Tool.run(["report", folder.path("r")])
        #expect(outcome.status == 0 && outcome.errors.contains("15 recordings of 16 cannot be played"))
        #expect(try text("r/report.html") == first)
        let other = try await Tool.run(["report", folder.path("r"), "-o", folder.path("page.html"), "--json"])
        #expect(other.json["recordingsMissing"] as? Int == 15)
        #expect(FileManager.default.fileExists(atPath: folder.path("figures")))
    }

    @Test("what is no folder of 'compare' is named, and one without its table says how to go on")
    func noFolder() async throws {
        let none = try await Tool.run(["report", folder.path("nowhere")])
        #expect(none.status == 64 && none.errors.contains("is no folder of 'compare'"))
        try await compare()
        try FileManager.default.removeItem(atPath: folder.path("r/table.json"))
        let open = try await Tool.run(["report", folder.path("r")])
        #expect(open.status == 1 && open.errors.contains("has no table yet"))
    }

    @Test("an utterance is explained from the corpus and the folder: transcripts, errors, labels of each row")
    func explain() async throws {
        try await compare()
        let arguments = ["explain", "u4", "--corpus", folder.path("corpus.csv"), "--results", folder.path("r")]
        let said = try await Tool.run(arguments)
        for part in ["gold label  sad", "gold: <b>tears fall</b> 4", "asr:x: tears fall", "TRE", "not there"] {
            #expect(said.output.contains(part), "\(part) is not in \(said.output)")
        }
        #expect(said.status == 1 && said.errors.contains("the recording cannot be read"))
        let json = try await Tool.run(arguments + ["--json"]).json
        let comparison = json["comparison"] as? [String: Any]
        #expect((comparison?["rows"] as? [Any])?.count == 2)
        #expect((json["transcripts"] as? [[String: Any]])?.map { $0["name"] as? String } == ["gold", "asr:x"])
    }

    @Test("an id that nobody knows gets the near ones, and no place to look is wrong usage")
    func unknown() async throws {
        let unknown = try await Tool.run(["explain", "U44", "--corpus", folder.path("corpus.csv")])
        #expect(unknown.status == 64 && unknown.errors.contains("near it are u4"), "\(unknown.errors)")
        let nowhere = try await Tool.run(["explain", "u4"])
        #expect(nowhere.status == 64 && nowhere.errors.contains("say where the utterance is"))
    }

    @Test(
        "what a model says now is what the table says, and the cache knows which answer it read; nothing is asked again",
        .slow)
    func explainRow() async throws {
        let own = try TemporaryFolder()
        let manifest = try DemoSlice.write(6, to: own)
        let cache = ["--cache", own.path("cache")]
        let trained = try await Tool.run([
            "train", manifest, "--model", "mdrea", "--transcripts", "gold", "--preset", "small", "--hidden", "4",
            "--embedding-size", "4", "--max-steps", "2", "-o", own.path("m.safetensors"),
        ])
        try #require(trained.status == 0, "\(trained.errors)")
        let labelled = try await Tool.run(
            [
                "annotate", manifest, "--model", own.path("m.safetensors"), "-o", own.path("labels.csv"), "--asr",
                "command", "--asr-command", "echo it is {audio}",
            ] + cache)
        try #require(labelled.status == 0, "\(labelled.errors)")
        let labels = try Manifest.read(path: own.path("labels.csv"))
        let row = labels.utterances[2]
        let arguments =
            [
                "explain", row.id, "--corpus", manifest, "--labels", own.path("labels.csv"), "--model",
                own.path("m.safetensors"),
            ] + cache
        let json = try await Tool.run(arguments + ["--json"]).json
        let predictions = json["predictions"] as? [[String: Any]] ?? []
        let heard = try #require(predictions.first { $0["transcript"] as? String == "asr:command" })
        #expect(heard["label"] as? String == row.emotion)
        #expect(predictions.map { $0["transcript"] as? String } == ["gold", "asr:command"])
        let now = (heard["probabilities"] as? [[String: Any]] ?? []).compactMap { $0["probability"] as? Double }
        let table = (json["annotation"] as? [String: Any])?["probabilities"] as? [[String: Any]] ?? []
        let written = table.compactMap { $0["probability"] as? Double }
        #expect(now.count == 4 && written.count == 4)
        for (left, right) in zip(now, written) { #expect(abs(left - right) < 1e-4) }
        let attended = (heard["attention"] as? [[Any]] ?? []).compactMap { $0[1] as? Double }
        #expect(!attended.isEmpty && abs(attended.reduce(0, +) - 1) < 1e-3)
        let transcripts = json["transcripts"] as? [[String: Any]] ?? []
        let origin = transcripts.last?["origin"] as? [String: Any]
        #expect((origin?["key"] as? String)?.count == 64 && origin?["provider"] as? String == "command")
        let said = try await Tool.run(arguments)
        #expect(said.status == 0, "\(said.errors)")
        for part in ["Labels of model files, now", "asr:command", String(row.emotion ?? "-")] {
            #expect(said.output.contains(part), "\(part) is not in \(said.output)")
        }
    }
}
