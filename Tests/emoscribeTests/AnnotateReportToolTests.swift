import AudioIO
import Foundation
import TestSupport
import Testing

/// The page of `annotate --report`, from recordings that are synthesised, with a model that reads nothing.
@Suite("annotate --report", .enabled(if: Tool.isBuilt))
struct AnnotateReportToolTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let tone = (0..<40 * 16_000).map { sample -> Int16 in
            let isLoud = sample % 32_000 < 24_000
            return Int16(sin(Double(sample) * 0.07) * (isLoud ? 8000 : 2))
        }
        try folder.write(Data(PCM16.wav(tone)), to: "calls/a & <b>.wav")
        try folder.write(Data(PCM16.wav(Array(tone.prefix(32_000)))), to: "calls/short.wav")
        try folder.write("this is no sound", to: "calls/text.wav")
    }

    private func annotate(_ more: [String]) async throws -> Tool.Outcome {
        let model = try TinyModel.write(to: folder)
        return try await Tool.run(
            ["annotate", folder.path("calls"), "--model", model, "--cache", folder.path("cache")] + more)
    }

    private func html() throws -> String { try String(contentsOf: folder.url("page.html"), encoding: .utf8) }

    @Test("the page has counts, causes, timelines with players, settings and hashes, and comes out the same again")
    func page() async throws {
        let arguments = ["--report", folder.path("page.html"), "-o", folder.path("labels.csv"), "--threads", "2"]
        let first = try await annotate(arguments)
        #expect(first.status == 1 && first.errors.contains("wrote \(folder.path("page.html"))"), "\(first.errors)")
        let html = try self.html()
        for part in [
            "21 labelled, 0 abstained, 1 failed", "Why utterances failed", "<td>text</td>", "Emotions over time",
            "a &amp; &lt;b&gt;", "src=\"./calls/a%20%26%20%3Cb%3E.wav\"", "auto over 30 s", "file&#39;s SHA-256",
            "Each recording: percent of its labelled time",
        ] { #expect(html.contains(part), "\(part) is not in the page") }
        #expect(!html.contains("<b>.wav") && !html.contains("short.wav\""))
        _ = try await annotate(arguments)
        #expect(try self.html() == html)
    }

    @Test("without recordings of several rows there is no timeline, and standard output is no place for a page")
    func none() async throws {
        let whole = try await annotate(["--segment", "none", "--report", folder.path("page.html"), "--json"])
        #expect(whole.json["labelled"] as? Int == 2)
        #expect(try !html().contains("Emotions over time"))
        let dash = try await annotate(["--report", "-"])
        #expect(dash.status == 64 && dash.errors.contains("--report writes a file"))
        let model = try await annotate(["--report", folder.path("model.safetensors")])
        #expect(model.status == 64 && model.errors.contains("is what this command reads"))
    }
}
