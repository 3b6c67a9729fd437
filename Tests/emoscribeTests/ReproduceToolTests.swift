import AudioIO
import Corpus
import Foundation
import TestSupport
import Testing

@Suite("reproduce", .enabled(if: Tool.isBuilt))
struct ReproduceToolTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let labels = ["ang", "hap", "exc", "sad", "neu", "fru", "xxx"]
        var generator = SeededGenerator(seed: 3, stream: "synthetic IEMOCAP")
        for session in 1...2 {
            for (number, dialogue) in ["impro01", "script01_1"].enumerated() {
                let turns = (0..<14).map { place in
                    let label = labels[place % labels.count]
                    let samples = (0..<6_400).map { _ in Float(generator.normal()) * 0.01 * Float(place % 7 + 1) }
                    return IEMOCAPTree.Turn(
                        "\(place < 7 ? "F" : "M")00\(place % 7)", label, "the word for \(label) is \(place + number)",
                        recording: Data(PCM16.wav(PCM16.quantise(samples))))
                }
                try IEMOCAPTree(in: folder).write(session: session, dialogue: "Ses0\(session)F_\(dialogue)", turns)
            }
        }
    }

    private func reproduce(_ further: [String]) -> [String] {
        [
            "reproduce", folder.path, "-o", folder.path("results"), "--hidden", "4", "--embedding-size", "4",
            "--max-steps", "2", "--threads", "2", "--cache", folder.path("cache"),
        ] + further
    }

    @Test("a synthetic IEMOCAP goes through the paper's protocol, its numbers beside the paper's")
    func reproduces() async throws {
        let heard = folder.path("heard.csv")
        let corpus = try IEMOCAPImporter().read(folder.path)
        try folder.write(
            "id,transcript\n" + corpus.manifest.utterances.map { "\($0.id),heard \($0.id.last ?? "0")\n" }.joined(),
            to: "heard.csv")
        let options = ["--hypothesis", "google=\(heard)", "--runs", "2"]
        let outcome = try await Tool.run(reproduce(options))
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("40 of 56 utterances have one of the paper's four labels"))
        let csv = try String(contentsOfFile: folder.path("results/paper.csv"), encoding: .utf8).split(separator: "\n")
        #expect(csv.count == 12)
        #expect(csv[5].hasPrefix("ARE,text-free,0.546000,0.009000,0."))
        #expect(csv[9].hasPrefix("TRE-ASR,asr:google,0.593000,0.022000,0."))
        #expect(csv[1] == "ACNN,,0.561000,,,,0,,")
        #expect(outcome.output.contains("40 utterances; the paper's table is of 5,531"))
        #expect(outcome.output.contains("maximumSteps 2 (paper: 10000)"))
        let runs = try FileManager.default.contentsOfDirectory(atPath: folder.path("results/runs"))
        #expect(runs.count == 7 * 5 * 2)
        let again = try await Tool.run(reproduce(options + ["--json"]))
        #expect(again.status == 0 && again.errors.contains("70 of 70 runs were there from before"))
        #expect((again.json["paper"] as? [String: Any])?["rows"] != nil && again.json["table"] != nil)
    }

    @Test("a dry run tells the number of trainings and what the recogniser would hear")
    func dryRun() async throws {
        let outcome = try await Tool.run(reproduce(["--dry-run", "--json", "--transcripts", "gold,asr"]))
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.json["runs"] as? Int == 350 && outcome.json["utterances"] as? Int == 40)
        let recogniser = (outcome.json["recognisers"] as? [[String: Any]])?.first
        #expect((recogniser?["toSend"] as? [String: Any])?["utterances"] as? Int == 40)
        #expect(!FileManager.default.fileExists(atPath: folder.path("results")))
        #expect(!FileManager.default.fileExists(atPath: folder.path("cache")))
    }

    @Test("a folder that is not IEMOCAP is refused")
    func refused() async throws {
        let empty = try TemporaryFolder()
        let outcome = try await Tool.run(["reproduce", empty.path, "-o", folder.path("r")])
        #expect(outcome.status != 0 && outcome.errors.contains("no folders Session1 to Session5"))
    }
}
