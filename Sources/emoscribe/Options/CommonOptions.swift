import ArgumentParser
import Corpus
import Foundation
import TranscriptCache

/// Options of every command that prints results.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Print one JSON object instead of text.")
    var json = false

    @Flag(name: .shortAndLong, help: "No progress, no remarks; problems are still shown.")
    var quiet = false

    func validate() throws { Console.isQuiet = quiet }

    /// A remark for the person who runs the command; silent with `--quiet`.
    func remark(_ line: String) {
        if !quiet { Console.note(line) }
    }
}

/// Options of every command that keeps or reads answers.
struct CacheOptions: ParsableArguments {
    @Option(
        name: .customLong("cache"),
        help: ArgumentHelp("The folder that keeps transcripts and labels. Default: cache.", valueName: "dir"))
    var chosen: String?

    var directory: String { chosen ?? "cache" }

    /// Where answers are kept and found.
    var place: CachePlace { CachePlace(directory: directory) }

    /// Where a shard keeps its answers: in a folder of its own below the one that all know, unless a folder was named, so
    /// that no two machines write the same file.
    ///
    /// What is in the folder that all know is found, too.
    func place(of shard: Shard) -> CachePlace {
        guard !shard.isWhole, chosen == nil else { return place }
        return CachePlace(
            directory: "\(directory)/shard-\(shard.number)-of-\(shard.count)", common: directory)
    }

    /// Opens it for work, making it where it is missing.
    func open() throws -> TranscriptStore { try place.open() }

    /// Opens an existing one to look only.
    func look() throws -> TranscriptStore { try TranscriptStore(reading: directory) }
}

/// A cache to work with, and one that is only looked into.
struct CachePlace {
    let directory: String
    /// The cache in which a shard looks for what its own does not know; it need not be there.
    var common: String?

    /// Opens it for work, making it where it is missing.
    func open() throws -> TranscriptStore {
        try TranscriptStore(
            directory: directory, program: "emoscribe \(Emoscribe.version)", alsoReading: try openCommon())
    }

    /// Opens it for work that asks for nothing: what cannot be written can be looked at all the same.
    func open(readsOnly: Bool) throws -> TranscriptStore {
        guard readsOnly else { return try open() }
        do {
            return try open()
        } catch TranscriptCacheError.readOnly {
            return try TranscriptStore(reading: directory, alsoReading: try openCommon())
        }
    }

    /// Runs `body` with the cache as it is; where there is none, with an empty one that is gone afterwards, so that a dry
    /// run leaves nothing behind.
    func withoutMaking<Result>(_ body: (TranscriptStore) async throws -> Result) async throws -> Result {
        if Self.isThere(directory) { return try await body(try open(readsOnly: true)) }
        let empty = FileManager.default.temporaryDirectory.appendingPathComponent("emoscribe-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: empty) }
        return try await body(try TranscriptStore(directory: empty.path, alsoReading: try openCommon()))
    }

    private func openCommon() throws -> TranscriptStore? {
        guard let common, Self.isThere(common) else { return nil }
        return try TranscriptStore(reading: common)
    }

    private static func isThere(_ directory: String) -> Bool {
        FileManager.default.fileExists(atPath: directory + "/emoscribe.sqlite")
    }
}

/// Options of every command that computes.
struct ComputeOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Processor threads to use. Changes the speed, never a result.", valueName: "n"))
    var threads = ProcessInfo.processInfo.activeProcessorCount

    func validate() throws {
        guard (1...1024).contains(threads) else { throw ValidationError("--threads is 1 to 1024, not \(threads)") }
    }
}
