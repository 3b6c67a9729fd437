import Corpus
import ErrorAnalysis
import ErrorRate

/// Error rates as tables for people.
struct ErrorRateReport {
    let analysis: ErrorAnalysis
    /// How many words of each kind are listed; nil = none.
    var confusions: Int?
    /// Words whose error rate is shown beside that of all words.
    var emotions: EmotionWordChoice?

    private var recognisers: [String] { analysis.recognisers.map(EscapedText.oneLine) }

    var text: String {
        let intervals = analysis.settings.givesIntervals ? analysis.intervals() : nil
        var tables = analysis.groups.flatMap { self.tables($0, intervals) }
        if recognisers.count > 1 {
            tables.insert(
                full(
                    "",
                    rows: recognisers.indices.map { place in
                        Row(name: recognisers[place], rate: analysis.totals[place], interval: intervals?[place])
                    }), at: 0)
        } else if tables.isEmpty {
            tables.append(full("", rows: [Row(name: "corpus", rate: analysis.totals[0], interval: intervals?[0])]))
        }
        if analysis.settings.comparesRecognisers {
            tables.append(RecogniserDifferences.text(analysis.comparisons(), unit: analysis.settings.sampling.unit))
        }
        let words = WordTables(analysis: analysis)
        if let emotions { tables.append(words.emotions(emotions)) }
        if let confusions { tables += words.confusions(confusions) }
        return tables.joined(separator: "\n\n") + "\n" + remarks.map { $0 + "\n" }.joined()
    }

    // MARK: Tables

    private struct Row {
        var name: String
        var rate: CorpusErrorRate
        var interval: RateInterval?
    }

    /// A table of all figures for one recogniser; for several one with their error rates side by side, or where their
    /// groups are not the same utterances, one of all figures for each.
    private func tables(_ groups: ErrorGroups, _ intervals: [RateInterval?]?) -> [String] {
        let name = EscapedText.oneLine(groups.breakdown.name)
        let list = groups.groups.map { group in
            (group, intervals == nil ? nil : groups.intervals(of: group, analysis.settings.sampling))
        }
        func column(_ heading: String, _ place: Int) -> String {
            var rows = list.filter { $0.0.rates[place].utterances + $0.0.rates[place].leftOut > 0 }.map {
                Row(name: Self.shown($0.0.name), rate: $0.0.rates[place], interval: $0.1?[place])
            }
            rows.append(Row(name: "all", rate: analysis.totals[place], interval: intervals?[place]))
            return full(heading, rows: rows)
        }
        if recognisers.count == 1 { return [column(name, 0)] }
        let areSame = list.allSatisfy { group, _ in
            group.rates.allSatisfy { $0.utterances == group.rates[0].utterances }
        }
        guard areSame else { return recognisers.indices.map { column("\(name), \(recognisers[$0])", $0) } }
        func row(_ name: String, _ rates: [CorpusErrorRate], _ intervals: [RateInterval?]?) -> [String] {
            let cells = rates.indices.map { place in
                Self.wordErrorRate(rates[place]) + (intervals.map { "  " + Self.interval($0[place]) } ?? "")
            }
            let counts = intervals.map { Self.units($0.lazy.compactMap { $0 }.first, units) } ?? []
            return [name, "\(rates[0].utterances)", "\(rates[0].words.referenceCount)"] + counts + cells
        }
        let rows =
            list.map { row(Self.shown($0.0.name), $0.0.rates, $0.1) } + [row("all", analysis.totals, intervals)]
        let header = [name, "utterances", "words"] + (intervals == nil ? [] : units) + recognisers.map { "WER \($0)" }
        return [TextTable(header: header, rows: rows).text]
    }

    /// A table of all figures.
    private func full(_ heading: String, rows: [Row]) -> String {
        let hasIntervals = analysis.settings.givesIntervals
        let header =
            [heading, "utterances", "words", "WER"] + (hasIntervals ? ["95 % interval"] + units : [])
            + ["sub", "del", "ins", "CER", "SER", "edits/utt", "no answer"]
        return TextTable(
            header: header,
            rows: rows.map { row in
                let rate = row.rate
                return [
                    row.name, "\(rate.utterances)", "\(rate.words.referenceCount)", Self.wordErrorRate(rate),
                ] + (hasIntervals ? [Self.interval(row.interval)] + Self.units(row.interval, units) : []) + [
                    "\(rate.words.substitutions)", "\(rate.words.deletions)", "\(rate.words.insertions)",
                    rate.characters.referenceCount == 0 ? "–" : Self.percent(rate.characterErrorRate),
                    rate.utterances == 0 ? "–" : Self.percent(rate.sentenceErrorRate),
                    rate.utterances == 0 ? "–" : Spoken.decimal(rate.editsPerUtterance, 2),
                    "\(rate.missing + rate.failed)",
                ]
            }
        ).text
    }

    private static func wordErrorRate(_ rate: CorpusErrorRate) -> String {
        rate.words.referenceCount == 0 ? "–" : percent(rate.wordErrorRate)
    }

    private static func interval(_ interval: RateInterval?) -> String {
        guard let range = interval?.spread.percentile else { return "–" }
        return "\(Spoken.decimal(100 * range.lowerBound, 1)) to \(Spoken.decimal(100 * range.upperBound, 1))"
    }

    /// The column that says how many units an interval is made of, where that is not the utterances beside it.
    private var units: [String] {
        analysis.settings.sampling.unit == .utterances ? [] : [analysis.settings.sampling.unit.rawValue]
    }

    private static func units(_ interval: RateInterval?, _ columns: [String]) -> [String] {
        columns.map { _ in interval.map { "\($0.units)" } ?? "–" }
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
                (recognisers.count > 1 ? "\(name): " : "") + "no answer for \(parts.joined(separator: " and ")) "
                    + (total.missing + total.failed == 1 ? "utterance: " : "utterances: ")
                    + (analysis.settings.unanswered == .leaveOut
                        ? "left out of the rates, which flatters the recogniser"
                        : "every word of the reference counts as a deletion"))
        }
        lines += samplingRemarks
        if let emotions { lines += WordTables(analysis: analysis).emotionRemarks(emotions) }
        let empty = analysis.totals.map(\.emptyReferences).max() ?? 0
        if empty > 0 {
            lines.append(
                "\(Spoken.count(empty, "utterance")) \(empty == 1 ? "has" : "have") an empty reference: whatever was "
                    + "heard there counts as insertions")
        }
        return lines
    }

    private var samplingRemarks: [String] {
        let settings = analysis.settings
        let draws = "\(settings.sampling.bootstrap.replicates) draws with replacement, seed \(settings.sampling.seed)"
        var lines: [String] = []
        if settings.givesIntervals {
            let units = analysis.intervals().compactMap { $0?.units }.max() ?? 0
            lines.append(
                "95 % interval of the WER in percent: bootstrap over \(units) \(settings.sampling.unit.rawValue) "
                    + "(percentiles of \(draws))")
        }
        if settings.comparesRecognisers {
            lines.append("difference: WER of the first less that of the second, in points of percent; p is two-sided")
            lines.append("bootstrap: paired, over whole \(settings.sampling.unit.rawValue), \(draws)")
            lines.append(
                "MAPSSWE: over segments of sclite's alignments; McNemar: over utterances that only one has right")
            if recognisers.count > 2 { lines.append("p is corrected for \(pairCount) comparisons (Holm)") }
        }
        return lines
    }

    private var pairCount: Int { recognisers.count * (recognisers.count - 1) / 2 }
}
