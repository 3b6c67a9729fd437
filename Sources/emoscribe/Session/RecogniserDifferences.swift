import Corpus
import ErrorAnalysis
import ErrorRate

/// Recognisers against each other, as a table for people: differences, p-values, and the size of each sample.
enum RecogniserDifferences {
    static func text(_ comparisons: [RecogniserComparison], unit: SamplingUnit) -> String {
        TextTable(
            header: [
                "difference", "WER", "95 % interval", "p bootstrap", unit.rawValue, "p MAPSSWE", "segments",
                "p McNemar",
                "discordant",
            ], rows: comparisons.map(row)
        ).text
    }

    private static func row(_ comparison: RecogniserComparison) -> [String] {
        let difference = comparison.difference
        return [
            "\(EscapedText.oneLine(comparison.first)) - \(EscapedText.oneLine(comparison.second))",
            difference.map { points($0.difference) } ?? "–",
            difference.map {
                "\(points($0.spread.percentile.lowerBound)) to \(points($0.spread.percentile.upperBound))"
            }
                ?? "–",
            probability(comparison.corrected.bootstrap), difference.map { "\($0.units)" } ?? "–",
            probability(comparison.corrected.matchedPairs), "\(comparison.matchedPairs.segments)",
            probability(comparison.corrected.mcNemar), "\(comparison.mcNemar.discordant)",
        ]
    }

    private static func points(_ share: Double) -> String {
        let text = Spoken.decimal(100 * share, 1)
        return share > 0 && text.contains { $0 != "0" && $0 != "." } ? "+" + text : text
    }

    /// Four decimals; `< 0.0001` below them, `–` where there is no test.
    static func probability(_ value: Double?) -> String {
        guard let value else { return "–" }
        return value < 0.0001 ? "< 0.0001" : Spoken.decimal(value, 4)
    }
}
