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
    /// One for each of the job's injections, in their order; nil where it has none or training failed.
    public var injected: [InjectedTest]?

    /// The result on the test part with transcripts of `variant`.
    public func test(_ variant: TranscriptVariant) -> TestResult? { tests.first { $0.transcripts == variant } }

    /// Whether it has all that a job asks for, so that the job need not be done.
    func answers(_ job: TrainingJob) -> Bool {
        if error != nil { return true }
        let asked = job.injections ?? []
        return job.tests.allSatisfy { variant in
            test(variant).map { job.run > 0 || job.architecture != .mdrea || $0.attention != nil } ?? false
        } && asked == asked.filter { injection in injected?.contains { $0.injection == injection } ?? false }
    }
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
    /// MDREA in the first run: where it looked in each transcript, in the same order; else nil.
    public var attention: [[AttendedWord]]?

    /// The confusion matrix of these predictions against the gold labels of the fold's test part.
    public func confusion(gold: [Int], classes: Int) -> ConfusionMatrix {
        ConfusionMatrix(gold: gold, predicted: predicted, classes: classes)
    }
}

/// The predictions for a fold's gold test transcripts after word errors were put in.
public struct InjectedTest: Codable, Equatable, Sendable {
    /// What was put in.
    public let injection: WordErrorInjection
    /// Words of the gold transcripts, after the basic normaliser.
    public let referenceWords: Int
    /// Errors between those and what was read.
    public let errors: Int
    /// Predicted label indices, in the order of the fold's test part.
    public let predicted: [Int]
}
