import ArgumentParser
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
        help: ArgumentHelp("The folder that keeps transcripts and labels.", valueName: "dir"))
    var directory = "cache"

    /// Opens it for work, making it where it is missing.
    func open() throws -> TranscriptStore {
        try TranscriptStore(directory: directory, program: "emoscribe \(Emoscribe.version)")
    }

    /// Opens an existing one to look only.
    func look() throws -> TranscriptStore { try TranscriptStore(reading: directory) }

    /// Opens it for work that asks for nothing: what cannot be written can be looked at all the same.
    func open(readsOnly: Bool) throws -> TranscriptStore {
        guard readsOnly else { return try open() }
        do {
            return try open()
        } catch TranscriptCacheError.readOnly {
            return try TranscriptStore(reading: directory)
        }
    }

    /// Runs `body` with the cache as it is; where there is none, with an empty one that is gone afterwards, so that a dry
    /// run leaves nothing behind.
    func withoutMaking<Result>(_ body: (TranscriptStore) async throws -> Result) async throws -> Result {
        if FileManager.default.fileExists(atPath: directory + "/emoscribe.sqlite") {
            return try await body(try open(readsOnly: true))
        }
        let empty = FileManager.default.temporaryDirectory.appendingPathComponent("emoscribe-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: empty) }
        return try await body(try TranscriptStore(directory: empty.path))
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
