import Corpus
import Models
import TextTokens
import Training

/// Does single training jobs of a comparison.
struct JobExecutor: Sendable {
    let data: ExperimentData
    let settings: ComparisonSettings
    private let foldInputs: FoldInputCache
    private let injected: InjectedTranscripts

    init(data: ExperimentData, settings: ComparisonSettings) {
        self.data = data
        self.settings = settings
        foldInputs = FoldInputCache(
            data: data, mode: settings.standardisation, columns: settings.model.mfccColumns)
        injected = InjectedTranscripts(data: data)
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
        let prepared = PreparedFold(
            data: data, fold: fold, features: foldInputs.inputs(fold: job.fold), settings: settings,
            architecture: job.architecture, train: job.train)
        var trainer = Trainer(
            configuration: prepared.configuration, settings: settings.training, seed: seed, threads: threads)
        trainer.pretrained = prepared.pretrained
        let model = try trainer.train(
            prepared.examples(fold.train), dev: prepared.examples(fold.dev), isCancelled: isCancelled)
        let predictor = try Predictor(
            configuration: prepared.configuration, parameters: model.parameters, threads: threads)
        let tests = try job.tests.map { variant in
            let predictions = try predictor.predict(prepared.inputs(fold.test, transcripts: variant))
            return TestResult(
                transcripts: variant, predicted: predictions.map(\.label),
                probabilities: predictions.flatMap(\.probabilities),
                attention: job.architecture == .mdrea && job.run == 0
                    ? prepared.attention(predictions, of: fold.test, transcripts: variant) : nil)
        }
        let injections = try job.injections?.map { injection in
            if isCancelled() { throw TrainingError.cancelled(step: model.steps) }
            let read = injected.corrupted(fold.test, injection, seed: seed)
            let predictions = try predictor.predict(prepared.inputs(fold.test, texts: read.transcripts))
            return InjectedTest(
                injection: injection, referenceWords: read.referenceWords, errors: read.errors,
                predicted: predictions.map(\.label))
        }
        let summary = TrainingSummary(
            steps: model.steps, bestStep: model.bestStep, bestDevLoss: model.bestDevLoss,
            stopReason: model.stopReason, vocabularySize: prepared.vocabulary?.count ?? 0, trainCount: fold.train.count,
            devCount: fold.dev.count, curve: model.curve)
        return RunResult(job: job, seed: seed, training: summary, tests: tests, error: nil, injected: injections)
    }
}
