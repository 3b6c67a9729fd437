import Corpus
import ErrorAnalysis
import ErrorRate

/// What happened to single words, as tables for people.
struct WordTables {
    let analysis: ErrorAnalysis

    private var recognisers: [String] { analysis.recognisers.map(EscapedText.oneLine) }

    // MARK: Words taken for others, lost, and put in

    /// The `count` most frequent of each kind, for every recogniser.
    func confusions(_ count: Int) -> [String] {
        zip(recognisers, analysis.tallies).flatMap { name, tally in
            let of = recognisers.count > 1 ? ", \(name)" : ""
            let confusions = tally.confusions
            let lost = tally.words(by: \.lost)
            let inserted = tally.words(by: \.insertions)
            return [
                TextTable(
                    header: ["taken for another\(of)", "times"],
                    rows: confusions.prefix(count).map { pair in
                        ["\(shown(pair.reference)) → \(shown(pair.hypothesis))", "\(pair.count)"]
                    } + Self.rest(confusions.dropFirst(count).map(\.count), columns: 2)),
                TextTable(
                    header: ["lost\(of)", "times", "of", "replaced", "left out"],
                    rows: lost.prefix(count).map { word in
                        [
                            shown(word.word), "\(word.lost)", "\(word.referenceCount)", "\(word.substitutions)",
                            "\(word.deletions)",
                        ]
                    } + Self.rest(lost.dropFirst(count).map(\.lost), columns: 5)),
                TextTable(
                    header: ["put in\(of)", "times"],
                    rows: inserted.prefix(count).map { [shown($0.word), "\($0.insertions)"] }
                        + Self.rest(inserted.dropFirst(count).map(\.insertions), columns: 2)),
            ].map { $0.rows.isEmpty ? "\($0.header[0]): none" : $0.text }
        }
    }

    /// A last line for what is not listed.
    private static func rest(_ counts: [Int], columns: Int) -> [[String]] {
        guard !counts.isEmpty else { return [] }
        let row = ["… \(counts.count) more", "\(counts.reduce(0, +))"]
        return [row + Array(repeating: "", count: columns - row.count)]
    }

    private func shown(_ word: String) -> String { EscapedText.oneLine(word) }

    // MARK: Words that go with emotions

    /// Their error rates beside those of all words.
    func emotions(_ choice: EmotionWordChoice) -> String {
        let rates = analysis.tallies.map { choice.words.errorRates(in: $0) }
        func row(_ name: String, _ words: Int?, _ counts: [EditCounts]) -> [String] {
            [name, words.map { "\($0)" } ?? "", "\(counts[0].referenceCount)"]
                + counts.map { $0.referenceCount == 0 ? "–" : ErrorRateReport.percent($0.errorRate) }
        }
        var rows = [row("emotion-bearing words", choice.words.words.count, rates.map(\.emotionBearing))]
        for (place, label) in choice.words.labels.enumerated() {
            let count = choice.words.words.count { ByteKey($0.label) == ByteKey(label) }
            rows.append(row("  \(shown(label))", count, rates.map { $0.byLabel[place] }))
        }
        rows.append(row("all words", nil, rates.map(\.all)))
        let heads = recognisers.count == 1 ? ["WER"] : recognisers.map { "WER \($0)" }
        return TextTable(header: ["", "distinct", "said"] + heads, rows: rows).text
    }

    /// By which rule they were picked, and the first of them.
    func emotionRemarks(_ choice: EmotionWordChoice) -> [String] {
        let settings = choice.words.settings
        var lines = [
            "emotion-bearing: log-odds against the other labels with z ≥ \(Spoken.decimal(settings.threshold, 2)) and "
                + "\(settings.minimumCount) or more occurrences in the \(choice.texts) labelled texts of \(choice.path)"
                + (choice.areTraining ? " with split train" : "")
        ]
        if choice.words.words.isEmpty {
            lines.append("no word stands out: there are too few texts, or words go with no emotion here")
        }
        for label in choice.words.labels {
            let words = choice.words.words.filter { ByteKey($0.label) == ByteKey(label) }
            guard !words.isEmpty else { continue }
            lines.append(
                "  \(shown(label)): \(words.prefix(8).map { shown($0.word) }.joined(separator: ", "))"
                    + (words.count > 8 ? " …" : ""))
        }
        return lines
    }
}
