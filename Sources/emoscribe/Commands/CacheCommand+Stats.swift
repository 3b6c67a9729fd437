import ArgumentParser
import Corpus
import Foundation
import TranscriptCache

/// `emoscribe cache stats`: what is kept, in numbers.
struct CacheStatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats",
        abstract: "Count what the cache holds: answers by service, failures by cause, bytes on disk.",
        discussion: """
            Names no text and no recording.

            Example:  emoscribe cache stats --cache cache
            """)

    @OptionGroup var cache: CacheOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await CommandRunner.run {
            let store = try cache.look()
            let report = CacheReport(path: store.path, try await store.statistics())
            if output.json { try JSONOutput.print(report.json) } else { Console.print(report.text) }
            return .allDone
        }
    }
}
