import ArgumentParser
import Corpus
import Foundation
import Models

/// `emoscribe train`: one model from one corpus.
struct TrainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train one model on a labelled corpus; it comes out complete in one file.",
        discussion: """
            The manifest's column 'split' says what is trained on (train), what decides when to stop (dev) and what is \
            left out (test). Without it, or without dev rows, about 6 % are held out as dev, whole speakers where possible.

            The state is kept beside the model (FILE.checkpoint) at every look at the dev loss, until the model is \
            written: a training that was interrupted or killed goes on with the same command and ends in the same bytes.

            Example:
              emoscribe train corpus.csv --model mdre -o mdre.safetensors
            Text alone, with pretrained word vectors:
              emoscribe train lines.csv --model tre --column transcript=text \\
                --embeddings glove.6B.300d.txt -o tre.safetensors
            """)

    @OptionGroup var corpus: CorpusArgument
    @OptionGroup(title: "Main options") var main: TrainMainOptions
    @OptionGroup var training: TrainingOptions
    @OptionGroup(title: "Recogniser, for --transcripts asr") var recognition: RecognitionOptions
    @OptionGroup var cache: CacheOptions
    @OptionGroup var compute: ComputeOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if main.missingWords != nil, training.embeddings.path == nil {
            throw ValidationError("--missing-words needs --embeddings")
        }
    }

    func run() async throws {
        try await CommandRunner.run { try await TrainJob(command: self).run() }
    }
}
