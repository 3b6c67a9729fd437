import ArgumentParser
import Corpus
import Foundation
import SpeechToText
import TranscriptCache

/// `emoscribe cache verify`: whether everything is as it was written.
struct CacheVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check every row of the cache; nothing is changed.",
        discussion: """
            Checks that the file is whole and the tables are ours, that every row decodes and has the key of its columns,
            and that every stored response still reads as the stored text. Status 1 where there is a problem.

            Example:  emoscribe cache verify --cache cache
            """)

    @Flag(help: "Leave out reading the stored responses anew.")
    var skipResponses = false

    @OptionGroup var cache: CacheOptions
    @OptionGroup var output: OutputOptions

    private struct Finding: Encodable {
        var severity: String
        var place: String
        var what: String
    }

    private struct Summary: Encodable {
        var path: String
        var transcripts: Int
        var reread: Int
        var olderReading: Int
        var withoutResponse: Int
        var unknownProvider: Int
        var otherRows: Int
        var problems: Int
        var findings: [Finding]
    }

    func run() async throws { try await CommandRunner.run(verify) }

    private func verify() async throws -> ExitStatus {
        let store = try cache.look()
        let progress = CacheProgress("checking", total: (try? await store.lastAnswer()) ?? 0, output)
        let reader: ResponseReader? = skipResponses ? nil : StoredResponses.reader
        var findings: [Finding] = []
        let result = try await store.verify(reader: reader, progress: progress.step) { finding in
            let row = Finding(severity: finding.severity.rawValue, place: finding.place, what: finding.what)
            if output.json {
                if findings.count < 10_000 { findings.append(row) }
            } else {
                Console.print("\(row.severity): \(row.place): \(row.what)")
            }
        }
        progress.finish()
        if output.json {
            try JSONOutput.print(
                Summary(
                    path: store.path, transcripts: result.transcripts, reread: result.reread,
                    olderReading: result.olderReading, withoutResponse: result.withoutResponse,
                    unknownProvider: result.unknownProvider, otherRows: result.otherRows, problems: result.problems,
                    findings: findings))
        } else {
            Console.print(Self.conclusion(result))
        }
        return result.problems == 0 ? .allDone : .someFailed
    }

    private static func conclusion(_ result: CacheVerification) -> String {
        var parts = [
            "\(Spoken.count(result.transcripts, "answer")) and \(Spoken.count(result.otherRows, "other row")) checked"
        ]
        if result.reread > 0 { parts.append("\(result.reread) read anew from their responses") }
        if result.olderReading > 0 {
            parts.append(
                "\(result.olderReading) read by an older parser (the next run reads them anew, free of charge)")
        }
        if result.withoutResponse > 0 { parts.append("\(result.withoutResponse) stored without their responses") }
        if result.unknownProvider > 0 { parts.append("\(result.unknownProvider) of providers without a parser here") }
        let end =
            result.problems == 0
            ? "no problems"
            : "\(Spoken.count(result.problems, "problem")): keep a copy of the folder; emoscribe cache export saves the "
                + "answers that can be read, for emoscribe cache import into another folder"
        return parts.joined(separator: ", ") + "; " + end
    }
}
