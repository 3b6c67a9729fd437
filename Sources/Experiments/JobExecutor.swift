import Corpus
import Models
import TextTokens
import Training

/// Does single training jobs of a comparison.
struct JobExecutor: Sendable {
    let data: ExperimentData
    let settings: ComparisonSettings
    private let foldInputs: FoldInputCache

    init(data: ExperimentData, settings: ComparisonSettings) {
        self.data = data
        self.settings = settings
        foldInputs = FoldInputCache(
            data: data, mode: settings.standardisation, columns: settings.model.mfccColumns)
    }

    /// Trains and tests.
    ///
    /// - Returns: the result, in which a training that failed by its numbers is recorded as such.
    /// - Throws: `TrainingError.cancelled`, and what is no property of the run.
    func execute(_ job: TrainingJob, seed: UInt64, threads: Int, isCancelled: () -> Bool) throws -> RunResult {
        do {
            return try train(job, seed: seed, threads: threads, isCancelled: isCancelled)
        } catch let error as TrainingError {
            if case .cancelled = error { throw error }
            return RunResult(job: job, seed: seed, training: nil, tests: [], error: "\(error)")
        } catch let error as ModelError {
            return RunResult(job: job, seed: seed, training: nil, tests: [], error: "\(error)")
        }
    }

    private func train(
        _ job: TrainingJob, seed: UInt64, threads: Int, isCancelled: () -> Bool
    ) throws -> RunResult {
        let fold = data.folds[job.fold]
        let features = foldInputs.inputs(fold: job.fold)
        var configuration = settings.model
        configuration.architecture = job.architecture
        configuration.vocabularySize = 0
        let vocabulary =
            job.architecture.usesText
            ? ExampleBuilder.vocabulary(of: fold.train.map { transcript($0, job.train) }, text: settings.text) : nil
        if let vocabulary { configuration.vocabularySize = vocabulary.words.count }
        // The fold's features are standardised already.
        let builder = ExampleBuilder(configuration: configuration, vocabulary: vocabulary, text: settings.text)
        func inputs(_ part: [Int], _ variant: TranscriptVariant) -> [ModelInput] {
            part.map {
                builder.input(
                    frames: features.frames[$0], prosody: features.prosody[$0], transcript: transcript($0, variant))
            }
        }
        func examples(_ part: [Int]) -> [Example] {
            zip(inputs(part, job.train), part).map { Example(input: $0, label: data.utterances[$1].label) }
        }

        let trainer = Trainer(configuration: configuration, settings: settings.training, seed: seed, threads: threads)
        let model = try trainer.train(examples(fold.train), dev: examples(fold.dev), isCancelled: isCancelled)
        let predictor = try Predictor(
            configuration: configuration, parameters: model.parameters, threads: threads)
        let tests = try job.tests.map { variant in
            let predictions = try predictor.predict(inputs(fold.test, variant))
            return TestResult(
                transcripts: variant, predicted: predictions.map(\.label),
                probabilities: predictions.flatMap(\.probabilities))
        }
        let summary = TrainingSummary(
            steps: model.steps, bestStep: model.bestStep, bestDevLoss: model.bestDevLoss,
            stopReason: model.stopReason, vocabularySize: vocabulary?.words.count ?? 0, trainCount: fold.train.count,
            devCount: fold.dev.count, curve: model.curve)
        return RunResult(job: job, seed: seed, training: summary, tests: tests, error: nil)
    }

    private func transcript(_ index: Int, _ variant: TranscriptVariant) -> String {
        data.utterances[index].transcripts[variant] ?? ""
    }
}
