import ArgumentParser

/// `emoscribe model`: what a model file holds, and its way to other programs and back.
struct ModelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "Look into a model file; carry models to PyTorch and ONNX, and weights back.",
        discussion: """
            Example:  emoscribe model show mdre.safetensors
                      emoscribe model export mdre.safetensors --format onnx -o mdre.onnx
                      emoscribe model export mdre.safetensors --format pytorch -o weights.safetensors
                      emoscribe model import weights.safetensors -o mdre-tuned.safetensors
                      emoscribe model logits mdre.safetensors utterances.safetensors -o logits.safetensors
            """,
        subcommands: [
            ModelShowCommand.self, ModelExportCommand.self, ModelImportCommand.self, ModelLogitsCommand.self,
        ])
}
