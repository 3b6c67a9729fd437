import ArgumentParser
import Corpus
import Foundation
import TranscriptCache

/// `emoscribe cache export`: answers as JSONL.
struct CacheExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write stored answers as JSONL, to publish them or to carry them to another cache.",
        discussion: """
            One line for each answer, ordered by key: equal caches give equal files. Recordings are named by the hash of
            their samples and by nothing else, so whoever has the recordings can replay the transcripts offline with
            'cache import'. From a damaged cache everything is saved that can still be read.

            Example:  emoscribe cache export -o transcripts.jsonl
                      emoscribe cache export --corpus corpus.csv --asr google --without-responses -o paper.jsonl
            """)

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The file to write; standard output when missing.", valueName: "jsonl"))
    var output: String?

    @Option(
        help: ArgumentHelp("Only answers for the recordings of this manifest or folder.", valueName: "corpus"))
    var corpus: String?

    @OptionGroup var selection: AnswerSelection

    @Flag(help: "Leave out the services' responses: smaller, and cannot be read anew later.")
    var withoutResponses = false

    @Flag(help: "Leave out texts and responses: counts, times and confidences only; cannot be imported.")
    var withoutTexts = false

    @OptionGroup var cache: CacheOptions
    @OptionGroup var common: OutputOptions

    private struct Summary: Encodable {
        var exported: Int
        var unreadable: Int
    }

    func validate() throws {
        if common.json, output == nil {
            throw ValidationError("--json needs -o FILE: the answers themselves would go to standard output")
        }
    }

    func run() async throws {
        try await CommandRunner.run {
            let store = try cache.look()
            if let output { try OutputFile.check(output, isNot: [store.path, corpus]) }
            var export = TranscriptExport()
            export.provider = selection.provider
            export.model = selection.model
            export.language = selection.language
            export.withResponses = !withoutResponses
            export.withTexts = !withoutTexts
            if let corpus {
                export.sampleHashes = try await CorpusHashes(store: store).hashes(of: corpus, common)
            }
            let file = try output.map { try ExportFile(path: $0) }
            let progress = CacheProgress("exporting", total: (try? await store.lastAnswer()) ?? 0, common)
            let summary = try await store.exportTranscripts(export, progress: progress.step) { bytes in
                if let file { try file.write(bytes) } else { Console.write(String(decoding: bytes, as: UTF8.self)) }
            }
            try file?.finish()
            progress.finish()
            if summary.unreadable > 0 {
                Console.note(
                    "\(Spoken.count(summary.unreadable, "row")) could not be read: emoscribe cache verify lists them")
            }
            if common.json {
                try JSONOutput.print(Summary(exported: summary.exported, unreadable: summary.unreadable))
            }
            let place = output.map { " to \(EscapedText.oneLine($0))" } ?? ""
            common.remark("\(Spoken.count(summary.exported, "answer")) exported\(place)")
            return summary.unreadable == 0 && !summary.isRescue ? .allDone : .someFailed
        }
    }
}

/// Which answers a command is about.
struct AnswerSelection: ParsableArguments {
    @Option(name: .customLong("asr"), help: ArgumentHelp("Only this recogniser's answers.", valueName: "provider"))
    var provider: String?

    @Option(name: .customLong("asr-model"), help: ArgumentHelp("Only this model's answers.", valueName: "name"))
    var model: String?

    @Option(help: ArgumentHelp("Only answers to this language setting.", valueName: "code"))
    var language: String?
}
