import Corpus
import Foundation
import Models
import Training

extension ComparisonTable {
    /// The table for a terminal, with its caption beneath.
    public var text: String { (plain.lines + [""] + caption.sentences(labels: labels)).joined(separator: "\n") + "\n" }

    /// The table in GitHub's Markdown, with its caption beneath.
    public var markdown: String {
        let cells = rows.map { row in
            let cells = Self.cells(row)
            let measures = Measure.allCases.map { Self.markdown(row.pooled[$0], row.statistics.first(of: $0)) }
            return Array(cells.prefix(2) + measures + cells.suffix(1))
        }
        let table = PlainTable(header: Self.header, rows: cells)
        return (table.markdownLines + [""] + caption.sentences(labels: labels)).joined(separator: "\n") + "\n"
    }

    private var plain: PlainTable { PlainTable(header: Self.header, rows: rows.map(Self.cells)) }

    /// The table as CSV: full precision (6 decimals), pooled and per fold; an empty cell where there is no number.
    public var csv: String {
        let measures = ["wap", "wa", "uar", "macro_f1"]
        var bytes: [UInt8] = []
        let writer = CSVWriter()
        var header = ["model", "train", "test", "runs", "failed"] + measures.flatMap { ["\($0)_mean", "\($0)_sd"] }
        header += ["folds_measured"] + measures.flatMap { ["\($0)_fold_mean", "\($0)_fold_sd"] }
        header += measures.flatMap { ["\($0)_low", "\($0)_high", "\($0)_best"] } + ["interval_unit", "interval_units"]
        writer.append(header, to: &bytes)
        func numbers(_ summary: MeasureSummary) -> [String] {
            summary.named.flatMap { measure in
                [measure.value.mean, measure.value.deviation].map { $0.map { fixed($0, decimals: 6) } ?? "" }
            }
        }
        for row in rows {
            var cells = [row.architecture.rawValue, row.condition.train.rawValue, row.condition.test.rawValue]
            cells += ["\(row.pooled.weightedAccuracy.count)", "\(row.failed)"] + numbers(row.pooled)
            cells += ["\(row.perFold.weightedAccuracy.count)"] + numbers(row.perFold)
            cells += Measure.allCases.flatMap { Self.interval(row.statistics.first(of: $0)) }
            cells += [caption.sampling?.unit.rawValue ?? "", caption.sampling.map { "\($0.units)" } ?? ""]
            writer.append(cells, to: &bytes)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The table as JSON, keys sorted.
    public func json() throws -> String {
        String(decoding: try RunStore.encoder(pretty: true).encode(self), as: UTF8.self) + "\n"
    }

    private static let header = ["model", "transcripts", "WAP", "WA", "UAR", "macro-F1", "runs"]

    private static func cells(_ row: Row) -> [String] {
        [row.architecture.rawValue.uppercased(), row.condition.description] + row.pooled.named.map { format($0.value) }
            + [
                row.failed == 0
                    ? "\(row.pooled.weightedAccuracy.count)"
                    : "\(row.pooled.weightedAccuracy.count) (\(row.failed) failed)"
            ]
    }

    private static func interval(_ statistic: MeasureStatistic?) -> [String] {
        [statistic?.interval?.low, statistic?.interval?.high].map { $0.map { fixed($0, decimals: 6) } ?? "" }
            + [statistic.map { $0.isBest ? "yes" : "no" } ?? ""]
    }

    /// `**0.546** ± 0.009 [0.531, 0.560]`.
    private static func markdown(_ value: MeanDeviation, _ statistic: MeasureStatistic?) -> String {
        guard let mean = value.mean else { return format(value) }
        let number = fixed(mean, decimals: 3)
        let ends = statistic?.interval.map {
            " [\(fixed($0.low, decimals: 3)), \(fixed($0.high, decimals: 3))]"
        }
        return (statistic?.isBest == true ? "**\(number)**" : number) + format(value).dropFirst(number.count)
            + (ends ?? "")
    }

    private static func format(_ value: MeanDeviation) -> String {
        guard let mean = value.mean else { return "–" }
        return fixed(mean, decimals: 3) + " ± " + (value.deviation.map { fixed($0, decimals: 3) } ?? "–")
    }
}

extension ComparisonTable.Caption {
    /// How the table was made, a line each.
    func sentences(labels: [String]) -> [String] {
        let speakers =
            switch foldsMixingSpeakers {
            case nil: "not all speakers are known, so one may be in both train and test"
            case 0?: "no speaker is in both train and test"
            case let count?:
                "in \(count) of \(folds) a speaker is in both train and test, which flatters every model"
            }
        let counts = zip(labels, labelCounts).map { "\(grouped($1)) \($0)" }.joined(separator: ", ")
        var lines = [
            "Folds: \(foldScheme), \(folds); \(foldExplanation); \(speakers).",
            "Data: \(grouped(utterances)) utterances (\(counts)); \(grouped(tested)) test predictions per run.",
            "Runs: \(runs) per fold, seed \(seed). A run's test predictions on all folds are measured together; "
                + "mean ± standard deviation (n − 1) is over the runs.",
        ]
        switch standardisation {
        case .none: lines.append("Features: as they are.")
        case .corpus: lines.append("Features: standardised by the training part.")
        case .speaker:
            lines.append(
                "Features: standardised by speaker; test speakers by their own unlabelled utterances, which is an "
                    + "adaptation to them.")
        }
        if let sampling {
            lines.append(sampling.sentence)
            lines.append(
                "Bold in table.md and table.tex: the best model on the same transcripts, where the paired test against "
                    + "the next, corrected for all comparisons (significance.csv), has p < 0.05.")
        }
        return lines
    }
}
