import Corpus
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("FolderImporter")
struct FolderImporterTests {
    @Test("recordings are found in all folders, in byte order, by extension")
    func finds() throws {
        let folder = try TemporaryFolder()
        for name in ["b.WAV", "a/x.flac", "a-b.mp3", "a/y/z.ogg", "notes.txt", "a/readme", "wav", "Ä.opus"] {
            try folder.write("x", to: name)
        }
        let found = try FolderImporter().read(folder: folder.path)
        #expect(found.manifest.utterances.map(\.audio) == ["a-b.mp3", "a/x.flac", "a/y/z.ogg", "b.WAV", "Ä.opus"])
        #expect(found.manifest.utterances.map(\.id) == ["a-b", "a/x", "a/y/z", "b", "Ä"])
        #expect(found.otherFileCount == 3)
        #expect(found.skipped.isEmpty && found.failed.isEmpty)
        let path = found.manifest.audioPath(of: found.manifest.utterances[1])
        #expect(FileManager.default.fileExists(atPath: path ?? ""))
    }

    @Test("files that would share an id keep their extensions, whatever that clashes with in turn")
    func idClashes() throws {
        let folder = try TemporaryFolder()
        for name in ["a.wav", "a.mp3", "a.wav.flac", "b.wav", "caf\u{e9}.wav", "cafe\u{301}.wav"] {
            try folder.write("x", to: name)
        }
        let ids = try FolderImporter().read(folder: folder.path).manifest.utterances.map(\.id)
        #expect(
            ids.map { Array($0.utf8) }
                == ["a.mp3", "a.wav", "a.wav.flac", "b", "cafe\u{301}", "caf\u{e9}"].map { Array($0.utf8) })
    }

    @Test("names may hold anything that is text")
    func oddNames() throws {
        let folder = try TemporaryFolder()
        let names = ["-dash.wav", "a\"b.wav", "a,b.wav", "a\nb.wav", "a\rb.wav", "😀.wav", " .wav"]
        for name in names { try folder.write("x", to: name) }
        let manifest = try FolderImporter().read(folder: folder.path).manifest
        #expect(manifest.utterances.compactMap(\.audio).sorted() == names.sorted())
        let back = try Manifest.read(bytes: ManifestWriter.bytes(manifest, format: .csv), path: "m.csv")
        #expect(back.utterances.map(\.audio) == manifest.utterances.map(\.audio))
    }

    @Test("what is no regular file is passed over with a reason and never opened")
    func skips() throws {
        let folder = try TemporaryFolder()
        try folder.write("x", to: "real/a.wav")
        try folder.write("x", to: "dir.wav/inside.wav")
        try folder.write("x", to: ".hidden.wav")
        try folder.write("x", to: ".git/x.wav")
        try folder.write("x", to: ".DS_Store")
        #expect(mkfifo(folder.path("fifo.wav"), 0o600) == 0)
        for (target, link) in [
            ("nowhere.wav", "dangling.wav"), ("loop.wav", "loop.wav"), ("real/a.wav", "good.wav"), ("..", "real/up"),
            ("/dev/null", "device.wav"), ("real", "real2"), ("real", "real3"),
        ] {
            #expect(symlink(target, folder.path(link)) == 0)
        }
        let found = try FolderImporter().read(folder: folder.path)
        #expect(found.manifest.utterances.map(\.id) == ["good", "real/a", "real2/a"])
        let reasons = Dictionary(found.skipped.map { ($0.path, $0.reason) }, uniquingKeysWith: { first, _ in first })
        #expect(
            reasons == [
                "dir.wav": "is a folder", ".hidden.wav": "is hidden", ".git": "is a hidden folder",
                "fifo.wav": "is a FIFO, which is never opened", "dangling.wav": "is a link to nothing",
                "loop.wav": "is a link that leads back to itself", "device.wav": "is a device, which is never opened",
                "real/up": "is a link that leads back to a folder it lies in",
                "real2/up": "is a link that leads back to a folder it lies in",
                "real3": "is a link to a folder that another link has led to before",
            ])
        #expect(found.otherFileCount == 1)
    }

    @Test("a name that is not UTF-8 fails, shown escaped, and hides no other")
    func notUTF8() throws {
        let folder = try TemporaryFolder()
        try folder.write("x", to: "good.wav")
        let bad = Array(folder.path("").utf8) + [UInt8(ascii: "/"), 0x63, 0xe9, 0x0a] + Array(".wav".utf8) + [0]
        let descriptor = bad.withUnsafeBytes { raw in
            raw.withMemoryRebound(to: CChar.self) {
                Glibc.open($0.baseAddress ?? UnsafePointer(strdup("")), O_CREAT | O_WRONLY, 0o600)
            }
        }
        #expect(descriptor >= 0)
        close(descriptor)
        let found = try FolderImporter().read(folder: folder.path)
        #expect(found.manifest.utterances.map(\.id) == ["good"])
        #expect(found.failed.map(\.path) == ["c\\xe9\\n.wav"])
        #expect(found.failed.first?.reason.contains("not UTF-8") == true)
    }

    @Test("the folder's name can be the label")
    func labels() throws {
        let folder = try TemporaryFolder()
        for name in ["happy/a.wav", "x/sad/b.wav", "c.wav"] { try folder.write("x", to: name) }
        let found = try FolderImporter(labelFromFolder: true).read(folder: folder.path)
        #expect(found.manifest.utterances.map(\.emotion) == [nil, "happy", "sad"])
    }

    @Test("an empty folder has no utterances, a missing one is an error")
    func emptyAndMissing() throws {
        let folder = try TemporaryFolder()
        #expect(try FolderImporter().read(folder: folder.path).manifest.utterances.isEmpty)
        let error = #expect(throws: CorpusError.self) { try FolderImporter().read(folder: folder.path("none")) }
        #expect(error?.description.contains("No such file") == true)
        let file = try folder.write("x", to: "file.wav")
        #expect(throws: CorpusError.self) { try FolderImporter().read(folder: file) }
    }
}
