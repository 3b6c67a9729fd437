import Foundation
public import TranscriptCache

/// Looks at the cache as a run would: whether answers can be read, and new ones kept.
public struct CacheExamination: Sendable {
    private let directory: String
    private let open: @Sendable () throws -> TranscriptStore

    /// - Parameters:
    ///   - directory: the cache's folder.
    ///   - open: opens it as commands do, which brings an older one up to date.
    public init(directory: String, open: @escaping @Sendable () throws -> TranscriptStore) {
        self.directory = directory
        self.open = open
    }

    /// What was found; a folder that is not there yet is not made.
    public func findings() async -> [Finding] {
        guard FileManager.default.fileExists(atPath: directory) else {
            let folder = URL(fileURLWithPath: directory)
            let parent = folder.deletingLastPathComponent().path
            return FileManager.default.isWritableFile(atPath: parent)
                ? [Finding("cache", .ok, "\(folder.path) is not there yet and can be made"), space(parent)]
                : [
                    Finding(
                        "cache", .problem,
                        "\(directory) is not there and cannot be made in \(parent): choose another with --cache")
                ]
        }
        do {
            let store = try open()
            try await store.prepareForPaidAnswers()
            let statistics = try await store.statistics()
            let failures = statistics.failures > 0 ? ", \(statistics.failures) failed questions" : ""
            return [
                Finding(
                    "cache", .ok,
                    "\(store.path): \(statistics.transcripts) transcripts\(failures), \(Self.size(statistics.diskBytes)); "
                        + "a trial answer was written and removed"),
                space(directory),
            ]
        } catch {
            return [Finding("cache", .problem, "\(error)")]
        }
    }

    private func space(_ folder: String) -> Finding {
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else {
            return Finding("disk", .warning, "the free space in \(folder) is not known")
        }
        let free = Int64(status.f_bavail) * Int64(status.f_frsize)
        // About 10 kB an answer with its words: a hundred thousand of them.
        return free < 1 << 30
            ? Finding("disk", .warning, "only \(Self.size(free)) free: an answer takes about 10 kB")
            : Finding("disk", .ok, "\(Self.size(free)) free")
    }

    private static func size(_ bytes: Int64) -> String {
        let units = ["B", "kB", "MB", "GB", "TB"]
        var value = Double(bytes)
        var unit = 0
        while value >= 1000, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        let tenths = (value * 10).rounded() / 10
        return unit == 0 || tenths >= 100 ? "\(Int(tenths)) \(units[unit])" : "\(tenths) \(units[unit])"
    }
}
