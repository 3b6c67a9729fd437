import Annotation
import Corpus
import Experiments
import Foundation
import Models
import SpeechFeatures
import SpeechToText
import Synchronization
import Training

/// The work of `emoscribe compare`: data, plan, runs, files.
struct CompareJob {
    let command: CompareCommand
    let loaded: CorpusArgument.Loaded
    /// Further notes for `settings.json`.
    var notes: [String: String] = [:]
    /// False where the caller shows the table itself.
    var printsTable = true

    private var output: OutputOptions { command.output }

    func run() async throws -> ExitStatus {
        try OutputFile.checkFolder(command.folder)
        let shard = try command.shards.shard()
        // Before hours of work, and held through all of it.
        let claim = command.dryRun ? nil : try ResultFolderClaim(folder: command.folder, shard: shard)
        defer { withExtendedLifetime(claim) {} }
        let architectures = try command.architectures()
        let selection = try command.selection()
        let labels = try command.labelOptions.labelSet(for: loaded.manifest)
        let usesText = architectures.contains(where: \.usesText)
        let (transcripts, recognisers) =
            usesText
            ? try selection.resolve(command.hypotheses, command.recognition) : ([TranscriptVariant.gold], .init())
        let needs = CorpusLoading.Needs(
            audio: architectures.contains(where: \.usesAudio), goldTranscripts: usesText && selection.hasGold,
            recognisers: recognisers)
        func check(_ utterances: [Utterance]) throws {
            _ = try plan(utterances)
            try command.training.embeddings.checkFile()
            if needs.audio {
                try MissingColumns.checkSpeakers(utterances, command.training.optimisation.standardisation)
            }
        }
        func plan(_ utterances: [Utterance]) throws -> ComparisonPlan {
            let folds = try Folds.make(utterances, scheme: command.folds, seed: command.training.seed)
            var plan = ComparisonPlan(
                architectures: architectures,
                conditions: command.conditions == .all ? Condition.all(transcripts) : Condition.matched(transcripts),
                folds: folds.count, runs: command.runs, seed: command.training.seed)
            if selection.hasGold, !plan.recognisers.isEmpty, !command.noWordErrors {
                plan.wordErrorRates = WordErrorInjection.usualRates
            }
            return plan
        }
        let loading = CorpusLoading(
            labels: labels, threads: command.compute.threads, output: output,
            maximumFrames: command.training.shape.maxFrames)
        if command.dryRun {
            return try await ComparisonDryRun(command: command, loaded: loaded, shard: shard, needs: needs).run(
                loading, check: check, plan: plan)
        }
        let store = recognisers.services.isEmpty ? nil : try command.cache.open()
        let ready = try await loading.load(loaded.manifest, needs: needs, store: store, check: check)
        let utterances = ready.utterances.map(\.utterance)
        let folds = try Folds.make(utterances, scheme: command.folds, seed: command.training.seed)
        return try await compare(try plan(utterances), folds, ready, labels, shard, claim)
    }

    private func compare(
        _ plan: ComparisonPlan, _ folds: [Fold], _ ready: CorpusLoading.Ready, _ labels: LabelSet, _ shard: Shard,
        _ claim: ResultFolderClaim?
    ) async throws -> ExitStatus {
        var settings = try command.training.comparison(
            labels: labels.labels,
            notes: [
                "program": "emoscribe \(Emoscribe.version)", "corpus": command.corpus.path,
                "preset": command.training.preset.rawValue,
                "recogniser": ready.recognisers.isEmpty ? "none" : ready.recognisers.joined(separator: ", "),
                "features": "openSMILE-compatible, version \(SpeechFeatureSet.version)",
            ].merging(notes) { _, new in new })
        settings.notes["note"] = command.note
        var data = ExperimentData(
            labels: labels.labels,
            utterances: ready.experimentUtterances(
                heardIn: loaded.manifest.rebased(besideFile: command.folder + "/flips.csv")),
            folds: folds, scheme: command.folds)
        if plan.architectures.contains(where: \.usesText) {
            try command.training.embeddings.load(into: &data, &settings, given: command.training.shape.embeddingSize)
        }
        var runner = ComparisonRunner(
            plan: plan, data: data, settings: settings, folder: command.folder, threads: command.compute.threads)
        runner.shard = shard
        let meter = ProgressMeter(
            title: shard.isWhole ? "training" : "shard \(shard): training", noun: "runs", earlier: "from before",
            total: plan.jobs(of: shard).count, quiet: output.quiet)
        let resumed = RunCounter()
        let task = Task { [runner] in
            try await runner.run(claim: claim) { progress in
                switch progress.event {
                case .resumed(let count): resumed.set(count)
                case .failed(let job, let reason):
                    Console.note("failed: \(job.name): \(EscapedText.oneLine(reason))")
                case .finished: break
                }
                meter.update(.init(done: progress.done, fromCache: resumed.value, failed: progress.failed))
            }
        }
        Interrupts.shared.onInterrupt { task.cancel() }
        let outcome: ComparisonOutcome
        do {
            outcome = try await task.value
            meter.finish()
        } catch {
            meter.finish()
            if Interrupts.shared.isInterrupted {
                output.remark("interrupted: finished runs are kept; the same command goes on from here")
                return .interrupted
            }
            throw error
        }
        if outcome.resumed > 0 { output.remark("\(outcome.resumed) of \(outcome.total) runs were there from before") }
        let status: ExitStatus = outcome.failed == 0 && ready.failed == 0 ? .allDone : .someFailed
        guard let table = outcome.table else {
            tellOfRest(outcome, shard, plan)
            return status
        }
        let report = try ComparisonReport(folder: command.folder, page: command.folder + "/report.html")
        try report.write()
        if printsTable {
            if output.json { Console.print(try table.json()) } else { Console.write(table.text) }
        }
        output.remark(
            "wrote \(EscapedText.oneLine(command.folder))/: report.html, table.csv, runs.csv, predictions.csv …")
        return status
    }

    /// What is still to be done where this was a shard.
    private func tellOfRest(_ outcome: ComparisonOutcome, _ shard: Shard, _ plan: ComparisonPlan) {
        let folder = EscapedText.oneLine(command.folder)
        output.remark(
            outcome.missing == 0
                ? "shard \(shard) is done, and so are the others: the last of them writes the tables"
                : "shard \(shard) is done: \(Spoken.count(outcome.total, "run")) of \(plan.jobs.count). When the others are "
                    + "done: emoscribe merge FOLDERS -o RESULTS, or, where they write into \(folder) too, the last one "
                    + "writes the tables")
    }
}

/// How many runs were found at the start.
private final class RunCounter: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }

    func set(_ value: Int) { count.withLock { $0 = value } }
}
