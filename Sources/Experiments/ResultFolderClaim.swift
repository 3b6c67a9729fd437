public import Corpus
import Foundation
import Synchronization

/// The right to work on a folder of results: all of it for one process, or a shard each for several.
///
/// It is given back when nobody holds this any more, and by the system when the process ends. A folder that was made for it
/// and got nothing goes again.
public final class ResultFolderClaim: Sendable {
    private let locks: Mutex<[FileLock]>
    /// The folder, if it was not there before.
    private let made: String?

    /// Takes it; the folder is made if need be.
    ///
    /// - Throws: `ExperimentError.inUse`, `.file`.
    public init(folder: String, shard: Shard) throws(ExperimentError) {
        let wasThere = FileManager.default.fileExists(atPath: folder)
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch { throw .file(path: folder, reason: "cannot be created: \(error.localizedDescription)") }
        let path = folder + "/.lock"
        guard let whole = try Self.take(path, shard.isWhole ? .exclusive : .shared) else {
            throw .inUse(folder: folder, by: Self.holder(path, in: folder))
        }
        made = wasThere ? nil : folder
        guard !shard.isWhole else {
            locks = Mutex([whole])
            return
        }
        let partPath = "\(path).\(shard.number)-of-\(shard.count)"
        guard let part = try Self.take(partPath, .exclusive) else {
            let holder = FileLock.holder(partPath) ?? "another process"
            throw .inUse(folder: folder, by: "\(holder), which does the same shard \(shard)")
        }
        locks = Mutex([whole, part])
    }

    deinit {
        // The locks' files first, or the folder would not be empty.
        locks.withLock { $0.removeAll() }
        if let made { rmdir(made) }
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
