import Corpus
import Foundation
import Models
import Training

extension ComparisonTable {
    /// The table for a terminal, with its caption beneath.
    public var text: String {
        let cells = [Self.header] + rows.map(Self.cells)
        let widths = Self.header.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
        var lines = cells.map { row in
            row.indices.map { column in
                let padding = String(repeating: " ", count: widths[column] - row[column].count)
                return column < 2 ? row[column] + padding : padding + row[column]
            }.joined(separator: "  ")
        }
        lines.insert(String(repeating: "─", count: lines[0].count), at: 1)
        return (lines + [""] + caption.sentences(labels: labels)).joined(separator: "\n") + "\n"
    }

    /// The table in GitHub's Markdown, with its caption beneath.
    public var markdown: String {
        func line(_ cells: [String]) -> String {
            "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
        }
        let rule = "| " + Self.header.indices.map { $0 < 2 ? "---" : "---:" }.joined(separator: " | ") + " |"
        let lines = [line(Self.header), rule] + rows.map { line(Self.cells($0)) }
        return (lines + [""] + caption.sentences(labels: labels)).joined(separator: "\n") + "\n"
    }

    /// The table as CSV: full precision (6 decimals), pooled and per fold; an empty cell where there is no number.
    public var csv: String {
        let measures = ["wap", "wa", "uar", "macro_f1"]
        var bytes: [UInt8] = []
        let writer = CSVWriter()
        writer.append(
            ["model", "train", "test", "runs", "failed"] + measures.flatMap { ["\($0)_mean", "\($0)_sd"] }
                + ["folds_measured"] + measures.flatMap { ["\($0)_fold_mean", "\($0)_fold_sd"] },
            to: &bytes)
        func numbers(_ summary: MeasureSummary) -> [String] {
            summary.named.flatMap { measure in
                [measure.value.mean, measure.value.deviation].map { $0.map { fixed($0, decimals: 6) } ?? "" }
            }
        }
        for row in rows {
            writer.append(
                [
                    row.architecture.rawValue, row.condition.train.rawValue, row.condition.test.rawValue,
                    "\(row.pooled.weightedAccuracy.count)", "\(row.failed)",
                ] + numbers(row.pooled) + ["\(row.perFold.weightedAccuracy.count)"] + numbers(row.perFold),
                to: &bytes)
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
        return lines
    }
}
