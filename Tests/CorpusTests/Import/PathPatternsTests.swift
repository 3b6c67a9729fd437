import Foundation
import TestSupport
import Testing

@testable import Corpus

@Suite("PathPatterns")
struct PathPatternsTests {
    @Test(
        "patterns match as shells do",
        arguments: [
            ("*.wav", "a.wav", true), ("*.wav", "x/y/a.wav", true), ("*.wav", "a.wave", false),
            ("a?.wav", "ab.wav", true),
            ("x/*.wav", "x/a.wav", true), ("x/*.wav", "x/y/a.wav", false), ("x/**", "x/y/a.wav", true),
            ("**/b/*.wav", "b/a.wav", true), ("**/b/*.wav", "x/y/b/a.wav", true), ("**/b/*.wav", "x/b/y/a.wav", false),
            ("[a-c]*", "b.wav", true), ("[!a-c]*", "b.wav", false), ("[x", "[x", true), ("x/", "x", true),
            ("/x/a.wav", "x/a.wav", true), ("*a*b*c", "xaybzc", true), ("*a*b*c", "xaybz", false), ("", "", true),
            ("**", "any/thing", true), ("x/**/a.wav", "x/a.wav", true), ("?", "/", false), ("*", "", true),
        ])
    func glob(_ pattern: String, _ path: String, _ expected: Bool) {
        #expect(PathPatterns.matches(pattern, Array(path.utf8)) == expected)
    }

    @Test("a hostile pattern does not take for ever")
    func hostile() {
        let pattern = String(repeating: "*a", count: 200) + "b"
        #expect(!PathPatterns.matches(pattern, Array(repeating: UInt8(ascii: "a"), count: 2000)))
    }

    @Test("of a folder only what is wanted is taken: included whatever its extension, excluded folders not entered")
    func folder() throws {
        let folder = try TemporaryFolder()
        for name in ["a.wav", "b.3ga", "old/c.wav", "calls/d.wav", "calls/e.txt"] { try folder.write("x", to: name) }
        func found(_ patterns: PathPatterns) throws -> [String] {
            try FolderImporter(patterns: patterns).read(folder: folder.path).manifest.utterances.compactMap(\.audio)
        }
        #expect(try found(PathPatterns()) == ["a.wav", "calls/d.wav", "old/c.wav"])
        #expect(try found(PathPatterns(exclude: ["old"])) == ["a.wav", "calls/d.wav"])
        #expect(try found(PathPatterns(include: ["*.3ga", "calls/**"])) == ["b.3ga", "calls/d.wav", "calls/e.txt"])
        #expect(try found(PathPatterns(include: ["calls/**"], exclude: ["*.txt"])) == ["calls/d.wav"])
    }

    @Test("lists have lines or NULs, and name each path once")
    func lists() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.wav\r\n\nb c.wav\na.wav\n", to: "lines")
        let lines = try PathList(path: folder.path("lines"))
        #expect(lines.paths == ["a.wav", "b c.wav"] && lines.repeatedCount == 1)
        try folder.write(Data("a\nb.wav\0-rf\0".utf8 + [0xff, 0]), to: "nuls")
        let nuls = try PathList(path: folder.path("nuls"))
        #expect(nuls.paths == ["a\nb.wav", "-rf"] && nuls.failed.count == 1)
    }

    @Test("recordings that would share an id keep their extension")
    func ids() {
        let manifest = FolderImporter.manifest(ofRecordings: ["x/a.wav", "x/a.mp3", "b.flac"])
        #expect(manifest.utterances.map(\.id) == ["x/a.wav", "x/a.mp3", "b"])
    }
}
