import ArgumentParser
import Models

/// What `train` makes, from what, and into which files.
struct TrainMainOptions: ParsableArguments {
    /// What the model reads.
    enum Transcripts: String, ExpressibleByArgument, CaseIterable { case gold, asr }

    @Option(help: ArgumentHelp("are (sound), tre (text), mdre or mdrea (both).", valueName: "name"))
    var model: Architecture

    @Option(help: ArgumentHelp("Transcripts to train on.", valueName: "which"))
    var transcripts = Transcripts.gold

    @Option(name: [.customShort("o"), .customLong("output")], help: ArgumentHelp("The model file.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("Also write the learning curve.", valueName: "csv"))
    var curve: String?

    @Option(help: ArgumentHelp("Also write a page about this training.", valueName: "html"))
    var report: String?

    @Option(
        help: ArgumentHelp(
            "Also write the words of the vocabulary that --embeddings has no vector for.", valueName: "csv"))
    var missingWords: String?

    @Flag(
        help: "Fit a temperature on the dev part, so that the model's probabilities say how often it is right.")
    var calibrate = false

    @Flag(help: "Drop the checkpoint of an interrupted training and begin anew.")
    var restart = false

    @Flag(help: "Take no notice of the column 'split'.")
    var ignoreSplit = false

    @Flag(help: "Say how large the model is and how long training can take, after a few steps, and stop.")
    var dryRun = false

    @OptionGroup var columns: ColumnOptions
    @OptionGroup var labelOptions: LabelOptions
}
