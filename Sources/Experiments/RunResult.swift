import Models
public import Training

/// What one training job found; the content of one file in `runs/`.
///
/// Nothing in it depends on the time, the machine's load or the number of threads.
public struct RunResult: Codable, Equatable, Sendable {
    /// What was trained and tested.
    public let job: TrainingJob
    /// The seed it came from.
    public let seed: UInt64
    /// How training went; nil if it failed.
    public let training: TrainingSummary?
    /// One for each of the job's test variants, in their order; empty if training failed.
    public let tests: [TestResult]
    /// Why it failed.
    public let error: String?

    /// The result on the test part with transcripts of `variant`.
    public func test(_ variant: TranscriptVariant) -> TestResult? { tests.first { $0.transcripts == variant } }
}

/// How a training went.
public struct TrainingSummary: Codable, Equatable, Sendable {
    /// Steps done.
    public let steps: Int
    /// The step whose weights were kept.
    public let bestStep: Int
    /// The dev loss there.
    public let bestDevLoss: Double?
    /// Why it ended.
    public let stopReason: StopReason
    /// Words known, with `_PAD_` and `_UNK_`; 0 for a model without text.
    public let vocabularySize: Int
    /// Utterances trained on.
    public let trainCount: Int
    /// Utterances that decided when to stop.
    public let devCount: Int
    /// The losses, check by check.
    public let curve: LearningCurve
}

/// The predictions for a fold's test part.
public struct TestResult: Codable, Equatable, Sendable {
    /// The transcripts that were read.
    public let transcripts: TranscriptVariant
    /// Predicted label indices, in the order of the fold's test part.
    public let predicted: [Int]
    /// Probabilities `[N, L]`, row-major, in the same order.
    public let probabilities: [Float]

    /// The confusion matrix of these predictions against the gold labels of the fold's test part.
    public func confusion(gold: [Int], classes: Int) -> ConfusionMatrix {
        ConfusionMatrix(gold: gold, predicted: predicted, classes: classes)
    }
}
