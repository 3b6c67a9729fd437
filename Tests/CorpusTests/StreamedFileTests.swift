import Foundation
import TestSupport
import Testing

@testable import Corpus

@Suite struct StreamedFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder.path) }

    /// Whether files without a name can be had here (not on every network's file system).
    private var knowsUnnamedFiles: Bool {
        let descriptor = open(folder.path, O_WRONLY | O_DIRECTORY | 0o20_000_000, 0o600)
        guard descriptor >= 0 else { return false }
        close(descriptor)
        return true
    }

    @Test("what was there stays until all is written; what is being written leaves no trace if the process is killed")
    func whole() throws {
        let path = try folder.write("old", to: "t.csv")
        let file = try StreamedFile(path: path)
        try file.write(Array("new,".utf8))
        try file.write(Array(repeating: UInt8(ascii: "x"), count: 1 << 17))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
        #expect(try names() == ["t.csv"] || !knowsUnnamedFiles)
        try file.finish()
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "new," + String(repeating: "x", count: 1 << 17))
        #expect(try names() == ["t.csv"])
    }

    @Test("a file that is dropped has not happened")
    func dropped() throws {
        let path = try folder.write("old", to: "t.csv")
        do {
            let file = try StreamedFile(path: path)
            try file.write(Array(repeating: UInt8(ascii: "x"), count: 1 << 17))
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
        #expect(try names() == ["t.csv"])
    }

    @Test("a new file has the permissions of any other, and a leftover of the same name is in nobody's way")
    func permissions() throws {
        let path = folder.path("new.csv")
        try folder.write("of a process that was killed", to: "new.csv.\(getpid()).tmp")
        let file = try StreamedFile(path: path)
        try file.finish()
        let plain = open(folder.path("plain"), O_WRONLY | O_CREAT, 0o666)
        close(plain)
        func mode(_ name: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: folder.path(name))[.posixPermissions] as? Int
        }
        #expect(try mode("new.csv") == mode("plain"))
        #expect(try names().sorted() == ["new.csv", "plain"])
    }

    @Test("a folder that is not there is told before anything is written")
    func noFolder() {
        #expect(throws: CorpusError.self) { try StreamedFile(path: folder.path("none/t.csv")) }
    }
}
