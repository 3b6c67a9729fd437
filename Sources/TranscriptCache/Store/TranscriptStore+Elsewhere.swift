// A shard on a machine of its own writes a cache of its own, and looks into the one that all of them know.
extension TranscriptStore {
    /// Asks the other cache for what this one did not find.
    ///
    /// - Parameters:
    ///   - found: what this one found, nil where it found nothing.
    ///   - questions: in the same order.
    ///   - ask: gives the other cache's answers to some of them.
    /// - Returns: `found`, with the other's answers in its gaps.
    /// - Throws: what `ask` throws.
    func completed<Question, Answer>(
        _ found: [Answer?], of questions: [Question],
        _ ask: (TranscriptStore, [Question]) async throws(TranscriptCacheError) -> [Answer?]
    ) async throws(TranscriptCacheError) -> [Answer?] {
        guard let elsewhere else { return found }
        let gaps = found.indices.filter { found[$0] == nil }
        guard !gaps.isEmpty else { return found }
        var completed = found
        for (place, answer) in zip(gaps, try await ask(elsewhere, gaps.map { questions[$0] })) {
            completed[place] = answer
        }
        return completed
    }
}
