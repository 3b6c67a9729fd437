import ArgumentParser
import Corpus
import Models
import Training

/// `emoscribe model export`: a model for other programs.
struct ModelExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a model as a PyTorch state dictionary or as an ONNX file.",
        discussion: """
            pytorch: a safetensors file with the names and layout of torch.nn.GRU and its
            kin, for Tools/pytorch_model.py; 'model import' takes it back bit for bit.
            onnx: the computation itself in standard operators (operator set 17), for
            batches of any size with utterances of any length.
            What goes in and comes out is described in Documentation/ModelFiles.md.

            Example:  emoscribe model export mdre.safetensors --format onnx -o mdre.onnx
            """)

    /// A format to write.
    enum Format: String, ExpressibleByArgument, CaseIterable { case pytorch, onnx }

    @Argument(help: ArgumentHelp("The model file.", valueName: "model"))
    var model: String

    @Option(help: "pytorch or onnx.")
    var format: Format

    @Option(name: .shortAndLong, help: ArgumentHelp("The file to write.", valueName: "file"))
    var output: String

    @Flag(name: .shortAndLong, help: "No remarks; problems are still shown.")
    var quiet = false

    func run() async throws {
        try await CommandRunner.run {
            try OutputFile.checkInput(model, "model file")
            try OutputFile.check(output, isNot: [model])
            let file = try ModelFile.read(model)
            let bytes =
                switch format {
                case .pytorch: try StateDictionary.encoded(file)
                case .onnx: try ONNXExport.encoded(file, temperature: file.metadata.calibration()?.temperature ?? 1)
                }
            try OutputFile.write(bytes, to: output)
            if !quiet {
                Console.note(
                    "wrote \(EscapedText.oneLine(output)): \(Spoken.bytes(Int64(bytes.count))), "
                        + Spoken.count(file.parameters.values.count, "parameter"))
            }
            return .allDone
        }
    }
}
