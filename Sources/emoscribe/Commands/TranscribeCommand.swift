import ArgumentParser

/// `emoscribe transcribe`: has a recogniser hear a corpus and keeps every answer.
struct TranscribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "transcribe",
        abstract: "Transcribe a corpus. Every answer is kept; nothing is asked twice.",
        discussion: """
            Writes id,transcript,status,error,confidence,language,provider,model in manifest order; status is ok, failed or
            pending (nobody was asked yet). Recordings longer than the service takes are cut in their pauses and joined again.
            Ctrl-C finishes what is in flight; the same command goes on from there.

            Example:  emoscribe transcribe corpus.csv -o transcripts.csv
                      emoscribe transcribe corpus.csv --asr openai --language en --dry-run --price-per-minute 0.006
                      emoscribe transcribe corpus.csv --asr openai --language en --max-cost 5 -o transcripts.csv
            A third of it:
                      emoscribe transcribe corpus.csv --shard 1/3 -o transcripts-1.csv
            """)

    @OptionGroup var corpus: CorpusArgument

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("The table to write; standard output when missing (nothing with --json).", valueName: "csv"))
    var table: String?

    @Flag(help: "Tell what would be sent, billed and taken; decode and send nothing.")
    var dryRun = false

    @Flag(help: "Ask only for what failed before (by the cache, and by the table of --output).")
    var retryFailed = false

    @Flag(help: "Take recordings that end before their header says, as far as they go.")
    var acceptTruncated = false

    @OptionGroup var shards: ShardOptions
    @OptionGroup var recognition: RecognitionOptions
    @OptionGroup var cache: CacheOptions
    @OptionGroup var compute: ComputeOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await CommandRunner.run {
            if let table { try OutputFile.check(table, isNot: [corpus.path]) }
            let shard = try shards.shard()
            if !dryRun { try ShardOutput.check(shard, table: table) }
            return try await TranscribeJob(command: self, shard: shard, all: try corpus.load(output)).run()
        }
    }
}
