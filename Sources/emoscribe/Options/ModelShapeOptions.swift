public import ArgumentParser
public import Models

extension Architecture: ExpressibleByArgument {}
extension ResetGate: ExpressibleByArgument {}
extension AudioPooling: ExpressibleByArgument {}

/// Options that decide what a model looks like; all of them are stored with it.
struct ModelShapeOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Size of the GRU states.", valueName: "n"))
    var hidden = 200

    @Option(help: ArgumentHelp("GRU layers.", valueName: "n"))
    var layers = 1

    @Option(
        help: ArgumentHelp(
            "Reset gate after the hidden projection (as PyTorch) or before it (the paper's toolkit).",
            valueName: "where"))
    var resetGate = ResetGate.after

    @Option(help: ArgumentHelp("Frames read of an utterance, 10 ms each; the rest is cut off.", valueName: "n"))
    var maxFrames = 750

    @Option(help: ArgumentHelp("Words read of a transcript.", valueName: "n"))
    var maxTokens = 128

    @Option(
        help: ArgumentHelp("Size of the word embeddings (default: 300, or that of --embeddings).", valueName: "n"))
    var embeddingSize: Int?

    @Option(help: ArgumentHelp("Words rarer than this in the training part are unknown words.", valueName: "n"))
    var minWordCount = 1

    @Option(
        help: ArgumentHelp(
            "What becomes of the audio encoder's states: the last one (paper), their mean, or an attention.",
            valueName: "name"))
    var pooling = AudioPooling.last

    @Option(help: ArgumentHelp("Which encoders read both ways (paper: none).", valueName: "which"))
    var bidirectional = BothWays.none

    @Option(help: ArgumentHelp("Frames that make one step of the audio encoder (paper: 1).", valueName: "k"))
    var stack = 1

    /// Encoders that read both ways.
    enum BothWays: String, ExpressibleByArgument, CaseIterable { case none, audio, text, both }

    func validate() throws {
        guard minWordCount >= 1 else { throw ValidationError("--min-word-count is at least 1, not \(minWordCount)") }
        var model = ModelConfiguration(architecture: .mdre, labels: ["a", "b"], vocabularySize: 2)
        apply(to: &model)
        do throws(ModelError) { try model.validate() } catch {
            throw ValidationError("\(error)")
        }
    }

    func apply(to model: inout ModelConfiguration) {
        model.hidden = hidden
        model.layers = layers
        model.resetGate = resetGate
        model.maximumFrames = maxFrames
        model.maximumTokens = maxTokens
        if let embeddingSize { model.embeddingSize = embeddingSize }
        model.audioPooling = pooling
        model.bidirectionalAudio = bidirectional == .audio || bidirectional == .both
        model.bidirectionalText = bidirectional == .text || bidirectional == .both
        model.frameStacking = stack
    }
}
