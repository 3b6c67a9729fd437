public import ArgumentParser
public import Models
public import Training

extension TrainingPreset: ExpressibleByArgument {}
extension StandardisationMode: ExpressibleByArgument {}
extension ClassWeighting: ExpressibleByArgument {}
extension LossFunction: ExpressibleByArgument {}

/// Options that decide how weights are found.
///
/// What has no value here is the preset's.
struct OptimisationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "paper: the published settings, meant for thousands of utterances. small: batches of 32, a check every 20 "
                + "steps, at least 200 and at most 4,000 steps, for some hundred utterances.", valueName: "name"))
    var preset = TrainingPreset.paper

    @Option(help: ArgumentHelp("Everything random comes from this number.", valueName: "n"))
    var seed: UInt64 = 1

    @Option(
        help: ArgumentHelp(
            "Features as they are (none), or with mean 0 and deviation 1 by corpus or by speaker.", valueName: "mode"))
    var standardisation = StandardisationMode.none

    @Option(help: ArgumentHelp("What is minimised; sigmoid is the published program's.", valueName: "name"))
    var loss = LossFunction.softmax

    @Option(help: ArgumentHelp("none, or balanced: every class weighs the same.", valueName: "name"))
    var classWeights = ClassWeighting.none

    @Option(help: ArgumentHelp("Adam's step size (paper: 0.001).", valueName: "x"))
    var learningRate: Double?

    @Option(help: ArgumentHelp("Adam's decays of mean and mean square (paper: 0.9,0.999).", valueName: "b1,b2"))
    var betas: NumberPair?

    @Option(help: ArgumentHelp("Adam's guard against division by zero (paper: 1e-8).", valueName: "x"))
    var epsilon: Double?

    @Option(help: ArgumentHelp("Each gradient value is cut to ± this (paper: 10).", valueName: "x"))
    var clip: Double?

    @Option(help: ArgumentHelp("Utterances per step (paper: 128).", valueName: "n"))
    var batchSize: Int?

    @Option(help: ArgumentHelp("Longest training in steps (paper: 10000).", valueName: "n"))
    var maxSteps: Int?

    @Option(help: ArgumentHelp("No end for want of improvement before this step (paper: 0).", valueName: "n"))
    var minSteps: Int?

    @Option(
        help: ArgumentHelp(
            "Look at the dev loss every so often: '0.3 epochs' (paper) or '20 steps'.", valueName: "interval"))
    var checkEvery: String?

    @Option(help: ArgumentHelp("Checks without improvement that end the training (paper: 7).", valueName: "n"))
    var patience: Int?

    @Option(help: ArgumentHelp("Share of the audio input that dropout keeps (paper: 0.7).", valueName: "p"))
    var keepAudio: Double?

    @Option(help: ArgumentHelp("Share of the text input that dropout keeps (paper: 0.3).", valueName: "p"))
    var keepText: Double?

    @Option(
        help: ArgumentHelp(
            "Set N runs of up to FRAMES frames of each utterance to 0 in each step (paper: none).",
            valueName: "N:FRAMES"))
    var timeMasks: MaskChoice?

    @Option(
        help: ArgumentHelp(
            "Set N runs of up to WIDTH coefficients of each utterance to 0 in each step (paper: none).",
            valueName: "N:WIDTH"))
    var coefficientMasks: MaskChoice?

    func validate() throws {
        do {
            _ = try settings()
        } catch {
            throw ValidationError("\(error)")
        }
    }

    func settings() throws -> TrainingSettings {
        var settings = preset.settings
        settings.loss = loss
        settings.classWeights = classWeights
        if let learningRate { settings.learningRate = learningRate }
        if let betas { (settings.beta1, settings.beta2) = (betas.first, betas.second) }
        if let epsilon { settings.epsilon = epsilon }
        if let clip { settings.gradientLimit = clip }
        if let batchSize { settings.batchSize = batchSize }
        if let maxSteps {
            settings.maximumSteps = maxSteps
            settings.minimumSteps = min(settings.minimumSteps, maxSteps)
        }
        if let minSteps { settings.minimumSteps = minSteps }
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
        if let timeMasks { (settings.timeMasks, settings.timeMaskFrames) = (timeMasks.count, timeMasks.width) }
        if let coefficientMasks {
            (settings.coefficientMasks, settings.coefficientMaskWidth) = (
                coefficientMasks.count, coefficientMasks.width
            )
        }
        try settings.validate()
        return settings
    }
}

/// Two numbers as `0.9,0.999`.
struct NumberPair: ExpressibleByArgument {
    var first: Double
    var second: Double

    init?(argument: String) {
        let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
        guard numbers.count == 2, let first = numbers[0], let second = numbers[1] else { return nil }
        (self.first, self.second) = (first, second)
    }
}

/// How many masks, and how wide at most: `2:25`.
struct MaskChoice: ExpressibleByArgument {
    var count: Int
    var width: Int

    init?(argument: String) {
        let numbers = argument.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.count == 2, let count = numbers[0], let width = numbers[1], count >= 0, width >= 0
        else { return nil }
        (self.count, self.width) = (count, width)
    }
}
