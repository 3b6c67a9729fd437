import ArgumentParser

/// The tool.
///
/// Subcommands parse, call a library and print; the work is in the libraries.
@main
struct Emoscribe: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "emoscribe",
        abstract: "Label speech corpora with emotions, and see what recognition errors do to the labels.",
        discussion: """
            See it work, without a key or a network:   emoscribe demo
            Label a folder:                            emoscribe annotate recordings/ --model mdre.safetensors -o labels.csv
            Gold against recognised transcripts:       emoscribe compare corpus.csv -o results/

            Results go to standard output, progress and problems to standard error.
            Exit status: 0 all done, 1 some items failed, 64 wrong usage, 130 interrupted (what was finished is kept).
            """,
        version: version,
        subcommands: [
            DemoCommand.self, AnnotateCommand.self, ExportCommand.self, AgreementCommand.self, ImportCommand.self,
            ValidateCommand.self, TranscribeCommand.self, WordErrorRateCommand.self, FeaturesCommand.self,
            TrainCommand.self, CompareCommand.self, MergeCommand.self, ReproduceCommand.self, ReportCommand.self,
            ExplainCommand.self, ServeCommand.self,
            ModelCommand.self, CacheCommand.self, DoctorCommand.self,
        ])
}
