import Corpus
import Foundation

extension PaperComparison {
    private static let header = ["model", "transcripts", "paper", "ours", "runs", "difference", "in sd"]

    /// For a terminal, with its remarks beneath.
    public var text: String {
        (["The paper's table 2 (WAP) and ours", ""] + plain.lines + [""] + remarks).joined(separator: "\n") + "\n"
    }

    /// In GitHub's Markdown, with its remarks beneath.
    public var markdown: String { (plain.markdownLines + [""] + remarks).joined(separator: "\n") + "\n" }

    private var plain: PlainTable { PlainTable(header: Self.header, rows: rows.map(Self.cells)) }

    /// As CSV, 6 decimals; an empty cell where there is no number.
    public var csv: String {
        var bytes: [UInt8] = []
        let writer = CSVWriter()
        writer.append(
            [
                "model", "transcripts", "paper_wap_mean", "paper_wap_sd", "wap_mean", "wap_sd", "runs", "difference",
                "difference_in_sd",
            ], to: &bytes)
        func number(_ value: Double?) -> String { value.map { fixed($0, decimals: 6) } ?? "" }
        for row in rows {
            writer.append(
                [
                    row.model, row.transcripts ?? "", number(row.paperMean), number(row.paperDeviation),
                    number(row.ownMean), number(row.ownDeviation), "\(row.ownRuns)", number(row.difference),
                    number(row.standardisedDifference),
                ], to: &bytes)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Writes `paper.csv` and `paper.md` into a folder of results.
    ///
    /// - Throws: `ExperimentError.file`.
    public func write(into folder: String) throws {
        let store = try RunStore(reading: folder)
        try store.write(Data(csv.utf8), to: "paper.csv")
        try store.write(Data(markdown.utf8), to: "paper.md")
    }

    private static func cells(_ row: Row) -> [String] {
        func spread(_ mean: Double?, _ deviation: Double?) -> String {
            guard let mean else { return "–" }
            return fixed(mean, decimals: 3) + (deviation.map { " ± " + fixed($0, decimals: 3) } ?? "")
        }
        func signed(_ value: Double?, _ decimals: Int) -> String {
            value.map { ($0 > 0 ? "+" : "") + fixed($0, decimals: decimals) } ?? "–"
        }
        return [
            row.model, row.transcripts ?? "–", spread(row.paperMean, row.paperDeviation),
            spread(row.ownMean, row.ownDeviation), row.ownRuns == 0 ? "–" : "\(row.ownRuns)",
            signed(row.difference, 3), signed(row.standardisedDifference, 1),
        ]
    }
}
