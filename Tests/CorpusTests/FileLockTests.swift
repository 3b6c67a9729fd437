import Foundation
import TestSupport
import Testing

@testable import Corpus

@Suite struct FileLockTests {
    private let folder: TemporaryFolder
    private var path: String { folder.path("lock") }

    init() throws { folder = try TemporaryFolder() }

    @Test("an exclusive lock keeps everybody else out, and says who holds it, until it is given back")
    func exclusive() throws {
        var lock = try FileLock.take(path, .exclusive)
        #expect(lock != nil)
        #expect(try FileLock.take(path, .exclusive) == nil && FileLock.take(path, .shared) == nil)
        #expect(FileLock.holder(path)?.hasPrefix("process \(ProcessInfo.processInfo.processIdentifier) on ") == true)
        lock = nil
        #expect(lock == nil && !FileManager.default.fileExists(atPath: path))
        #expect(FileLock.holder(path) == nil)
        #expect(try FileLock.take(path, .exclusive) != nil)
    }

    @Test("a shared lock can be shared, and the last to give it back takes the file away")
    func shared() throws {
        var first = try FileLock.take(path, .shared)
        var second = try FileLock.take(path, .shared)
        #expect(first != nil && second != nil)
        #expect(try FileLock.take(path, .exclusive) == nil)
        first = nil
        #expect(FileManager.default.fileExists(atPath: path))
        #expect(try FileLock.take(path, .exclusive) == nil)
        second = nil
        #expect(first == nil && second == nil && !FileManager.default.fileExists(atPath: path))
    }

    @Test("a file that a dead process left behind is in nobody's way")
    func leftBehind() throws {
        try folder.write("process 1 on elsewhere", to: "lock")
        #expect(FileLock.holder(path) == nil)
        #expect(try FileLock.take(path, .exclusive) != nil)
    }

    @Test("where no file can be made, that is said")
    func noFolder() throws {
        #expect(throws: CorpusError.self) { try FileLock.take(folder.path("nowhere/lock"), .exclusive) }
    }
}
