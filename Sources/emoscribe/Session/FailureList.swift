import Corpus

/// Tells which items failed and why: the first of them one by one, all of them by number.
enum FailureList {
    /// How many are told one by one.
    static let shown = 20

    /// How many reasons of the others are told.
    private static let reasons = 5

    /// Shows them.
    ///
    /// - Parameters:
    ///   - failures: all of them, or the first ones.
    ///   - total: how many there are, where not all are given.
    ///   - hasTable: whether the command writes a table in which each has its reason.
    static func show(_ failures: [(id: String, reason: String)], total: Int? = nil, hasTable: Bool = false) {
        let total = total ?? failures.count
        for failure in failures.prefix(shown) {
            Console.note("failed: \(EscapedText.oneLine(failure.id)): \(EscapedText.oneLine(failure.reason))")
        }
        let told = min(failures.count, shown)
        guard total > told else { return }
        Console.note("… and \(total - told) more failed" + (hasTable ? "; the table has every reason" : ""))
        guard !hasTable, failures.count > told else { return }
        var counts: [String: Int] = [:]
        for failure in failures.dropFirst(told) { counts[failure.reason, default: 0] += 1 }
        let ordered = counts.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
        for (reason, count) in ordered.prefix(reasons) {
            Console.note("  \(count): \(EscapedText.oneLine(reason))")
        }
        if ordered.count > reasons {
            Console.note("  and for \(Spoken.count(ordered.count - reasons, "other reason"))")
        }
    }
}
