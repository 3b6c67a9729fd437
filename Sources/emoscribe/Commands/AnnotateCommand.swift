import ArgumentParser

/// `emoscribe annotate`: labels a folder or a manifest.
struct AnnotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "annotate",
        abstract: "Label the recordings of folders, or the utterances of manifests.",
        discussion: """
            Writes labels.csv: id,audio,start,end,speaker,transcript,transcript_source,asr_confidence,emotion,confidence,
            p_<label>…,model,status,error and then the manifest's other columns. A run that was interrupted goes on where
            it was; the same inputs give the same bytes. Recordings longer than 30 s are cut in their pauses; the parts
            have ids like call#0001 (--segment none keeps them whole).

            Example:  emoscribe annotate recordings/ --model mdre.safetensors -o labels.csv
                      emoscribe annotate calls/ --exclude '*.tmp' --model a.safetensors,b.safetensors \\
                          --summary calls.csv --report calls.html -o labels.csv
                      find . -name '*.m4a' -print0 | emoscribe annotate --list - --model are.safetensors -o labels.csv
            A third of it:
                      emoscribe annotate calls/ --model a.safetensors --shard 1/3 -o 1.csv
            """)

    /// Where the text comes from that the model reads.
    enum Transcripts: String, ExpressibleByArgument, CaseIterable { case asr, gold }

    @OptionGroup var corpus: CorpusInputs

    @Option(
        name: .customLong("model"),
        help: ArgumentHelp(
            "The model to label with, made by 'emoscribe train'. Several, by comma or repeated, vote: the mean of their "
                + "probabilities decides.", valueName: "file"))
    var models: [String] = []

    @Option(
        help: ArgumentHelp(
            "An ARE model with the same labels, for utterances without a usable transcript where no other model does "
                + "without one.", valueName: "file"))
    var fallback: String?

    @Option(help: "What the model reads: asr (a recogniser) or gold (the manifest's transcripts).")
    var transcripts = Transcripts.asr

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("The table to write; standard output when missing (nothing with --json).", valueName: "csv"))
    var table: String?

    @Option(help: ArgumentHelp("Withhold labels less probable than this: 'abstained'.", valueName: "p"))
    var minConfidence: Float?

    @Flag(help: "Label recordings that end before their header says, as far as they go.")
    var acceptTruncated = false

    @Flag(help: "Put ' before cells that a spreadsheet would run as a formula.")
    var spreadsheetSafe = false

    @Flag(
        help: "Add columns of what each row can be traced to: hashes of the audio and the models, the transcript's key."
    )
    var provenance = false

    @OptionGroup var segments: SegmentOptions

    @Option(
        help: ArgumentHelp(
            "Also write a table with a row for each recording: the share of time of each emotion, its longest stretch.",
            valueName: "csv"))
    var summary: String?

    @Option(
        help: ArgumentHelp(
            "Also write a page to look at: counts, confidences, the emotions of long recordings over time.",
            valueName: "html"))
    var report: String?

    @OptionGroup var shards: ShardOptions
    @OptionGroup var recognition: RecognitionOptions
    @OptionGroup var cache: CacheOptions
    @OptionGroup var compute: ComputeOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let minConfidence, !(0...1).contains(minConfidence) {
            throw ValidationError("--min-confidence is 0 to 1, not \(minConfidence)")
        }
        if segments.mode == .asr, transcripts == .gold {
            throw ValidationError(
                "--segment asr takes the recogniser's text, and --transcripts gold the manifest's: leave out one")
        }
        if report == "-" { throw ValidationError("--report writes a file: name one") }
    }

    func run() async throws { try await CommandRunner.run { try await AnnotateJob(command: self).run() } }
}
