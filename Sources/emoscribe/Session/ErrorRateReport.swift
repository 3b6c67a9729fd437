import Corpus
import ErrorAnalysis
import ErrorRate

/// Error rates as tables for people.
struct ErrorRateReport {
    let analysis: ErrorAnalysis

    private var recognisers: [String] { analysis.recognisers.map(EscapedText.oneLine) }

    var text: String {
        var tables = analysis.groups.flatMap(tables)
        if recognisers.count > 1 {
            let rows = zip(recognisers, analysis.totals).map { Self.row($0, $1) }
            tables.insert(TextTable(header: [""] + Self.columns, rows: rows).text, at: 0)
        } else if tables.isEmpty {
            tables.append(TextTable(header: [""] + Self.columns, rows: [Self.row("corpus", analysis.totals[0])]).text)
        }
        return tables.joined(separator: "\n\n") + "\n" + remarks.map { $0 + "\n" }.joined()
    }

    // MARK: Tables

    private static let columns = [
        "utterances", "words", "WER", "sub", "del", "ins", "CER", "SER", "edits/utt", "no answer",
    ]

    /// A table of all figures for one recogniser; for several one with their error rates side by side, or where their
    /// groups are not the same utterances, one of all figures for each.
    private func tables(_ groups: ErrorGroups) -> [String] {
        let name = EscapedText.oneLine(groups.breakdown.name)
        if recognisers.count == 1 { return [table(name, groups, 0)] }
        let areSame = groups.groups.allSatisfy { group in
            group.rates.allSatisfy { $0.utterances == group.rates[0].utterances }
        }
        guard areSame else {
            return recognisers.indices.map { table("\(name), \(recognisers[$0])", groups, $0) }
        }
        func row(_ name: String, _ rates: [CorpusErrorRate]) -> [String] {
            [name, "\(rates[0].utterances)", "\(rates[0].words.referenceCount)"] + rates.map(Self.wordErrorRate)
        }
        let rows = groups.groups.map { row(Self.shown($0.name), $0.rates) } + [row("all", analysis.totals)]
        return [TextTable(header: [name, "utterances", "words"] + recognisers.map { "WER \($0)" }, rows: rows).text]
    }

    private func table(_ name: String, _ groups: ErrorGroups, _ place: Int) -> String {
        let rows = groups.groups.filter { $0.rates[place].utterances + $0.rates[place].leftOut > 0 }.map {
            Self.row(Self.shown($0.name), $0.rates[place])
        }
        return TextTable(header: [name] + Self.columns, rows: rows + [Self.row("all", analysis.totals[place])]).text
    }

    private static func row(_ name: String, _ rate: CorpusErrorRate) -> [String] {
        [
            name, "\(rate.utterances)", "\(rate.words.referenceCount)", wordErrorRate(rate),
            "\(rate.words.substitutions)", "\(rate.words.deletions)", "\(rate.words.insertions)",
            rate.characters.referenceCount == 0 ? "–" : percent(rate.characterErrorRate),
            rate.utterances == 0 ? "–" : percent(rate.sentenceErrorRate),
            rate.utterances == 0 ? "–" : Spoken.decimal(rate.editsPerUtterance, 2), "\(rate.missing + rate.failed)",
        ]
    }

    private static func wordErrorRate(_ rate: CorpusErrorRate) -> String {
        rate.words.referenceCount == 0 ? "–" : percent(rate.wordErrorRate)
    }

    private static func shown(_ name: String) -> String { name.isEmpty ? "(none)" : EscapedText.oneLine(name) }

    static func percent(_ value: Double) -> String { Spoken.decimal(100 * value, 1) + " %" }

    // MARK: What the figures mean

    private var remarks: [String] {
        var lines = [
            "normaliser \(analysis.settings.normalizer.name), alignment \(analysis.settings.rule.rawValue); "
                + "WER = (substitutions + deletions + insertions) / reference words"
        ]
        for (name, total) in zip(recognisers, analysis.totals) where total.missing + total.failed > 0 {
            let parts = [(total.failed, "failed"), (total.missing, "missing")].filter { $0.0 > 0 }
                .map { "\($0.0) \($0.1)" }
            lines.append(
                (recognisers.count > 1 ? "\(name): " : "")
                    + "\(Spoken.count(total.missing + total.failed, "utterance")) without an answer "
                    + "(\(parts.joined(separator: ", "))): "
                    + (analysis.settings.unanswered == .leaveOut
                        ? "left out of the rates, which flatters the recogniser"
                        : "every word of their references counts as a deletion"))
        }
        let empty = analysis.totals.map(\.emptyReferences).max() ?? 0
        if empty > 0 {
            lines.append(
                "\(Spoken.count(empty, "utterance")) \(empty == 1 ? "has" : "have") an empty reference: whatever was "
                    + "heard there counts as insertions")
        }
        return lines
    }
}
