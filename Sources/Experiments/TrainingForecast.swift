import Corpus
import Models
import TextTokens
public import Training

/// How large a training is and how long it can take, from a few steps that were really made.
public struct TrainingForecast: Sendable, Equatable {
    /// Weights of the model.
    public let parameterCount: Int
    /// Words known, with `_PAD_` and `_UNK_`; 0 for a model without text.
    public let vocabularySize: Int
    /// Words of the vocabulary that begin as given vectors.
    public let pretrainedCount: Int
    /// Steps between two looks at the dev loss.
    public let stepsBetweenChecks: Int
    /// Mean of the measured steps.
    public internal(set) var secondsPerStep: Double
    /// One look at the loss of the whole dev part.
    public internal(set) var secondsPerCheck: Double
    /// The longest the run can be.
    public let maximumSteps: Int

    /// Seconds that a number of steps takes with its checks.
    public func seconds(steps: Int) -> Double {
        Double(steps) * secondsPerStep + Double((steps + stepsBetweenChecks - 1) / stepsBetweenChecks) * secondsPerCheck
    }

    /// The longest the run can take.
    public var secondsAtMost: Double { seconds(steps: maximumSteps) }

    /// The step at which a training ends that gets worse from its first check on.
    public func earliestEnd(_ settings: TrainingSettings) -> Int {
        min(maximumSteps, max(settings.minimumSteps, (settings.patience + 1) * stepsBetweenChecks))
    }

    /// The mean times of several measurements of the same training; at least one.
    static func mean(_ forecasts: [TrainingForecast]) -> TrainingForecast {
        var mean = forecasts[0]
        mean.secondsPerStep = forecasts.reduce(0) { $0 + $1.secondsPerStep } / Double(forecasts.count)
        mean.secondsPerCheck = forecasts.reduce(0) { $0 + $1.secondsPerCheck } / Double(forecasts.count)
        return mean
    }
}

extension ModelTraining {
    /// Makes a few steps and throws them away.
    ///
    /// - Parameters:
    ///   - sample: places in `data.utterances` that have their features; the steps draw from these alone. Sizes and
    ///     vocabulary are those of the whole corpus.
    ///   - steps: steps measured, after one that is not.
    /// - Returns: sizes and times.
    /// - Throws: `TrainingError`, `ModelError`.
    public func forecast(sample: [Int], steps: Int = 3) throws -> TrainingForecast {
        let prepared = try prepare()
        let isSampled = Set(sample)
        let train = prepared.fold.examples(prepared.fold.fold.train.filter(isSampled.contains))
        let dev = prepared.fold.examples(prepared.fold.fold.dev.filter(isSampled.contains))
        let time = try prepared.trainer.measure(train.isEmpty ? dev : train, dev: dev, steps: steps)
        let devShare = dev.isEmpty ? 0 : Double(prepared.fold.fold.dev.count) / Double(dev.count)
        return TrainingForecast(
            parameterCount: try prepared.trainer.start().parameters.values.count,
            vocabularySize: prepared.fold.vocabulary?.count ?? 0, pretrainedCount: prepared.fold.pretrained.count,
            stepsBetweenChecks: settings.training.checkInterval.steps(
                trainingCount: prepared.fold.fold.train.count, batchSize: settings.training.batchSize),
            secondsPerStep: time.step, secondsPerCheck: time.check * devShare,
            maximumSteps: settings.training.maximumSteps)
    }
}
