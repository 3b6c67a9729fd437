import Annotation
import ArgumentParser
import Corpus
import ErrorRate
import Foundation
import SpeechToText
import TranscriptCache

/// `emoscribe wer`: word error rate of a recogniser, or of two text files.
struct WordErrorRateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wer",
        abstract: "Word and character error rate against reference transcripts.",
        discussion: """
            With a manifest its transcripts are the references; the recogniser's answers come from the cache, and what is
            not there yet is transcribed first. With two text files line i of one is compared with line i of the other.
            Corpus figures are summed errors by summed reference words, aligned by the rule of jiwer 4.

            Example:  emoscribe wer corpus.csv
                      emoscribe wer --reference r.txt --hypothesis h.txt --normalizer basic
            """)

    @Argument(help: ArgumentHelp("A manifest with transcripts (CSV or JSONL).", valueName: "corpus"))
    var manifest: String?

    @Option(help: ArgumentHelp("Text file of references, one a line.", valueName: "txt"))
    var reference: String?

    @Option(help: ArgumentHelp("Text file of hypotheses, one a line.", valueName: "txt"))
    var hypothesis: String?

    @Option(help: "Applied to both sides: \(Normalizer.all.map(\.name).joined(separator: ", ")).")
    var normalizer = "basic"

    @Option(
        help: ArgumentHelp(
            "Also by this column of the manifest: speaker, emotion, or any other.", valueName: "column"))
    var by: String?

    @Option(
        help: ArgumentHelp(
            "Utterances without an answer: count (every reference word is a deletion) or leave-out.",
            valueName: "rule"))
    var missing = MissingRule.count

    @Flag(help: "Also every utterance's counts (with --json), or its alignment.")
    var perUtterance = false

    @OptionGroup var recognition: RecognitionOptions
    @OptionGroup var cache: CacheOptions
    @OptionGroup var compute: ComputeOptions
    @OptionGroup var output: OutputOptions

    /// What happens to utterances without an answer.
    enum MissingRule: String, ExpressibleByArgument, CaseIterable {
        case count
        case leaveOut = "leave-out"

        var rule: UnansweredRule { self == .count ? .countAsDeletions : .leaveOut }
    }

    func validate() throws {
        let files = (reference != nil, hypothesis != nil)
        guard files.0 == files.1 else { throw ValidationError("--reference and --hypothesis go together") }
        guard (manifest != nil) != files.0 else {
            throw ValidationError("give a manifest, or --reference and --hypothesis")
        }
        if files.0, by != nil { throw ValidationError("--by needs a manifest: text files have no columns") }
    }

    func run() async throws {
        try await CommandRunner.run {
            var report = ErrorRateReport(
                normalizer: try Normalizer.named(normalizer), unanswered: missing.rule, keepsUtterances: perUtterance)
            if let reference, let hypothesis {
                try scoreFiles(reference, hypothesis, into: &report)
            } else if let manifest {
                try await scoreManifest(manifest, into: &report)
            }
            if output.json { try JSONOutput.print(report.json) } else { Console.write(report.text) }
            return report.total.failed + report.total.missing == 0 && report.leftOut == 0 ? .allDone : .someFailed
        }
    }

    private func scoreFiles(
        _ referencePath: String, _ hypothesisPath: String, into report: inout ErrorRateReport
    ) throws {
        let references = try Self.lines(of: referencePath)
        let hypotheses = try Self.lines(of: hypothesisPath)
        guard references.count == hypotheses.count else {
            throw CommandFailure(
                "\(referencePath) has \(Spoken.count(references.count, "line")) and \(hypothesisPath) "
                    + "\(Spoken.count(hypotheses.count, "line")): line i of one belongs to line i of the other",
                .wrongUsage)
        }
        for (index, (reference, hypothesis)) in zip(references, hypotheses).enumerated() {
            report.add(id: "\(index + 1)", group: nil, reference: reference, hypothesis: .text(hypothesis))
        }
    }

    private func scoreManifest(_ path: String, into report: inout ErrorRateReport) async throws {
        var corpus = try Manifest.read(path: path)
        for issue in corpus.issues { Console.note(issue.description) }
        try LabelsTableAsInput.refuseAsReferences(corpus)
        let all = corpus.utterances.count
        let extra = try by.map { try Self.column($0, of: corpus) }
        corpus.utterances.removeAll { $0.transcript == nil }
        report.leftOut = corpus.issues.filter { $0.severity == .error }.count
        if corpus.utterances.count < all {
            output.remark(
                "\(all - corpus.utterances.count) of \(all) utterances have no reference transcript: not scored")
        }
        guard !corpus.utterances.isEmpty else {
            throw CommandFailure("\(path) has no transcripts to compare with: fill its transcript column", .wrongUsage)
        }
        let store = try cache.open()
        let outcomes = try await RecogniserSession.with(
            recognition, store: store, threads: compute.threads
        ) { session in
            let meter = TranscriptionProgressMeter(
                session.transcriber, total: corpus.utterances.count, quiet: output.quiet)
            defer { meter.finish() }
            return try await BulkTranscription(manifest: corpus, transcriber: session.transcriber).collect()
        }
        if Interrupts.shared.isInterrupted { throw CancellationError() }
        var failures: [(id: String, reason: String)] = []
        for (utterance, outcome) in zip(corpus.utterances, outcomes) {
            let hypothesis: Hypothesis
            switch outcome {
            case .success(let heard)?: hypothesis = .text(heard.parsed.text)
            case .failure(let error)?:
                failures.append((utterance.id, error.description))
                hypothesis = .failed
            case nil: hypothesis = .missing
            }
            report.add(
                id: utterance.id, group: extra?(utterance), reference: utterance.transcript ?? "",
                hypothesis: hypothesis)
        }
        FailureList.show(failures)
    }

    /// A reader of the named column; an unknown name lists the columns there are.
    private static func column(_ name: String, of corpus: Manifest) throws -> (Utterance) -> String {
        if let known = ManifestColumn(name: name) { return { $0[known] ?? "" } }
        guard let index = corpus.extraColumns.firstIndex(of: name) else {
            throw CommandFailure(
                "there is no column \(name) in \(corpus.path); it has \(corpus.columns.joined(separator: ", "))",
                .wrongUsage)
        }
        return { $0.extra[index] }
    }

    private static func lines(of path: String) throws -> [String] {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw CommandFailure("\(path) cannot be read", .wrongUsage)
        }
        let body = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? bytes.dropFirst(3) : bytes
        guard let text = String(validating: body, as: UTF8.self) else {
            throw CommandFailure("\(path) is not UTF-8 text: convert it first", .wrongUsage)
        }
        // By code units: to Swift a carriage return and a line feed are one character.
        var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            String(line.last == "\r" ? line.dropLast() : line)
        }
        if lines.last == "" { lines.removeLast() }
        return lines
    }
}
