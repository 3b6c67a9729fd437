import Corpus
import Models
import Training

/// Small problems with two labels that every model can learn: `calm` speaks low and says one set of words, `loud` speaks
/// high and says another.
enum SyntheticProblem {
    static let labels = ["calm", "loud"]
    static let mfccColumns = 3
    static let prosodyColumns = 2

    /// A small configuration of the architecture, its vocabulary `_PAD_`, `_UNK_` and six words.
    static func configuration(_ architecture: Architecture) -> ModelConfiguration {
        var configuration = ModelConfiguration(
            architecture: architecture, labels: labels, vocabularySize: architecture.usesText ? 8 : 0)
        configuration.hidden = 8
        configuration.mfccColumns = mfccColumns
        configuration.prosodyColumns = prosodyColumns
        configuration.embeddingSize = 6
        return configuration
    }

    /// Settings under which these problems are learnt within a hundred steps.
    static func settings(steps: Int = 80) -> TrainingSettings {
        var settings = TrainingSettings.smallCorpus
        settings.batchSize = 8
        settings.learningRate = 0.02
        settings.keepAudio = 0.9
        settings.keepText = 0.9
        settings.checkInterval = .steps(10)
        settings.patience = 20
        settings.maximumSteps = steps
        settings.minimumSteps = 0
        return settings
    }

    static func examples(_ count: Int, seed: UInt64) -> [Example] {
        var generator = SeededGenerator(seed: seed, stream: "synthetic problem")
        return (0..<count).map { index in
            let label = index % 2
            let level: Float = label == 0 ? -1 : 1
            let frameCount = 3 + generator.below(6)
            let frames = (0..<frameCount * mfccColumns).map { _ in level + 0.5 * Float(generator.normal()) }
            let prosody = (0..<prosodyColumns).map { _ in level + 0.5 * Float(generator.normal()) }
            let tokens = (0..<1 + generator.below(5)).map { _ in Int32(2 + 3 * label + generator.below(3)) }
            return Example(
                input: ModelInput(frames: frames, frameCount: frameCount, prosody: prosody, tokens: tokens),
                label: label)
        }
    }
}
