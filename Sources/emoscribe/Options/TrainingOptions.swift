public import ArgumentParser
import Corpus
import Experiments
import Foundation
public import Models
public import Training

extension Architecture: ExpressibleByArgument {}
extension TrainingPreset: ExpressibleByArgument {}
extension StandardisationMode: ExpressibleByArgument {}
extension ClassWeighting: ExpressibleByArgument {}
extension LossFunction: ExpressibleByArgument {}
extension ResetGate: ExpressibleByArgument {}

/// Options that decide how a model is trained.
///
/// What has no value here is the preset's.
struct TrainingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "paper: the published settings, meant for thousands of utterances. small: batches of 32, a check every 20 "
                + "steps, at most 4,000 steps, for some hundred utterances.", valueName: "name"))
    var preset = TrainingPreset.paper

    @Option(
        help: ArgumentHelp(
            "Features as they are, or mean 0 and deviation 1 by corpus or by speaker.", valueName: "mode"))
    var standardisation = StandardisationMode.none

    @Option(help: ArgumentHelp("Everything random comes from this number.", valueName: "n"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Size of the GRU states.", valueName: "n"))
    var hidden = 200

    @Option(help: ArgumentHelp("GRU layers.", valueName: "n"))
    var layers = 1

    @Option(help: ArgumentHelp("Size of the word embeddings.", valueName: "n"))
    var embeddingSize = 300

    @Option(help: "Reset gate before or after the hidden projection (after: as PyTorch; before: the paper's toolkit).")
    var resetGate = ResetGate.after

    @Option(help: "Loss function.")
    var loss = LossFunction.softmax

    @Option(help: "none, or balanced: every class weighs the same.")
    var classWeights = ClassWeighting.none

    @Option(help: ArgumentHelp("Adam's step size.", valueName: "x"))
    var learningRate: Double?

    @Option(help: ArgumentHelp("Utterances per step.", valueName: "n"))
    var batchSize: Int?

    @Option(help: ArgumentHelp("Longest training in steps.", valueName: "n"))
    var maxSteps: Int?

    @Option(
        help: ArgumentHelp("Look at the dev loss every so often: '0.3 epochs' or '20 steps'.", valueName: "interval"))
    var checkEvery: String?

    @Option(help: ArgumentHelp("Checks without improvement that end the training.", valueName: "n"))
    var patience: Int?

    @Option(help: ArgumentHelp("Share of the audio input that dropout keeps.", valueName: "p"))
    var keepAudio: Double?

    @Option(help: ArgumentHelp("Share of the text input that dropout keeps.", valueName: "p"))
    var keepText: Double?

    func settings() throws -> TrainingSettings {
        var settings = preset.settings
        settings.loss = loss
        settings.classWeights = classWeights
        if let learningRate { settings.learningRate = learningRate }
        if let batchSize { settings.batchSize = batchSize }
        if let maxSteps {
            settings.maximumSteps = maxSteps
            settings.minimumSteps = min(settings.minimumSteps, maxSteps)
        }
        if let checkEvery {
            guard let interval = CheckInterval(checkEvery) else {
                throw CommandFailure(
                    "--check-every \"\(checkEvery)\" is no interval: write \"0.3 epochs\" or \"20 steps\"", .wrongUsage)
            }
            settings.checkInterval = interval
        }
        if let patience { settings.patience = patience }
        if let keepAudio { settings.keepAudio = keepAudio }
        if let keepText { settings.keepText = keepText }
        try settings.validate()
        return settings
    }

    /// The settings of a comparison or a training on these labels.
    func comparison(labels: [String], notes: [String: String]) throws -> ComparisonSettings {
        var comparison = ComparisonSettings(
            labels: labels, training: try settings(), standardisation: standardisation, notes: notes)
        comparison.model.hidden = hidden
        comparison.model.layers = layers
        comparison.model.embeddingSize = embeddingSize
        comparison.model.resetGate = resetGate
        return comparison
    }
}
