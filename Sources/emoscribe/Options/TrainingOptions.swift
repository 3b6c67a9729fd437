import ArgumentParser
import Experiments
import Models
import Training

/// Options that decide how a model is trained, in groups for the help text.
struct TrainingOptions: ParsableArguments {
    @OptionGroup(title: "Training") var optimisation: OptimisationOptions
    @OptionGroup(title: "Model") var shape: ModelShapeOptions
    @OptionGroup(title: "Word vectors") var embeddings: EmbeddingOptions

    var preset: TrainingPreset { optimisation.preset }
    var seed: UInt64 { optimisation.seed }

    /// How weights are found.
    func settings() throws -> TrainingSettings { try optimisation.settings() }

    /// The settings of a comparison or a training on these labels.
    func comparison(labels: [String], notes: [String: String]) throws -> ComparisonSettings {
        var comparison = ComparisonSettings(
            labels: labels, training: try settings(), standardisation: optimisation.standardisation, notes: notes)
        shape.apply(to: &comparison.model)
        comparison.text.minimumCount = shape.minWordCount
        return comparison
    }
}
