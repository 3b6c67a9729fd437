public import ArgumentParser
public import ErrorRate

/// `emoscribe wer`: error rates of recognisers against reference transcripts.
struct WordErrorRateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wer",
        abstract: "Word and character error rate against reference transcripts.",
        discussion: """
            With a manifest its transcripts are the references; the recogniser's answers come from the cache, and what is
            not there yet is transcribed first. Tables of 'transcribe -o', or any other files of hypotheses, are compared
            with --hypothesis. Several of them, or of --asr, stand side by side. Corpus figures are summed errors by summed
            reference words.

            Example:  emoscribe wer corpus.csv --by emotion --by speaker
                      emoscribe wer corpus.csv --hypotheses sphinx=a.csv --hypotheses whisper=b.csv --by confidence
                      emoscribe wer --reference ref.trn --hypothesis hyp.trn --alignment sclite --normalizer none
                      emoscribe wer --reference table.csv --reference-column gold --hypothesis-column heard
                      emoscribe wer --reference r.txt --hypothesis h.txt --align --errors-only
            """)

    @Argument(help: ArgumentHelp("A manifest with transcripts (CSV or JSONL).", valueName: "corpus"))
    var manifest: String?

    @OptionGroup(title: "Files of references and hypotheses") var files: TranscriptFileOptions

    @Option(help: "Applied to both sides: \(Normalizer.all.map(\.name).joined(separator: ", ")).")
    var normalizer = "basic"

    @Option(
        help: ArgumentHelp(
            "Words to be taken for others on both sides, after the normaliser: CSV with the columns from and to; an empty "
                + "'to' deletes.", valueName: "csv"))
    var replacements: String?

    @Option(
        help: ArgumentHelp(
            "Rule by which words are aligned: jiwer (fewest errors), or sclite (NIST's costs).", valueName: "rule"))
    var alignment = AlignmentRule.jiwer

    @Option(
        help: ArgumentHelp(
            "Utterances without an answer: count (every reference word is a deletion; so it is where nothing is said) or "
                + "leave-out. Ids that a file of hypotheses lacks are an error unless this is given.", valueName: "rule"
        ))
    var missing: MissingRule?

    @OptionGroup(title: "What is shown and written") var shown: ErrorOutputOptions
    @Flag(
        help: ArgumentHelp(
            "Let the recognisers vote word by word (ROVER), as one more. Needs three or more; name the best first, it "
                + "decides ties."))
    var vote = false

    @OptionGroup(title: "Single words") var words: WordReportOptions
    @OptionGroup(title: "How sure the figures are") var sampling: SamplingOptions
    @OptionGroup(title: "Recognisers, where no hypotheses are given") var recognition: RecognitionOptions
    @OptionGroup var cache: CacheOptions
    @OptionGroup var compute: ComputeOptions
    @OptionGroup var output: OutputOptions

    /// What happens to utterances without an answer.
    enum MissingRule: String, ExpressibleByArgument, CaseIterable {
        case count
        case leaveOut = "leave-out"

        var rule: UnansweredRule { self == .count ? .countAsDeletions : .leaveOut }
    }

    /// Whether answers of a recogniser are wanted beside those in files.
    var asksRecogniser: Bool { manifest != nil && (!files.namesHypotheses || !recognition.names.isEmpty) }

    func validate() throws {
        guard (manifest != nil) != (files.reference != nil) else {
            throw ValidationError(
                manifest == nil
                    ? "give a manifest, or files: --reference FILE --hypothesis FILE"
                    : "a manifest and --reference are two sources of references: give one of them")
        }
        if manifest == nil, !recognition.names.isEmpty {
            throw ValidationError("--asr needs a manifest: files of references name no recordings")
        }
        if output.json, shown.align { throw ValidationError("--align is text for people: leave out --json") }
    }

    func run() async throws {
        try await CommandRunner.run { try await ErrorRateJob(command: self).run() }
    }
}

extension AlignmentRule: ExpressibleByArgument {}
