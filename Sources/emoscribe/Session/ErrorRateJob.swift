import Annotation
import Corpus
import ErrorAnalysis
import ErrorRate
import Export
import Foundation
import SpeechToText
import TranscriptCache

/// The work of `emoscribe wer`: inputs, scores, files, results.
struct ErrorRateJob {
    let command: WordErrorRateCommand

    private var output: OutputOptions { command.output }

    func run() async throws -> ExitStatus {
        let (breakdowns, columns) = command.shown.breakdowns
        var inputs = try ErrorRateInputs(manifest: command.manifest, files: command.files)
        try check(columns, in: inputs.reference)
        try checkOutputs()
        let wantsConfidence = breakdowns.contains { if case .confidence = $0 { true } else { false } }
        try inputs.addFiles(
            command.files, manifest: command.manifest,
            wantsConfidence: wantsConfidence || command.shown.perUtterance != nil)
        if command.asksRecogniser { try await addRecognisers(to: &inputs) }
        var settings = ErrorAnalysis.Settings()
        settings.normalizer = try Normalizer.named(command.normalizer)
        command.sampling.apply(to: &settings, recognisers: inputs.recognisers.count)
        settings.rule = command.alignment
        settings.unanswered = (command.missing ?? .count).rule
        settings.breakdowns = breakdowns
        var options = ComparisonReader.Options()
        options.values = columns
        options.durationColumn = command.files.durationColumn
        options.acceptsMissing = command.missing != nil
        var reader = try openReader(inputs, options)
        var analysis = ErrorAnalysis(recognisers: inputs.recognisers.map(\.name), settings: settings)
        var files = try ErrorRateFiles(command.shown, json: output.json, analysis: analysis)
        let meter = ProgressMeter(title: "scoring", total: reader.total, quiet: output.quiet)
        defer { meter.finish() }
        while let utterance = try reader.next() {
            let results = analysis.add(utterance)
            try files.add(utterance, results)
            if reader.rows % 1024 == 0 {
                if Interrupts.shared.isInterrupted { throw CancellationError() }
                meter.update(.init(done: reader.rows))
            }
        }
        meter.finish()
        try checkSpeakers(analysis, reader)
        try files.finish()
        return try show(analysis, reader, inputs, files)
    }

    // MARK: Before the work

    private func check(_ columns: [String], in reference: ReferenceSource) throws {
        let known = try reference.groupingColumns()
        for column in columns + [command.files.durationColumn].compactMap({ $0 }) where !known.contains(column) {
            throw ErrorRateInputs.noColumn(column, in: reference.path, known)
        }
    }

    private func checkOutputs() throws {
        let inputs =
            [command.manifest, command.files.reference]
            + command.files.hypotheses.map {
                ErrorRateInputs.named($0).path
            }
        for path in [command.shown.perUtterance, command.shown.pra].compactMap({ $0 }) {
            try OutputFile.check(path, isNot: inputs)
        }
    }

    private func openReader(
        _ inputs: ErrorRateInputs, _ options: ComparisonReader.Options
    ) throws -> ComparisonReader {
        do {
            return try ComparisonReader(
                reference: inputs.reference, answers: inputs.recognisers.map(\.answers), options: options)
        } catch let mismatch as ComparisonMismatch {
            let advice =
                mismatch.isOnlyMissing
                ? "\nIf these are meant to be missing, say how they count: --missing count (every reference word is a "
                    + "deletion) or --missing leave-out" : ""
            throw CommandFailure(mismatch.description + advice, .wrongUsage)
        }
    }

    private func addRecognisers(to inputs: inout ErrorRateInputs) async throws {
        guard case .manifest(let manifest) = inputs.reference else { return }
        // Nobody pays for utterances that nothing is compared with.
        let scored = manifest.utterances.indices.filter { manifest.utterances[$0].transcript != nil }
        var corpus = manifest
        corpus.utterances = scored.map { manifest.utterances[$0] }
        let store = try command.cache.open()
        let (name, outcomes) = try await RecogniserSession.with(
            command.recognition, store: store, threads: command.compute.threads
        ) { session in
            let meter = TranscriptionProgressMeter(
                session.transcriber, total: corpus.utterances.count, quiet: output.quiet)
            defer { meter.finish() }
            return (
                session.name, try await BulkTranscription(manifest: corpus, transcriber: session.transcriber).collect()
            )
        }
        if Interrupts.shared.isInterrupted { throw CancellationError() }
        var answers = Array(repeating: RecogniserAnswer(.missing), count: manifest.utterances.count)
        for (place, outcome) in zip(scored, outcomes) {
            switch outcome {
            case .success(let heard)?:
                answers[place] = RecogniserAnswer(
                    .text(heard.parsed.text), confidence: heard.parsed.confidence, audioSeconds: heard.audioSeconds)
            case .failure(let error)?: answers[place] = RecogniserAnswer(.failed, failure: error.description)
            case nil: break
            }
        }
        try inputs.add(name, .list(answers))
    }

    // MARK: After the work

    /// An utterance without a speaker cannot be drawn with its speaker's others.
    private func checkSpeakers(_ analysis: ErrorAnalysis, _ reader: ComparisonReader) throws {
        let isNeeded = analysis.settings.givesIntervals || analysis.settings.comparesRecognisers
        guard isNeeded, analysis.utterancesWithoutSpeaker > 0 else { return }
        throw CommandFailure(
            "--intervals speakers: \(analysis.utterancesWithoutSpeaker) of \(reader.rows) utterances have no speaker: fill "
                + "the column speaker, or take --intervals utterances", .wrongUsage)
    }

    private func show(
        _ analysis: ErrorAnalysis, _ reader: ComparisonReader, _ inputs: ErrorRateInputs, _ files: ErrorRateFiles
    ) throws -> ExitStatus {
        if case .file = inputs.reference { show(reader.unusableReferences, "references", "left out") }
        show(reader.unusableHypotheses, "hypotheses", "taken as failed")
        show(reader.badNumbers, "values", "taken as none")
        FailureList.show(files.failures, total: files.failureCount)
        if reader.withoutReference > 0 {
            output.remark(
                "\(reader.withoutReference) of \(reader.rows) utterances have no reference transcript: not scored")
        }
        let report = ErrorRateReport(analysis: analysis)
        if output.json {
            try JSONOutput.print(ErrorRateJSON(analysis, perUtterance: files.rows))
        } else if command.shown.perUtterance == "-" {
            if !output.quiet { Console.status(report.text) }
        } else {
            Console.write(report.text)
        }
        let unusable = max(reader.unusableReferences.count, inputs.unreadableRows)
        let unanswered = analysis.totals.contains { $0.failed + $0.missing > 0 }
        return unanswered || unusable > 0 ? .someFailed : .allDone
    }

    private func show(_ skipped: SkippedRows, _ what: String, _ consequence: String) {
        guard skipped.count > 0 else { return }
        for line in skipped.first { Console.note("error: \(line)") }
        if skipped.count > skipped.first.count {
            Console.note("… and \(skipped.count - skipped.first.count) more")
        }
        Console.note("\(skipped.count) malformed \(what) \(consequence)")
    }
}
