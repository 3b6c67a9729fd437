import Corpus
import ErrorAnalysis
import ErrorRate
import Export
import Foundation

/// What `wer` writes and shows of every single utterance, as they are scored.
struct ErrorRateFiles {
    /// The first utterances without an answer, and why.
    private(set) var failures: [(id: String, reason: String)] = []
    private(set) var failureCount = 0
    /// The utterances for the JSON object; nil where nobody asked for them.
    private(set) var rows: [ErrorRateJSON.Row]?

    private let options: ErrorOutputOptions
    private let recognisers: [String]
    private let table: UtteranceErrorTable
    private let csv: StreamedFile?
    private var alignments: [SclitePRA]
    private let painter: AlignmentText

    init(_ options: ErrorOutputOptions, json: Bool, analysis: ErrorAnalysis) throws {
        self.options = options
        recognisers = analysis.recognisers
        let settings = analysis.settings
        table = UtteranceErrorTable(
            normalizer: settings.normalizer.name, rule: settings.rule, spreadsheetSafe: options.spreadsheetSafe)
        rows = json && options.perUtterance == "-" ? [] : nil
        csv = try rows != nil ? nil : options.perUtterance.map { try StreamedFile(path: $0) }
        try csv?.write(table.header)
        let foldsCase = settings.normalizer.apply("A") == "a"
        alignments =
            try options.pra == nil
            ? [] : recognisers.map { try SclitePRA(recogniser: $0, foldsCase: foldsCase) }
        painter = AlignmentText(coloured: Console.outputHasColour, lineWidth: Console.outputColumns)
    }

    mutating func add(_ scored: ErrorAnalysis.Scored) throws {
        let utterance = scored.utterance
        for (place, result) in scored.results.enumerated() {
            let answer = utterance.answers[place]
            if let reason = answer.failure { note(utterance.id, reason, place) }
            if csv != nil {
                let facts = UtteranceErrorTable.Facts(
                    id: utterance.id, recogniser: recognisers[place], confidence: answer.confidence,
                    durationSeconds: utterance.durationSeconds, failure: answer.failure)
                try csv?.write(table.record(facts, result))
            }
            rows?.append(ErrorRateJSON.Row(utterance.id, recognisers[place], answer, result))
            guard result.outcome.isCounted, !alignments.isEmpty || options.align else { continue }
            let reference = Tokenization.whiteSpace.tokens(in: result.reference)
            let hypothesis = Tokenization.whiteSpace.tokens(in: result.hypothesis)
            if !alignments.isEmpty {
                try alignments[place].add(
                    id: utterance.id, speaker: utterance.speaker, alignment: result.words, reference: reference,
                    hypothesis: hypothesis)
            }
            if options.align { show(utterance, place, result, reference, hypothesis) }
        }
    }

    /// Puts the files into their places.
    mutating func finish() throws {
        try csv?.finish()
        guard let pra = options.pra else { return }
        for (place, alignment) in alignments.enumerated() {
            try alignment.write(to: alignments.count == 1 ? pra : Self.path(pra, of: recognisers[place]))
        }
        alignments = []
    }

    /// `x.NAME.pra` for `x.pra`; what cannot be in a file's name becomes `_`.
    static func path(_ path: String, of recogniser: String) -> String {
        let name = String(recogniser.map { $0.isLetter || $0.isNumber || "-_+.".contains($0) ? $0 : "_" })
        let start = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        guard let dot = path[start...].lastIndex(of: "."), dot > start else { return "\(path).\(name)" }
        return "\(path[..<dot]).\(name)\(path[dot...])"
    }

    private mutating func note(_ id: String, _ reason: String, _ place: Int) {
        failureCount += 1
        guard failures.count < FailureList.shown else { return }
        failures.append((id, recognisers.count == 1 ? reason : "\(recognisers[place]): \(reason)"))
    }

    private func show(
        _ utterance: ComparedUtterance, _ place: Int, _ result: UtteranceErrorRate, _ reference: [String],
        _ hypothesis: [String]
    ) {
        let counts = result.words.counts
        if options.errorsOnly, counts.errors == 0 { return }
        var heading = EscapedText.oneLine(utterance.id)
        if recognisers.count > 1 { heading += "  \(EscapedText.oneLine(recognisers[place]))" }
        heading += "  WER \(ErrorRateReport.percent(counts.errorRate))"
        if case .answered = result.outcome {} else { heading += "  no answer" }
        let text = painter.render(
            result.words, reference: reference.map(EscapedText.oneLine), hypothesis: hypothesis.map(EscapedText.oneLine)
        )
        // A line of marks without a mark says nothing.
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
            line.isEmpty || line.contains { $0 != " " }
        }
        Console.write("\(heading)\n\(lines.joined(separator: "\n"))\n")
    }
}
