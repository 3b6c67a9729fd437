import Corpus

/// Tells which items failed and why: the first of them one by one, all of them by number.
enum FailureList {
    private static let shown = 20

    static func show(_ failures: [(id: String, reason: String)]) {
        for failure in failures.prefix(shown) {
            Console.note("failed: \(EscapedText.oneLine(failure.id)): \(EscapedText.oneLine(failure.reason))")
        }
        if failures.count > shown {
            Console.note("… and \(failures.count - shown) more failed; the table has every reason")
        }
    }
}
