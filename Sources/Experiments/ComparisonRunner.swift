public import Corpus
import Dispatch
import Models
import Synchronization
import Training

/// What happened, told to the caller one by one.
public struct ComparisonProgress: Sendable {
    /// What this report is about.
    public enum Event: Sendable {
        /// The folder was looked at: this many runs were there already.
        case resumed(Int)
        /// A run was finished and stored.
        case finished(TrainingJob)
        /// A run could not be trained; that is stored too, and counted in the table.
        case failed(TrainingJob, reason: String)
    }

    /// What this report is about.
    public let event: Event
    /// Runs stored, those found at the start included.
    public let done: Int
    /// Those of them that could not be trained.
    public let failed: Int
    /// Runs to be done: of the plan, or of the shard.
    public let total: Int
    /// Seconds since work began.
    public let secondsElapsed: Double
    /// Seconds until the end, from the mean of the runs of this call; nil before the first of them.
    public let secondsLeft: Double?
}

/// What one call did.
public struct ComparisonOutcome: Sendable {
    /// The table; nil if runs are left to do.
    public let table: ComparisonTable?
    /// What the runs say beyond the table; nil if runs are left to do.
    public let analysis: ComparisonAnalysis?
    /// Runs stored.
    public let done: Int
    /// Runs to be done: of the plan, or of the shard.
    public let total: Int
    /// Runs of the plan that the folder lacks; those of other shards among them.
    public let missing: Int
    /// Runs found stored at the start.
    public let resumed: Int
    /// Runs that could not be trained.
    public let failed: Int
}

/// Trains and tests everything of a plan, on several cores, into a folder that can be continued.
///
/// ```swift
/// let runner = ComparisonRunner(plan: plan, data: data, settings: settings, folder: "results", threads: 2)
/// let outcome = try await runner.run { print($0.done, "of", $0.total) }
/// ```
///
/// Runs are independent: each has its own seed, works on one thread and is stored when it is finished. When fewer runs
/// than threads are left to start with, each gets several. Those threads are the runner's own, none of those that Swift's
/// tasks share, so that the rest of the program goes on however many there are. The final files have the same bytes whatever the number of
/// threads and however often the work was interrupted. One process at a time works on a folder, or several with different shards of the plan;
/// the one that finds all runs done writes the tables.
public struct ComparisonRunner: Sendable {
    /// What is trained and tested.
    public let plan: ComparisonPlan
    /// What it is trained and tested on.
    public let data: ExperimentData
    /// How.
    public let settings: ComparisonSettings
    /// Where the results go; created if need be.
    public let folder: String
    /// Cores to fill.
    public let threads: Int
    /// Which of the plan's runs are done.
    public var shard = Shard.whole

    /// A runner; nothing is read or written yet.
    public init(plan: ComparisonPlan, data: ExperimentData, settings: ComparisonSettings, folder: String, threads: Int)
    {
        self.plan = plan
        self.data = data
        self.settings = settings
        self.folder = folder
        self.threads = max(1, threads)
    }

    /// Does the runs that the folder lacks and, when none is left, writes the tables.
    ///
    /// Cancelling the task gives up the runs in flight before their next step; they are done anew next time.
    /// - Parameters:
    ///   - claim: the right to work on the folder, where the caller has it already.
    ///   - limit: stop after this many new runs; nil for all.
    ///   - progress: told when a run is stored; never twice at the same time.
    /// - Returns: what was done, with the table if nothing is left to do.
    /// - Throws: `ExperimentError`.
    public func run(
        claim: ResultFolderClaim? = nil, limit: Int? = nil,
        progress: @escaping @Sendable (ComparisonProgress) -> Void = { _ in }
    ) async throws -> ComparisonOutcome {
        try validate()
        let store = try RunStore(folder: folder)
        let claim = try claim ?? ResultFolderClaim(folder: folder, shard: shard)
        defer { withExtendedLifetime(claim) {} }
        try store.claim(
            StoredSettings(plan: plan, data: data, settings: settings), corpus: StoredCorpus.bytes(data))
        let jobs = plan.jobs(of: shard)
        let views = ResultFiles(plan: plan, data: data, settings: settings, store: store)
        var open: [TrainingJob] = []
        var stored: [RunResult] = []
        for job in jobs {
            if let result = try store.result(of: job, seed: seed(job)) {
                stored.append(result)
            } else {
                open.append(job)
            }
        }
        if shard.isWhole { try views.writeRuns(stored) }

        let failed = stored.filter { $0.error != nil }.count
        let ledger = Ledger(done: stored.count, total: jobs.count, failed: failed, progress: progress)
        ledger.report(.resumed(stored.count))
        stored = []
        try await work(through: Array(open.prefix(limit ?? open.count)), store: store, views: views, ledger: ledger)

        let counts = ledger.counts
        let missing = try counts.done < jobs.count || !shard.isWhole ? plan.jobs.count - results().count : 0
        let final = missing == 0 ? try finish(views) : nil
        return ComparisonOutcome(
            table: final?.table, analysis: final?.analysis, done: counts.done, total: jobs.count, missing: missing,
            resumed: jobs.count - open.count, failed: counts.failed)
    }

    /// Writes the tables; nil where another shard is just doing that.
    private func finish(_ views: ResultFiles) throws -> (table: ComparisonTable, analysis: ComparisonAnalysis)? {
        if shard.isWhole { return try views.writeFinal() }
        guard let lock = try ResultFolderClaim.finishing(folder) else { return nil }
        defer { withExtendedLifetime(lock) {} }
        return try views.writeFinal()
    }

