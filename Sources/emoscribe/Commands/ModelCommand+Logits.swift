import ArgumentParser
import Corpus
import Models
import Training

/// `emoscribe model logits`: what a model says about numbers, for comparing it with another program.
struct ModelLogitsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logits",
        abstract: "Apply a model to utterances given as numbers, to compare it with other programs.",
        discussion: """
            The file of utterances is safetensors, all float32: input.0.frames [T, 39],
            input.0.prosody [35], input.0.tokens [W], input.1.frames and so on, standardised as
            the model wants it. The answer holds logits [B, L], probabilities [B, L] and for mdrea
            attention.0 [W] and so on.

            Example:  emoscribe model logits mdre.safetensors utterances.safetensors -o logits.safetensors
            """)

    @Argument(help: ArgumentHelp("The model file.", valueName: "model"))
    var model: String

    @Argument(help: ArgumentHelp("The utterances.", valueName: "utterances"))
    var utterances: String

    @Option(name: .shortAndLong, help: ArgumentHelp("The file to write.", valueName: "file"))
    var output: String

    @OptionGroup var compute: ComputeOptions

    func run() async throws {
        try await CommandRunner.run {
            try OutputFile.checkInput(model, "model file")
            try OutputFile.checkInput(utterances, "file of utterances")
            try OutputFile.check(output, isNot: [model, utterances])
            let file = try ModelFile.read(model)
            let inputs = try BatchFile.read(utterances, for: file.configuration)
            let engine = try ModelEngine(configuration: file.configuration, threads: compute.threads)
            let answer = try engine.forward(file.parameters, batch: inputs)
            try OutputFile.write(
                BatchFile.encoded(answer, temperature: file.metadata.calibration()?.temperature ?? 1), to: output)
            return .allDone
        }
    }
}
