import Annotation
import AudioIO
import Export
import Foundation
import SpeechFeatures
import TestSupport
import Testing

@Suite("Feature extraction to files")
struct FeatureExtractionTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func recording(_ name: String, samples: Int) throws -> (path: String, samples: [Int16]) {
        let values = (0..<samples).map { index in
            Int16(6000 * sin(2 * Double.pi * 170 * Double(index) / 16000) + 900 * sin(Double(index * index % 1013)))
        }
        return (try folder.write(Data(PCM16.wav(values)), to: name), values)
    }

    private func array(_ name: String) throws -> NPY {
        try NPY(contentsOf: URL(fileURLWithPath: folder.path("out/\(name).npy")))
    }

    @Test("the files hold what labelling hears, and the contours on request")
    func files() throws {
        let (path, samples) = try recording("a.wav", samples: 40_000)
        let extraction = FeatureExtraction(output: folder.path("out"), format: .npy, contours: true)
        let written = try #require(try extraction.run(recording: path, name: "deep/a"))
        try extraction.writeColumnNames()
        let features = UtteranceFeatureExtractor(maximumFrames: 10_000).extract(samples)
        let mfcc = try array("deep/a.mfcc")
        #expect(mfcc.shape == [features.frameCount, 39] && mfcc.values == features.frames)
        #expect(try array("deep/a.prosody").values == features.prosody)
        let smoothed = ProsodyExtractor().compute(PCM16.floats(samples)).smoothed
        let contours = try array("deep/a.contours")
        #expect(contours.shape == [smoothed.pitchHertz.count, 5])
        #expect(contours.values[5 * 30] == smoothed.pitchHertz[30])
        #expect(contours.values[5 * 30 + 4] == smoothed.loudness[30])
        #expect(written.mfccRows == 248 && written.hasProsody && written.audioSeconds == 2.5)
        let names = try String(contentsOfFile: folder.path("out/contours.columns.txt"), encoding: .utf8)
        #expect(names == SpeechFeatureSet.contours.joined(separator: "\n") + "\n")
    }

    @Test("below 55 ms there is no prosody, and an older file of it goes")
    func short() throws {
        let (path, _) = try recording("s.wav", samples: 700)
        let extraction = FeatureExtraction(output: folder.path("out"), format: .npy, contours: false)
        try FileManager.default.createDirectory(atPath: folder.path("out"), withIntermediateDirectories: true)
        try Data("old".utf8).write(to: URL(fileURLWithPath: folder.path("out/s.prosody.npy")))
        let written = try #require(try extraction.run(recording: path, name: "s"))
        #expect(!written.hasProsody && written.mfccRows == 2)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("out")) == ["s.mfcc.npy"])
    }

    @Test("a recording that turns out to be damaged leaves no file, and so does an interrupted one")
    func damaged() throws {
        let (path, _) = try recording("a.wav", samples: 100_000)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        let cut = try folder.write(bytes.prefix(bytes.count / 2), to: "cut.wav")
        let extraction = FeatureExtraction(output: folder.path("out"), format: .npy, contours: true)
        #expect(throws: AudioError.self) { try extraction.run(recording: cut, name: "cut") }
        #expect(try extraction.run(recording: path, name: "a") { _ in false } == nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("out")).isEmpty)
    }
}