    /// The stored runs of the plan, in its order; those that are not done yet are missing.
    ///
    /// - Throws: `ExperimentError` for a file that cannot be read.
    public func results() throws -> [RunResult] {
        let store = try RunStore(folder: folder)
        return try plan.jobs.compactMap { try store.result(of: $0, seed: seed($0)) }
    }

    private func seed(_ job: TrainingJob) -> UInt64 { plan.seed(fold: job.fold, run: job.run) }

    private func work(
        through jobs: [TrainingJob], store: RunStore, views: ResultFiles, ledger: Ledger
    ) async throws {
        guard !jobs.isEmpty else { return }
        let executor = JobExecutor(data: data, settings: settings)
        let workers = min(threads, jobs.count)
        let threadsPerRun = max(1, threads / workers)
        let queue = JobQueue(jobs)
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<workers {
                    let thread = DispatchQueue(label: "emoscribe.comparison.\(worker)")
                    group.addTask {
                        while let job = queue.next() {
                            let result = try await onOwnThread(thread) { isCancelled in
                                try executor.execute(
                                    job, seed: seed(job), threads: threadsPerRun, isCancelled: isCancelled)
                            }
                            try ledger.record(result) {
                                try store.store(result)
                                // Several shards would write between each other's lines.
                                if shard.isWhole { try store.append(views.runLines(result), to: ResultFiles.runs) }
                            }
                        }
                    }
                }
                // The first error leaves the group, which cancels the others.
                while try await group.next() != nil {}
            }
        } catch is CancellationError {
            throw ExperimentError.cancelled(done: ledger.counts.done, total: ledger.counts.total)
        } catch TrainingError.cancelled {
            throw ExperimentError.cancelled(done: ledger.counts.done, total: ledger.counts.total)
        }
    }

    /// Finds what makes the whole comparison pointless before the first run.
    func validate() throws {
        guard !plan.architectures.isEmpty else { throw ExperimentError.emptyPlan(reason: "no model is named") }
        guard plan.runs > 0 else { throw ExperimentError.emptyPlan(reason: "the number of runs is 0") }
        guard plan.folds == data.folds.count, plan.folds > 0 else {
            throw ExperimentError.emptyPlan(
                reason: "the plan has \(plan.folds) folds, the corpus is cut into \(data.folds.count)")
        }
        let rates = plan.wordErrorRates
        guard rates.allSatisfy({ $0.isFinite && $0 > 0 }), zip(rates, rates.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw ExperimentError.emptyPlan(reason: "rates of word errors are to rise and lie above 0: \(rates)")
        }
        try settings.training.validate()
        var ids: Set<[UInt8]> = []
        for utterance in data.utterances where !ids.insert(Array(utterance.id.utf8)).inserted {
            throw ExperimentError.doubledID(id: utterance.id)
        }
        let usesText = plan.architectures.contains(where: \.usesText)
        guard usesText else { return }
        guard !plan.conditions.isEmpty else {
            throw ExperimentError.emptyPlan(reason: "models that read text need transcripts, and none are named")
        }
        var available: Set<TranscriptVariant> = []
        for utterance in data.utterances { available.formUnion(utterance.transcripts.keys) }
        for condition in plan.conditions {
            for variant in [condition.train, condition.test] where !available.contains(variant) {
                throw ExperimentError.variantMissing(
                    variant: variant.rawValue, available: available.map(\.rawValue).sorted())
            }
        }
    }
}

/// Hands each job to one worker, in order.
private final class JobQueue: Sendable {
    private let rest: Mutex<ArraySlice<TrainingJob>>

    init(_ jobs: [TrainingJob]) { rest = Mutex(jobs[...]) }

    func next() -> TrainingJob? { rest.withLock { $0.popFirst() } }
}

/// Counts finished runs and lets one worker at a time store and report.
private final class Ledger: Sendable {
    private struct State {
        var done: Int
        var failed: Int
        var new = 0
    }

    private let state: Mutex<State>
    private let total: Int
    private let start = ContinuousClock.now
    private let progress: @Sendable (ComparisonProgress) -> Void

    init(done: Int, total: Int, failed: Int, progress: @escaping @Sendable (ComparisonProgress) -> Void) {
        state = Mutex(State(done: done, failed: failed))
        self.total = total
        self.progress = progress
    }

    var counts: (done: Int, failed: Int, total: Int) { state.withLock { ($0.done, $0.failed, total) } }

    func report(_ event: ComparisonProgress.Event) { state.withLock { report(event, $0) } }

    func record(_ result: RunResult, storing: () throws -> Void) throws {
        try state.withLock { state in
            try storing()
            state.done += 1
            state.new += 1
            if let error = result.error {
                state.failed += 1
                report(.failed(result.job, reason: error), state)
            } else {
                report(.finished(result.job), state)
            }
        }
    }

    private func report(_ event: ComparisonProgress.Event, _ state: State) {
        let elapsed = (ContinuousClock.now - start) / .seconds(1)
        let left = state.new == 0 ? nil : elapsed / Double(state.new) * Double(total - state.done)
        progress(
            ComparisonProgress(
                event: event, done: state.done, failed: state.failed, total: total, secondsElapsed: elapsed,
                secondsLeft: left))
    }
}
