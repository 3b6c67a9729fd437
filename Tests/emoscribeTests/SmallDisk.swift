import Foundation
import TestSupport

/// A disk of a few megabytes in memory, for tests of what happens when it is full or may not be written.
///
/// Only root may mount one, and not in every container: ask `isPossible` first.
final class SmallDisk: Sendable {
    let path: String

    static let isPossible = (try? SmallDisk(TemporaryFolder(), megabytes: 1)) != nil

    init(_ folder: TemporaryFolder, megabytes: Int) throws {
        path = folder.path("disk")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Self.mount(["-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", path])
    }

    deinit { try? Self.run("/bin/umount", [path]) }

    /// Lets nobody write from now on, root included.
    func makeReadOnly() throws { try Self.mount(["-o", "remount,ro", path]) }

    private static func mount(_ arguments: [String]) throws { try run("/bin/mount", arguments) }

    private static func run(_ program: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw POSIXError(.EPERM) }
    }
}
