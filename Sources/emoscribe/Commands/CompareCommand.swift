import Annotation
public import ArgumentParser
public import Corpus
import Experiments
import Foundation
import Models
import SpeechFeatures
import Training

extension FoldScheme: ExpressibleByArgument {
    /// Reads `random:5`, `speaker`, `speaker:5`, `session`, `given`.
    public init?(argument: String) {
        guard let scheme = try? FoldScheme(parsing: argument) else { return nil }
        self = scheme
    }
}

/// `emoscribe compare`: models × transcripts × folds × runs, the paper's table.
struct CompareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Train and test models on gold and recognised transcripts: the paper's table for your corpus.",
        discussion: """
            Every finished run is kept in the output folder; an interrupted comparison goes on where it was. Writes runs.csv,
            predictions.csv, table.csv, table.md, table.json, utterances.csv, settings.json and report.html there.

            Example:  emoscribe compare corpus.csv --folds speaker:5 --runs 10 -o results/
            How long that takes here, and what the recogniser would be paid:
                      emoscribe compare corpus.csv --folds speaker:5 --runs 10 -o results/ --dry-run
            Two recognisers, one of them from a file:
                      emoscribe compare corpus.csv --asr sphinx --hypothesis whisper=h.csv -o results/
            Two machines, each with half of the runs:
                      emoscribe compare corpus.csv --runs 10 --shard 1/2 -o part1/
                      emoscribe compare corpus.csv --runs 10 --shard 2/2 -o part2/
                      emoscribe merge part1/ part2/ -o results/
            """)

    @OptionGroup var corpus: CorpusArgument
    @OptionGroup var columns: ColumnOptions

    @Option(help: ArgumentHelp("Models, by comma: are, tre, mdre, mdrea.", valueName: "list"))
    var models = "are,tre,mdre,mdrea"

    @Option(
        help: ArgumentHelp(
            "Transcripts, by comma: gold, asr (of every recogniser that --asr and --hypothesis name), asr:NAME (of one).",
            valueName: "list"))
    var transcripts = "gold,asr"

    @Option(
        help: ArgumentHelp(
            "matched: train and test on the same transcripts. all: also gold to asr and asr to gold.",
            valueName: "which"))
    var conditions = ConditionChoice.matched

    @Option(
        help: ArgumentHelp(
            "random:K with K from 2 to 6 (each fold 80 % train, 5 % dev, 15 % test), speaker (one left out), speaker:K, session, or given (the split column). Random folds let a "
                + "speaker be in train and test and flatter every model.", valueName: "scheme"))
    var folds = FoldScheme.random(5)

    @Option(help: ArgumentHelp("Runs per fold, each with its own seed.", valueName: "n"))
    var runs = 1

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("The folder for the results.", valueName: "dir"))
    var folder: String

    @Option(help: ArgumentHelp("A remark for the report, such as what the corpus is.", valueName: "text"))
    var note: String?

    @Flag(
        name: .customLong("no-word-errors"),
        help: "Skip the tests of gold-trained models on transcripts with word errors put in (robustness.csv).")
    var noWordErrors = false

    @Flag(help: "Say what would be trained and how long it takes here, after a few steps of each model, and stop.")
    var dryRun = false

    @OptionGroup var shards: ShardOptions

    @OptionGroup var labelOptions: LabelOptions
    @OptionGroup var training: TrainingOptions
    @OptionGroup(title: "Files of transcripts, for --transcripts asr") var hypotheses: HypothesisOptions
    @OptionGroup(title: "Recognisers, for --transcripts asr") var recognition: RecognitionOptions
    @OptionGroup var cache: CacheOptions
    @OptionGroup var compute: ComputeOptions
    @OptionGroup var output: OutputOptions

    /// Which pairs of training and test transcripts.
    enum ConditionChoice: String, ExpressibleByArgument, CaseIterable { case matched, all }

    func validate() throws {
        guard runs >= 1 else { throw ValidationError("--runs is at least 1") }
        do {
            try folds.validate()
        } catch {
            throw ValidationError("\(error)")
        }
        _ = try architectures()
        _ = try selection()
    }

    func run() async throws {
        try await CommandRunner.run {
            var loaded = try corpus.load(output)
            loaded.manifest = try columns.applied(to: loaded.manifest)
            let status = try await CompareJob(command: self, loaded: loaded).run()
            return status == .allDone && loaded.problems > 0 ? .someFailed : status
        }
    }

    func architectures() throws -> [Architecture] {
        try models.split(separator: ",").map { name in
            guard let model = Architecture(rawValue: String(name)) else {
                let known = Architecture.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("--models: there is no \(name); there are \(known)")
            }
            return model
        }
    }

    /// What is read.
    func selection() throws -> TranscriptSelection { try TranscriptSelection(transcripts) }
}
