import AudioIO
import Foundation
import TestSupport
import Testing

/// Runs the built tool as a user does.
@Suite("The features command", .enabled(if: Tool.isBuilt))
struct FeaturesToolTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for (name, count) in [("in/a.wav", 32_000), ("in/deep/b.wav", 8_000), ("in/short.wav", 600)] {
            try folder.write(Data(PCM16.wav((0..<count).map { Int16(truncatingIfNeeded: $0 * 977 % 8000) })), to: name)
        }
    }

    @Test("a folder keeps its shape; a bad file is named and the others are written; the summary counts")
    func folderOfRecordings() async throws {
        try folder.write(Data("no audio".utf8), to: "in/bad.wav")
        let run = try await Tool.run([
            "features", folder.path("in"), "--output", folder.path("out"), "--json", "--threads", "2",
        ])
        #expect(run.status == 1 && run.errors.contains("bad.wav"))
        #expect(run.json["written"] as? Int == 3 && run.json["failed"] as? Int == 1)
        #expect(run.json["withoutProsody"] as? Int == 1 && run.json["mfccRows"] as? Int == 198 + 48 + 2)
        #expect(try NPY(contentsOf: folder.url("out/deep/b.mfcc.npy")).shape == [48, 39])
        #expect(try NPY(contentsOf: folder.url("out/a.prosody.npy")).shape == [35])
        let names = try String(contentsOf: folder.url("out/mfcc.columns.txt"), encoding: .utf8)
        #expect(names.split(separator: "\n").count == 39)
        let found = try FileManager.default.subpathsOfDirectory(atPath: folder.path("out")).sorted()
        #expect(
            found == [
                "a.mfcc.npy", "a.prosody.npy", "deep", "deep/b.mfcc.npy", "deep/b.prosody.npy", "mfcc.columns.txt",
                "prosody.columns.txt", "short.mfcc.npy",
            ])
    }

    @Test("the bytes do not depend on the number of threads", arguments: ["npy", "csv", "htk", "safetensors"])
    func threads(format: String) async throws {
        for threads in ["1", "2"] {
            let run = try await Tool.run([
                "features", folder.path("in"), "-o", folder.path("out\(threads)"), "--format", format, "--contours",
                "--threads", threads, "--quiet",
            ])
            #expect(run.status == 0 && run.errors.isEmpty && run.output.isEmpty)
        }
        for file in try FileManager.default.subpathsOfDirectory(atPath: folder.path("out1"))
        where file.hasSuffix(format) {
            #expect(try Data(contentsOf: folder.url("out1/\(file)")) == Data(contentsOf: folder.url("out2/\(file)")))
        }
    }

    @Test("two recordings that would share a file, a missing one and an unknown format are refused before any work")
    func refusals() async throws {
        try folder.write(Data(PCM16.wav([1, 2, 3])), to: "other/a.flac")
        let clash = try await Tool.run([
            "features", folder.path("in/a.wav"), folder.path("other/a.flac"), "-o", folder.path("out"),
        ])
        #expect(clash.status == 64 && clash.errors.contains("a.flac"))
        let missing = try await Tool.run(["features", folder.path("none.wav"), "-o", folder.path("out")])
        #expect(missing.status == 64 && missing.errors.contains("none.wav is not there"))
        let format = try await Tool.run(["features", folder.path("in"), "-o", folder.path("out"), "--format", "mat"])
        #expect(format.status == 64 && format.errors.contains("npy, csv, htk, safetensors"))
        #expect(!FileManager.default.fileExists(atPath: folder.path("out")))
    }
}
