import Corpus

/// Shows what an importer found: every utterance that was left out, and of files that are none of the corpus's the first
/// few of each kind.
enum ImportedIssues {
    /// How many warnings of a kind are shown.
    private static let shown = 10

    /// - Parameters:
    ///   - issues: as the importer gives them.
    ///   - quiet: whether warnings are kept back.
    /// - Returns: how many utterances or files were left out.
    static func show(_ issues: [ManifestIssue], quiet: Bool) -> Int {
        var counts: [(message: String, count: Int)] = []
        for issue in issues {
            guard issue.severity == .warning else {
                Console.note(issue.description)
                continue
            }
            let place = counts.firstIndex { $0.message == issue.message } ?? counts.count
            if place == counts.count { counts.append((issue.message, 0)) }
            counts[place].count += 1
            if !quiet, counts[place].count <= shown { Console.note(issue.description) }
        }
        for kind in counts where !quiet && kind.count > shown {
            Console.note("… and \(kind.count - shown) more: \(EscapedText.oneLine(kind.message))")
        }
        return issues.filter { $0.severity == .error }.count
    }
}
