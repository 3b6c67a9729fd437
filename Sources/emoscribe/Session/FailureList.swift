import Corpus

/// Tells which items failed and why: the first of them one by one, all of them by number.
enum FailureList {
    /// How many are told one by one.
    static let shown = 20

    /// Shows them.
    ///
    /// - Parameters:
    ///   - failures: all of them, or the first ones.
    ///   - total: how many there are, where not all are given.
    static func show(_ failures: [(id: String, reason: String)], total: Int? = nil) {
        let total = total ?? failures.count
        for failure in failures.prefix(shown) {
            Console.note("failed: \(EscapedText.oneLine(failure.id)): \(EscapedText.oneLine(failure.reason))")
        }
        let told = min(failures.count, shown)
        if total > told {
            Console.note("… and \(total - told) more failed; the table has every reason")
        }
    }
}
