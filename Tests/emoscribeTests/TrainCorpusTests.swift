import AudioIO
import Corpus
import Foundation
import Models
import TestSupport
import Testing

/// What corpora bring to a training: bad recordings, rare classes, speakers, and a page that shows it.
@Suite("train on corpora of all kinds", .enabled(if: Tool.isBuilt))
struct TrainCorpusTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private let small = ["--preset", "small", "--max-steps", "6", "--hidden", "8", "--threads", "1"]

    @Test("a recording with samples that are no numbers is left out by name, and the rest is trained on")
    func notANumber() async throws {
        let manifest = try DemoSlice.write(10, to: folder)
        var wav = Data("RIFF".utf8)
        func append(_ value: UInt32) { withUnsafeBytes(of: value.littleEndian) { wav.append(contentsOf: $0) } }
        let samples = [Float](repeating: 0.25, count: 7_999) + [.nan]
        append(UInt32(36 + 4 * samples.count))
        wav.append(Data("WAVEfmt ".utf8))
        for value: UInt32 in [16, 3 | 1 << 16, 16_000, 64_000, 4 | 32 << 16] { append(value) }
        wav.append(Data("data".utf8))
        append(UInt32(4 * samples.count))
        for sample in samples { append(sample.bitPattern) }
        let first = try #require(try Manifest.read(path: manifest).utterances.first?.audio)
        try folder.write(wav, to: first)
        let outcome = try await Tool.run(
            ["train", manifest, "--model", "are", "-o", folder.path("m.safetensors"), "--json"] + small)
        #expect(outcome.status == 1 && outcome.json["failed"] as? Int == 1, "\(outcome.errors)")
        #expect(outcome.errors.contains("failed: demo-001: ") && outcome.errors.contains("NaN"))
        #expect(outcome.json["utterances"] as? Int == 9)
        #expect(FileManager.default.fileExists(atPath: folder.path("m.safetensors")))
    }

    /// Word `x` is mostly angry, word `y` rather happy; angry is four times as frequent, in both parts.
    private func unbalanced() throws -> String {
        var table = "id,split,transcript,emotion\n"
        for split in ["train", "dev"] {
            for (word, label, count) in [
                ("x", "angry", 27), ("x", "happy", 3), ("y", "angry", 13), ("y", "happy", 7),
            ] {
                for index in 0..<count { table += "\(split)-\(word)-\(label)-\(index),\(split),\(word),\(label)\n" }
            }
        }
        return try folder.write(table, to: "corpus.csv")
    }

    @Test("balanced class weights find the rare class that is never given without them")
    func classWeights() async throws {
        let manifest = try unbalanced()
        func recalls(_ weighting: String) async throws -> [String: Double] {
            let outcome = try await Tool.run([
                "train", manifest, "--model", "tre", "-o", folder.path("m.safetensors"), "--labels", "angry,happy",
                "--preset", "small", "--hidden", "8", "--embedding-size", "8", "--learning-rate", "0.02", "--keep-text",
                "1", "--max-steps", "200", "--threads", "1", "--class-weights", weighting, "--json",
            ])
            return outcome.json["devRecalls"] as? [String: Double] ?? [:]
        }
        #expect(try await recalls("none") == ["angry": 1, "happy": 0])
        #expect(try await recalls("balanced") == ["angry": 0.675, "happy": 0.7])
    }

    @Test("standardised by speaker, a model labels speakers it has not heard, and says where speakers are not known")
    func bySpeaker() async throws {
        let manifest = try DemoSlice.write(16, to: folder)
        let model = folder.path("m.safetensors")
        let train = ["train", manifest, "--model", "are", "-o", model, "--standardisation", "speaker"] + small
        let trained = try await Tool.run(train)
        #expect(trained.status == 0, "\(trained.errors)")
        var corpus = try Manifest.read(path: manifest)
        for index in corpus.utterances.indices { corpus.utterances[index].speaker = "new\(index % 2)" }
        try ManifestWriter.write(corpus, to: folder.path("others.csv"))
        func annotate(_ name: String, _ cache: String) async throws -> Tool.Outcome {
            try await Tool.run(["annotate", folder.path(name), "--model", model, "--cache", folder.path(cache)])
        }
        let known = try await annotate("others.csv", "a")
        #expect(known.status == 0 && !known.errors.contains("without a speaker"), "\(known.errors)")
        for index in corpus.utterances.indices { corpus.utterances[index].speaker = nil }
        corpus.columns.removeAll { $0 == "speaker" }
        try ManifestWriter.write(corpus, to: folder.path("nobody.csv"))
        let unknown = try await annotate("nobody.csv", "b")
        #expect(unknown.status == 0 && unknown.errors.contains("16 utterances without a speaker"))
        let refused = try await Tool.run(train.map { $0 == manifest ? folder.path("nobody.csv") : $0 })
        #expect(refused.status == 64 && refused.errors.contains("--column speaker=NAME"))
        // Speakers' own statistics are used: the probabilities are others than with those of the training part.
        func probabilities(_ outcome: Tool.Outcome) -> [Substring] {
            outcome.output.split(separator: "\n").dropFirst().flatMap { line in
                line.split(separator: ",").filter { $0.hasPrefix("0.") }
            }
        }
        #expect(probabilities(known) != probabilities(unknown))
    }

    @Test("the page of a training is one file that loads nothing, and the same training gives the same bytes")
    func report() async throws {
        let manifest = try unbalanced()
        func page(_ name: String) async throws -> String {
            let outcome = try await Tool.run([
                "train", manifest, "--model", "tre", "-o", folder.path("m.safetensors"), "--labels", "angry,happy",
                "--hidden", "8", "--embedding-size", "8", "--max-steps", "20", "--threads", "1", "--report",
                folder.path(name),
            ])
            #expect(outcome.status == 0, "\(outcome.errors)")
            return try String(contentsOf: folder.url(name), encoding: .utf8)
        }
        let html = try await page("a.html")
        for part in [
            "Learning curve", "<svg", "Dev part, label by label", "maximum steps", "SHA-256 of the model file",
            "Content-Security-Policy", "macro-F1", "Lowest dev loss",
        ] {
            #expect(html.contains(part), "\(part)")
        }
        for part in ["<script", "src=", "@import", "url("] { #expect(!html.contains(part), "\(part)") }
        #expect(try await page("b.html") == html)
    }
}
