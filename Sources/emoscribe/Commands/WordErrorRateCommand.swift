import ArgumentParser

/// `emoscribe wer`: error rates of recognisers against reference transcripts.
struct WordErrorRateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wer",
        abstract: "Word and character error rate against reference transcripts.",
        discussion: """
            With a manifest its transcripts are the references; the recogniser's answers
            come from the cache, and what is not there yet is transcribed first. With
            --hypothesis, tables of 'transcribe -o' or any other files are compared.
            Several of them, or of --asr, stand side by side. Corpus figures are summed
            errors by summed reference words.

            Example:  emoscribe wer corpus.csv --by emotion --by speaker
            Two recognisers, how sure their rates are, and whether they differ:
                      emoscribe wer corpus.csv --intervals speakers \\
                          --hypothesis sphinx=a.csv --hypothesis whisper=b.csv
            The figures of sclite:
                      emoscribe wer --reference r.trn --hypothesis h.trn \\
                          --alignment sclite --normalizer lower-case --pra h.pra
            Two columns of one table:
                      emoscribe wer --reference table.csv \\
                          --reference-column gold --hypothesis-column heard
            What went wrong, word by word:
                      emoscribe wer --reference r.txt --hypothesis h.txt \\
                          --align --errors-only --confusions 10
            """)

    @Argument(help: ArgumentHelp("A manifest with transcripts (CSV or JSONL).", valueName: "corpus"))
    var manifest: String?

    @OptionGroup(title: "Files of references and hypotheses") var files: TranscriptFileOptions

    @OptionGroup(title: "How texts are compared") var texts: TextComparisonOptions
    @OptionGroup(title: "What is shown and written") var shown: ErrorOutputOptions
    @OptionGroup(title: "Single words") var words: WordReportOptions
    @OptionGroup(title: "How sure the figures are") var sampling: SamplingOptions
    @OptionGroup(title: "Recognisers, where no hypotheses are given") var recognition: RecognitionOptions
    @OptionGroup var cache: CacheOptions
    @OptionGroup var compute: ComputeOptions
    @OptionGroup var output: OutputOptions

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
