import Corpus
import ErrorAnalysis
import ErrorRate
import Export
import Foundation

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
        try checkVote(inputs)
        var settings = ErrorAnalysis.Settings()
        try command.texts.apply(to: &settings)
        settings.breakdowns = breakdowns
        settings.talliesWords = command.words.confusions != nil || command.words.emotionWords
        command.sampling.apply(to: &settings, recognisers: inputs.recognisers.count)
        let emotions = try command.words.choice(from: inputs.reference, normalizer: settings.normalizer)
        var options = ComparisonReader.Options()
        options.values = columns
        options.durationColumn = command.files.durationColumn
        options.acceptsMissing = command.texts.missing != nil
        var reader = try openReader(inputs, options)
        var analysis = ErrorAnalysis(recognisers: inputs.recognisers.map(\.name), settings: settings)
        var files = try ErrorRateFiles(command.shown, json: output.json, analysis: analysis)
        let meter = ProgressMeter(title: "scoring", total: reader.total, quiet: output.quiet)
        defer { meter.finish() }
        while let utterance = try reader.next() {
            try files.add(analysis.add(utterance))
            if reader.rows % 1024 == 0 {
                if Interrupts.shared.isInterrupted { throw CancellationError() }
                meter.update(.init(done: reader.rows))
            }
        }
        meter.finish()
        try checkSpeakers(analysis, reader)
        try files.finish()
        return try show(analysis, emotions, reader, inputs, files)
    }

    // MARK: Before the work

    private func check(_ columns: [String], in reference: ReferenceSource) throws {
        let known = try reference.groupingColumns()
        for column in columns + [command.files.durationColumn].compactMap({ $0 }) where !known.contains(column) {
            throw ErrorRateInputs.noColumn(column, in: reference.path, known)
        }
    }

    private func checkVote(_ inputs: ErrorRateInputs) throws {
        guard command.texts.vote else { return }
        guard inputs.recognisers.count > 2 else {
            throw CommandFailure(
                "--vote needs three or more recognisers, and there \(inputs.recognisers.count == 1 ? "is 1" : "are 2"): of "
                    + "two the first would always win", .wrongUsage)
        }
        guard !inputs.recognisers.contains(where: { $0.name == ErrorAnalysis.voteName }) else {
            throw CommandFailure("--vote: a recogniser is called vote already; give it another name", .wrongUsage)
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
        _ analysis: ErrorAnalysis, _ emotions: EmotionWordChoice?, _ reader: ComparisonReader,
        _ inputs: ErrorRateInputs, _ files: ErrorRateFiles
    ) throws -> ExitStatus {
        if case .file = inputs.reference { show(reader.unusableReferences, "references", "left out") }
        show(reader.unusableHypotheses, "hypotheses", "taken as failed")
        show(reader.badNumbers, "values", "taken as none")
        if let ids = reader.idsInLines {
            Console.note(
                "warning: every line \(ids == .first ? "begins" : "ends") with the same word in all files: if these are ids, "
                    + "they count as words now; say --format \(ids == .first ? "kaldi" : "trn")")
        }
        FailureList.show(files.failures, total: files.failureCount)
        if command.recognition.offline, command.asksRecogniser, analysis.totals.contains(where: { $0.missing > 0 }) {
            output.remark("what is missing is not in the cache: without --offline it is asked for")
        }
        if reader.withoutReference > 0 {
            output.remark(
                "\(reader.withoutReference) of \(reader.rows) utterances have no reference transcript: not scored")
        }
        let report = ErrorRateReport(analysis: analysis, confusions: command.words.confusions, emotions: emotions)
        if output.json {
            try JSONOutput.print(
                ErrorRateJSON(
                    analysis, perUtterance: files.rows, confusions: command.words.confusions, emotions: emotions))
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
