import Corpus
import Foundation
import TestSupport
import Testing

@Suite("ManifestWriter")
struct ManifestWriterTests {
    /// A manifest of odd values; every column is filled somewhere.
    private func manifest(seed: UInt64) -> Manifest {
        var generator = SeededGenerator(seed: seed, stream: "manifest")
        let pieces = [
            "a", ",", "\"", "\n", "\r", " ", "é", "e\u{301}", "\u{feff}", "😀", "=", "\\", "\u{1}", "{", "null",
        ]
        func text() -> String { (0...generator.below(4)).map { _ in pieces[generator.below(pieces.count)] }.joined() }
        func maybe() -> String? { generator.below(3) == 0 ? nil : text() }
        let utterances = (0..<60).map { index in
            let start = generator.below(2) == 0 ? nil : generator.uniform() * 100
            return Utterance(
                id: "\(index)" + text(), audio: maybe(), start: start,
                end: generator.below(2) == 0 ? nil : (start ?? 0) + 0.1 + generator.uniform(), speaker: maybe(),
                session: maybe(), gender: maybe(), language: maybe(), transcript: text(), emotion: maybe(),
                split: maybe(), extra: [text(), generator.below(2) == 0 ? "" : text()])
        }
        return Manifest(path: "m", extraColumns: ["x, \"y\"", "z\n"], utterances: utterances)
    }

    private func bytes(_ manifest: Manifest) -> [[[UInt8]]] {
        manifest.utterances.map { utterance in
            [
                utterance.id, utterance.audio ?? "-", "\(utterance.start ?? -1)", "\(utterance.end ?? -1)",
                utterance.speaker ?? "-", utterance.session ?? "-", utterance.gender ?? "-", utterance.language ?? "-",
                utterance.transcript ?? "-", utterance.emotion ?? "-", utterance.split ?? "-",
            ].map { Array($0.utf8) } + utterance.extra.map { Array($0.utf8) }
        }
    }

    @Test("what is written reads back the same, as CSV and as JSONL", arguments: [1, 2, 3] as [UInt64])
    func roundTrip(seed: UInt64) throws {
        let manifest = manifest(seed: seed)
        for (format, path) in [(ManifestWriter.Format.csv, "m.csv"), (.jsonl, "m.jsonl")] {
            let written = ManifestWriter.bytes(manifest, format: format)
            let back = try Manifest.read(bytes: written, path: path)
            #expect(back.issues.isEmpty)
            let hasSameValues = bytes(back) == bytes(manifest)
            #expect(hasSameValues)
            #expect(back.extraColumns == manifest.extraColumns)
            // JSONL leaves out what is nil, so its column order is that of first appearance.
            let isSame = ManifestWriter.bytes(back, format: format) == written
            #expect(isSame || format == .jsonl, "CSV is written the same again")
        }
    }

    @Test("columns keep their order; one that was filled in since comes before the further ones")
    func columnOrder() throws {
        var manifest = try Manifest.read(
            bytes: Array("speaker,id,note,audio\ns,u1,n,a.wav\n".utf8), path: "c.csv")
        manifest.utterances[0].split = "dev"
        #expect(
            String(decoding: ManifestWriter.bytes(manifest, format: .csv), as: UTF8.self)
                == "speaker,id,split,note,audio\ns,u1,dev,n,a.wav\n")
    }

    @Test("JSONL values go out as they came in")
    func jsonValues() throws {
        let line = #"{"id": "u1", "start": 1.5, "n": 1.0, "list": [1,  2], "t": "1.0", "nothing": null}"# + "\n"
        let manifest = try Manifest.read(bytes: Array(line.utf8), path: "c.jsonl")
        #expect(String(decoding: ManifestWriter.bytes(manifest, format: .jsonl), as: UTF8.self) == line)
    }

    @Test("a key that a line lacks stays away")
    func absentKeys() throws {
        let lines = "{\"id\": \"u1\", \"x\": 1}\n{\"id\": \"u2\", \"transcript\": \"\"}\n"
        let manifest = try Manifest.read(bytes: Array(lines.utf8), path: "c.jsonl")
        #expect(String(decoding: ManifestWriter.bytes(manifest, format: .jsonl), as: UTF8.self) == lines)
    }

    @Test("written elsewhere, audio paths still lead to the recordings")
    func rebased() throws {
        let folder = try TemporaryFolder()
        try folder.write("x", to: "corpus/audio/a.wav")
        try folder.write("", to: "out/deep/keep")
        let path = try folder.write("id,audio\nu1,audio/a.wav\nu2,/abs/b.wav\n", to: "corpus/c.csv")
        let manifest = try Manifest.read(path: path)
        try ManifestWriter.write(manifest, to: folder.path("out/deep/c.jsonl"))
        let moved = try Manifest.read(path: folder.path("out/deep/c.jsonl"))
        #expect(moved.utterances.map(\.audio) == ["../../corpus/audio/a.wav", "/abs/b.wav"])
        #expect(FileManager.default.fileExists(atPath: moved.audioPath(of: moved.utterances[0]) ?? ""))
        try ManifestWriter.write(manifest, to: folder.path("corpus/d.csv"))
        #expect(try Manifest.read(path: folder.path("corpus/d.csv")).utterances[0].audio == "audio/a.wav")
    }

    @Test("a file that cannot be written leaves the old one and no rest")
    func unwritable() throws {
        let folder = try TemporaryFolder()
        try folder.write("old", to: "taken/c.csv")
        let manifest = Manifest(path: "m", utterances: [Utterance(id: "u1")])
        let error = #expect(throws: CorpusError.self) {
            try ManifestWriter.write(manifest, to: folder.path("none/c.csv"))
        }
        #expect(error?.description.contains("cannot write: No such file") == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("taken")) == ["c.csv"])
        try ManifestWriter.write(manifest, to: folder.path("taken/c.csv"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("taken")) == ["c.csv"])
        #expect(try String(contentsOfFile: folder.path("taken/c.csv"), encoding: .utf8) == "id\nu1\n")
    }
}
