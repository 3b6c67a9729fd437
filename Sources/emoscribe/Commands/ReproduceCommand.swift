import ArgumentParser
import Corpus
import Experiments
import Foundation

/// `emoscribe reproduce`: the paper's experiment on IEMOCAP.
struct ReproduceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reproduce",
        abstract: "The paper's experiment on IEMOCAP, with the paper's numbers beside ours.",
        discussion: """
            IEMOCAP's folder as it is handed out (Session1 … Session5) is read as 'import iemocap' does; excited counts as
            happy, so that 5,531 utterances remain. The four models are trained by the paper's settings on five random
            folds, ten times each. Writes what 'compare' writes, and paper.csv and paper.md: each line of the paper's table 2
            beside ours, with the difference in standard deviations. An interrupted run goes on with the same command.

            Example:  emoscribe reproduce /data/IEMOCAP_full_release --asr google --embeddings glove.txt -o results/
            How long that takes here, and what it costs:
                      emoscribe reproduce /data/IEMOCAP_full_release --asr google -o results/ --dry-run
            On 50 machines of a Slurm cluster (sbatch --array=0-49), all into one folder:
                      emoscribe reproduce /data/IEMOCAP_full_release -o results/
            """)

    @Argument(help: ArgumentHelp("The folder that holds Session1 … Session5.", valueName: "iemocap"))
    var path: String

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("The folder for the results.", valueName: "dir"))
    var folder: String

    @Option(help: ArgumentHelp("Models, by comma.", valueName: "list"))
    var models = "are,tre,mdre,mdrea"

    @Option(help: ArgumentHelp("Transcripts, by comma: gold, asr, asr:NAME.", valueName: "list"))
    var transcripts = "gold,asr"

    @Option(help: ArgumentHelp("As in 'compare'; the paper's are random:5.", valueName: "scheme"))
    var folds = FoldScheme.random(5)

    @Option(help: ArgumentHelp("Runs per fold; the paper has 10.", valueName: "n"))
    var runs = PaperResults.runs

    @Flag(help: "Say what would be trained, how long it takes here and what the recogniser costs, and stop.")
    var dryRun = false

    @OptionGroup var shards: ShardOptions
    @OptionGroup var training: TrainingOptions
    @OptionGroup(title: "Files of transcripts, for --transcripts asr") var hypotheses: HypothesisOptions
    @OptionGroup(title: "Recognisers, for --transcripts asr") var recognition: RecognitionOptions
    @OptionGroup var cache: CacheOptions
    @OptionGroup var compute: ComputeOptions
    @OptionGroup var output: OutputOptions

    private struct Summary: Encodable {
        var table: ComparisonTable
        var paper: PaperComparison
    }

    func validate() throws { try comparison().validate() }

    func run() async throws {
        try await CommandRunner.run {
            let corpus = try IEMOCAPImporter().read(path)
            let problems = ImportedIssues.show(corpus.issues, quiet: output.quiet)
            for remark in corpus.remarks { output.remark(remark) }
            var job = CompareJob(
                command: try comparison(), loaded: .init(manifest: corpus.manifest, problems: problems))
            job.notes = [PaperResults.protocolNote: PaperResults.protocolName]
            job.printsTable = false
            let status = try await job.run()
            guard !dryRun, status != .interrupted else { return status }
            try showTables()
            return status == .allDone && problems > 0 ? .someFailed : status
        }
    }

    /// Our table and the paper's; nothing where runs are left for other shards.
    private func showTables() throws {
        let stored = try StoredComparison(folder: folder)
        guard let table = try stored.table(), let paper = try stored.besidePaper() else { return }
        try paper.write(into: folder)
        if output.json { return try JSONOutput.print(Summary(table: table, paper: paper)) }
        Console.write(table.text + "\n" + paper.text)
    }

    /// The same work as a comparison.
    private func comparison() throws -> CompareCommand {
        var compare = try CompareCommand.parse([path, "-o", folder])
        compare.models = models
        compare.transcripts = transcripts
        compare.folds = folds
        compare.runs = runs
        compare.dryRun = dryRun
        compare.shards = shards
        compare.training = training
        compare.hypotheses = hypotheses
        compare.recognition = recognition
        compare.cache = cache
        compare.compute = compute
        compare.output = output
        Console.isQuiet = output.quiet
        return compare
    }
}
