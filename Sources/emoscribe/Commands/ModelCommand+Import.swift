import ArgumentParser
import Corpus
import Models

/// `emoscribe model import`: weights that PyTorch has, as a model file.
struct ModelImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Make a model file of a PyTorch state dictionary.",
        discussion: """
            Takes a safetensors file of float32 tensors under the names that 'model export
            --format pytorch' writes. Shape, labels, vocabulary and settings come from its
            metadata, or from another model file (--like). Every name and shape is checked.
            Weights that were changed lose what the file said about their origin: training
            data, metrics, learning curve, calibration.

            Example:  emoscribe model import tuned.safetensors --like mdre.safetensors -o mdre-tuned.safetensors
            """)

    @Argument(help: ArgumentHelp("The state dictionary.", valueName: "weights"))
    var weights: String

    @Option(help: ArgumentHelp("A model file that gives shape, labels, vocabulary and settings.", valueName: "model"))
    var like: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("The model file to write.", valueName: "file"))
    var output: String

    @Flag(name: .shortAndLong, help: "No remarks; problems are still shown.")
    var quiet = false

    func run() async throws {
        try await CommandRunner.run {
            try OutputFile.checkInput(weights, "file of weights")
            if let like { try OutputFile.checkInput(like, "model file") }
            try OutputFile.check(output, isNot: [weights, like])
            let template = try like.map { try ModelFile.read($0) }
            let imported = try StateDictionary.read(weights, like: template)
            try OutputFile.write(try imported.model.encoded(), to: output)
            if !quiet {
                Console.note(
                    "wrote \(EscapedText.oneLine(output)): \(imported.model.configuration.architecture.rawValue), "
                        + Spoken.count(imported.model.parameters.values.count, "parameter")
                        + (imported.isUnchanged
                            ? ", the weights as they were"
                            : "; the weights are new, so nothing is said of training data and metrics"))
            }
            return .allDone
        }
    }
}
