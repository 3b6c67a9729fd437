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

    private var output: OutputOptions { command.output }

    private struct DryRun: Encodable {
        var runs, models, folds, runsPerFold, utterances: Int
    }

    func run() async throws -> ExitStatus {
        try OutputFile.checkFolder(command.folder)
        let architectures = try command.architectures()
        let variants = try command.variants()
        let labels = try command.labelOptions.labelSet(for: loaded.manifest)
        let usesText = architectures.contains(where: \.usesText)
        let wantsASR = usesText && variants.asr
        let preparation = CorpusLoading(
            labels: labels, threads: command.compute.threads, output: output,
            maximumFrames: command.training.shape.maxFrames)
        let ready = try await preparation.load(
            loaded.manifest,
            needs: .init(
                audio: architectures.contains(where: \.usesAudio) && !command.dryRun,
                goldTranscripts: usesText && variants.gold,
                recognition: wantsASR && !command.dryRun ? command.recognition : nil),
            store: wantsASR && !command.dryRun ? try command.cache.open() : nil
        ) { utterances in
            _ = try Folds.make(utterances, scheme: command.folds, seed: command.training.seed)
            try command.training.embeddings.checkFile()
            if architectures.contains(where: \.usesAudio) {
                try MissingColumns.checkSpeakers(utterances, command.training.optimisation.standardisation)
            }
        }
        let folds = try Folds.make(
            ready.utterances.map(\.utterance), scheme: command.folds, seed: command.training.seed)
        var transcripts: [TranscriptVariant] = variants.gold ? [.gold] : []
        if wantsASR { transcripts.append(.asr(try ready.recogniser ?? command.recognition.choice().name)) }
        let plan = ComparisonPlan(
            architectures: architectures,
            conditions: command.conditions == .all ? Condition.all(transcripts) : Condition.matched(transcripts),
            folds: folds.count, runs: command.runs, seed: command.training.seed)
        if command.dryRun {
            try show(
                DryRun(
                    runs: plan.jobs.count, models: architectures.count, folds: folds.count, runsPerFold: command.runs,
                    utterances: ready.utterances.count))
            return .allDone
        }
        return try await compare(plan, folds, ready, labels)
    }

    /// Says what would be trained; nothing was decoded or transcribed for it.
    private func show(_ plan: DryRun) throws {
        if output.json { return try JSONOutput.print(plan) }
        let parts = [
            Spoken.count(plan.models, "model"), "\(Spoken.count(plan.folds, "fold")) (\(command.folds))",
            "\(Spoken.count(plan.runsPerFold, "run")) each", Spoken.count(plan.utterances, "utterance"),
        ]
        Console.print("\(Spoken.count(plan.runs, "training")): " + parts.joined(separator: ", "))
    }

    private func compare(
        _ plan: ComparisonPlan, _ folds: [Fold], _ ready: CorpusLoading.Ready, _ labels: LabelSet
    ) async throws -> ExitStatus {
        var settings = try command.training.comparison(
            labels: labels.labels,
            notes: [
                "program": "emoscribe \(Emoscribe.version)", "corpus": command.corpus.path,
                "preset": command.training.preset.rawValue, "recogniser": ready.recogniser ?? "none",
                "features": "openSMILE-compatible, version \(SpeechFeatureSet.version)",
            ])
        var data = ExperimentData(
            labels: labels.labels, utterances: ready.experimentUtterances(), folds: folds, scheme: command.folds)
        if plan.architectures.contains(where: \.usesText) {
            try command.training.embeddings.load(into: &data, &settings, given: command.training.shape.embeddingSize)
        }
        let runner = ComparisonRunner(
            plan: plan, data: data, settings: settings, folder: command.folder, threads: command.compute.threads)
        let meter = ProgressMeter(title: "training", noun: "runs", total: plan.jobs.count, quiet: output.quiet)
        let resumed = RunCounter()
        let task = Task {
            try await runner.run { progress in
                switch progress.event {
                case .resumed(let count): resumed.set(count)
                case .failed(let job, let reason): Console.note("failed: \(job.name): \(reason)")
                case .finished: break
                }
                meter.update(.init(done: progress.done, fromCache: resumed.value))
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
        guard let table = outcome.table else { return .someFailed }
        let report = ComparisonReport(
            command: command, table: table, settings: settings, data: data, results: try runner.results())
        try report.write()
        if output.json { Console.print(try table.json()) } else { Console.write(table.text) }
        if outcome.resumed > 0 { output.remark("\(outcome.resumed) of \(outcome.total) runs were there from before") }
        output.remark(
            "wrote \(EscapedText.oneLine(command.folder))/: report.html, table.csv, runs.csv, predictions.csv …")
        return outcome.failed == 0 && ready.failed == 0 ? .allDone : .someFailed
    }
}

/// How many runs were found at the start.
private final class RunCounter: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }

    func set(_ value: Int) { count.withLock { $0 = value } }
}
