public import Foundation
import GRDB

extension TranscriptStore {
    /// When the last answers of a service came, and how much audio each was about; the latest first.
    ///
    /// - Parameters:
    ///   - provider: the provider's id.
    ///   - endpoint: its address, as in the answers' identities.
    ///   - model: the model asked for.
    ///   - limit: the most answers to return.
    /// - Returns: one entry an answer.
    /// - Throws: `damagedRow`.
    public func lastAnswers(
        provider: String, endpoint: String, model: String, limit: Int
    ) async throws(TranscriptCacheError) -> [(createdAt: Date, audioSeconds: Double)] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT createdAt, audioSeconds FROM transcripts WHERE provider = ? AND endpoint = ? AND model = ?
                    ORDER BY id DESC LIMIT ?
                    """,
                arguments: [provider, endpoint, model, limit]
            ).map { row in
                let row = StoredRow(row: row, table: "transcripts")
                return (try row.value("createdAt"), try row.value("audioSeconds"))
            }
        }
    }
}
