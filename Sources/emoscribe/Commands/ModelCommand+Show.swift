import ArgumentParser

/// `emoscribe model show`: everything a model file says.
struct ModelShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show what a model file holds: shape, labels, vocabulary, settings, origin, metrics, weights.",
        discussion: """
            Status 0 says too that the file is whole: every name, shape and number in it was read.

            Example:  emoscribe model show mdre.safetensors
                      emoscribe model show mdre.safetensors --json
            """)

    @Argument(help: ArgumentHelp("The model file.", valueName: "model"))
    var model: String

    @Flag(help: "Print one JSON object instead of text.")
    var json = false

    func run() async throws {
        try await CommandRunner.run {
            try OutputFile.checkInput(model, "model file")
            let report = try ModelReport(path: model)
            if json {
                try JSONOutput.print(report.json)
            } else {
                Console.print(report.text(width: Console.outputColumns))
            }
            return .allDone
        }
    }
}
