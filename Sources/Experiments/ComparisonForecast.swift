import Corpus
import Dispatch
public import Models
import Synchronization

/// How long a comparison takes on this machine, from a few steps of each model that were really made.
public struct ComparisonForecast: Sendable {
    /// All trainings of one architecture that are still to be done.
    public struct Model: Sendable {
        public let architecture: Architecture
        /// Trainings to be done.
        public let trainings: Int
        /// Time of its steps and checks, while all threads are as busy as in the real run.
        public let training: TrainingForecast
        /// Seconds that the test parts of one training take.
        public let testSeconds: Double
        /// Steps that a training usually takes; see `StepSource`.
        public let typicalSteps: Int
        public let source: StepSource

        /// Seconds of one training of so many steps.
        public func seconds(steps: Int) -> Double { training.seconds(steps: steps) + testSeconds }
    }

    /// Where the usual number of steps comes from.
    public enum StepSource: Sendable, Equatable {
        /// The mean of so many finished trainings of this model in the folder.
        case finished(Int)
        /// Three times the earliest step at which a training can end.
        case assumed
    }

    public let models: [Model]
    /// Trainings at a time.
    public let workers: Int
    public let threadsPerTraining: Int
    /// Runs to be done, and those of them that are stored already.
    public let total: Int
    public let stored: Int

    /// Seconds that all trainings take if each takes the usual number of steps.
    public var secondsTypically: Double { sum { $0.typicalSteps } }

    /// Seconds that all trainings take if none ends early.
    public var secondsAtMost: Double { sum { $0.training.maximumSteps } }

    private func sum(_ steps: (Model) -> Int) -> Double {
        models.reduce(0) { $0 + Double($1.trainings) * $1.seconds(steps: steps($1)) } / Double(workers)
    }
}

extension ComparisonRunner {
    /// Makes a few steps of each model and throws them away; writes nothing.
    ///
    /// - Parameters:
    ///   - sample: places in `data.utterances` that have their features; models that listen draw their steps from these.
    ///   - steps: steps measured of each model, after one that is not.
    /// - Returns: times of the runs that the folder lacks.
    /// - Throws: `ExperimentError`, `TrainingError`, `ModelError`.
    public func forecast(sample: [Int], steps: Int = 3) throws -> ComparisonForecast {
        try validate()
        let jobs = plan.jobs(of: shard)
        let finished = StoredComparison.isOne(folder) ? try results() : []
        let done = Set(finished.map(\.job.name))
        let open = jobs.filter { !done.contains($0.name) }
        let workers = max(1, min(threads, open.count))
        let threadsPerTraining = max(1, threads / workers)
        let models = try plan.architectures.compactMap { architecture -> ComparisonForecast.Model? in
            let own = open.filter { $0.architecture == architecture }
            guard let job = own.first else { return nil }
            let training = ModelTraining(
                data: data, settings: settings, architecture: architecture, transcripts: job.train,
                seed: plan.seed, threads: threadsPerTraining)
            let usable = architecture.usesAudio ? sample : Array(data.utterances.indices)
            let measured = try Self.busily(workers) { try training.forecast(sample: usable, steps: steps) }
            let fold = data.folds[0]
            let tests = own.reduce(0) { $0 + $1.tests.count + ($1.injections?.count ?? 0) }
            let (typical, source) = typicalSteps(measured, finished.filter { $0.job.architecture == architecture })
            return ComparisonForecast.Model(
                architecture: architecture, trainings: own.count, training: measured,
                testSeconds: measured.secondsPerCheck * Double(fold.test.count) / Double(max(1, fold.dev.count))
                    * Double(tests) / Double(own.count), typicalSteps: typical, source: source)
        }
        return ComparisonForecast(
            models: models, workers: workers, threadsPerTraining: threadsPerTraining, total: jobs.count,
            stored: jobs.count - open.count)
    }

    private func typicalSteps(
        _ forecast: TrainingForecast, _ finished: [RunResult]
    ) -> (Int, ComparisonForecast.StepSource) {
        let steps = finished.compactMap { $0.training?.steps }
        guard steps.isEmpty else {
            let mean = Double(steps.reduce(0, +)) / Double(steps.count)
            return (Int(mean.rounded()), .finished(steps.count))
        }
        return (min(forecast.maximumSteps, 3 * forecast.earliestEnd(settings.training)), .assumed)
    }

    /// Measures on as many threads at once as the run will have, since they share the memory's speed.
    private static func busily(
        _ workers: Int, _ measure: @escaping @Sendable () throws -> TrainingForecast
    ) throws -> TrainingForecast {
        let results = Mutex<[Result<TrainingForecast, any Error>]>([])
        DispatchQueue.concurrentPerform(iterations: workers) { _ in
            let result = Result { try measure() }
            results.withLock { $0.append(result) }
        }
        let all = try results.withLock { try $0.map { try $0.get() } }
        return TrainingForecast.mean(all)
    }
}
