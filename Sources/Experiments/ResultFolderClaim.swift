public import Corpus
import Foundation

/// The right to work on a folder of results: all of it for one process, or a shard each for several.
///
/// It is given back when nobody holds this any more, and by the system when the process ends.
public final class ResultFolderClaim: Sendable {
    private let whole: FileLock
    private let part: FileLock?

    /// Takes it; the folder is made if need be.
    ///
    /// - Throws: `ExperimentError.inUse`, `.file`.
    public init(folder: String, shard: Shard) throws(ExperimentError) {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch { throw .file(path: folder, reason: "cannot be created: \(error.localizedDescription)") }
        let path = folder + "/.lock"
        guard let whole = try Self.take(path, shard.isWhole ? .exclusive : .shared) else {
            throw .inUse(folder: folder, by: Self.holder(path, in: folder))
        }
        self.whole = whole
        guard !shard.isWhole else {
            part = nil
            return
        }
        let partPath = "\(path).\(shard.number)-of-\(shard.count)"
        guard let part = try Self.take(partPath, .exclusive) else {
            let holder = FileLock.holder(partPath) ?? "another process"
            throw .inUse(folder: folder, by: "\(holder), which does the same shard \(shard)")
        }
        self.part = part
    }

    /// The right to write the final files, for the shard that finds all runs done; nil where another has it.
    ///
    /// - Throws: `ExperimentError.file`.
    static func finishing(_ folder: String) throws(ExperimentError) -> FileLock? {
        try take(folder + "/.lock.finish", .exclusive)
    }

    private static func take(_ path: String, _ kind: FileLock.Kind) throws(ExperimentError) -> FileLock? {
        do throws(CorpusError) { return try FileLock.take(path, kind) } catch {
            throw .file(path: path, reason: "\(error)")
        }
    }

    /// The process that has all of the folder, or the first of those that have a shard.
    private static func holder(_ path: String, in folder: String) -> String {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let parts = names.sorted().filter { $0.hasPrefix(".lock.") }
        let holders = parts.compactMap { FileLock.holder("\(folder)/\($0)") }
        return holders.first ?? FileLock.holder(path) ?? "another process"
    }
}
