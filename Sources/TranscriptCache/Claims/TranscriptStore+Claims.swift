import Foundation
import GRDB

/// What became of the wish to ask a question.
public enum ClaimOutcome: Sendable, Hashable {
    /// Nobody else asks it until it is answered (`store`) or given back (`release`).
    case taken
    /// Somebody answered it meanwhile.
    case answered(CachedTranscript)
    /// Somebody else is asking it: look again a little later.
    case held
}

extension TranscriptStore {
    /// Takes a question before it is asked, so that of several processes only one pays for it.
    ///
    /// A claim whose owner died is taken over: at once where the owner's process was on this machine, after a minute
    /// without a sign of life where it cannot be looked up from here. Claims are not synced to the disk: what a power
    /// failure could undo belonged to a process that it ended.
    ///
    /// - Parameter key: the question.
    /// - Returns: `taken` where it is ours; then it ends with `store` or `release`.
    /// - Throws: `diskFull`, `diskNearlyFull`, `readOnly`, `busy`: nothing is claimed then, and nothing should be paid
    ///   for.
    public func claim(_ key: CacheKey) async throws(TranscriptCacheError) -> ClaimOutcome {
        guard claims.begin(key) else {
            return try await transcript(forKey: key).map(ClaimOutcome.answered) ?? .held
        }
        do throws(TranscriptCacheError) {
            var outcome = try await read { [claims] in try claims.outcome(key, $0) }
            if outcome == .taken {
                try await prepareForPaidAnswers()
                claims.startBeating { [weak self] in self?.beat() }
                outcome = try await write(durably: false) { [claims] database in
                    let outcome = try claims.outcome(key, database)
                    if outcome == .taken { try claims.take(key, database) }
                    return outcome
                }
            }
            if outcome != .taken { claims.end(key) }
            return outcome
        } catch {
            claims.end(key)
            throw error
        }
    }

    /// Gives a question back that was not answered; not an error where it was not claimed here.
    public func release(_ key: CacheKey) async throws(TranscriptCacheError) {
        guard claims.holds(key) else { return }
        defer { claims.end(key) }
        try await write(durably: false) { [claims] in try claims.drop(key, $0) }
    }

    /// How many questions are being asked just now, by all processes, dead ones included.
    public func claimCount() async throws(TranscriptCacheError) -> Int {
        try await read { try Int.fetchOne($0, sql: "SELECT count(*) FROM claims") ?? 0 }
    }
}

extension ClaimKeeper {
    /// What can be done about a question: `taken` where nobody who lives has it.
    fileprivate func outcome(_ key: CacheKey, _ database: Database) throws -> ClaimOutcome {
        if let answer = try CachedTranscript.fetch(key, from: database) { return .answered(answer) }
        let statement = try database.cachedStatement(
            sql: """
                SELECT claims.owner, claimOwners.* FROM claims LEFT JOIN claimOwners ON claimOwners.id = claims.owner
                WHERE claims.key = ?
                """)
        guard let row = try Row.fetchOne(statement, arguments: [key.bytes]) else { return .taken }
        // A claim of our own that is not among those held was left over when giving it back failed.
        let stored = StoredRow(row: row, table: "claimOwners")
        guard let owner: Data = try stored.optional("owner"), owner != id,
            try stored.optional("id", as: Data.self) != nil
        else { return .taken }
        let identity = ProcessIdentity(
            host: try stored.value("host"), boot: try stored.value("boot"),
            processSpace: try stored.value("processSpace"), process: try stored.value("process"),
            processStart: try stored.value("processStart"))
        return isGone(owner, identity, beat: try stored.value("beat")) ? .taken : .held
    }

    /// Makes the claim ours; what else its former owner claimed is free with it.
    fileprivate func take(_ key: CacheKey, _ database: Database) throws {
        let former = try Data.fetchOne(
            database, sql: "SELECT owner FROM claims WHERE key = ?", arguments: [key.bytes])
        if let former, former != id {
            try database.execute(sql: "DELETE FROM claims WHERE owner = ?", arguments: [former])
            try database.execute(sql: "DELETE FROM claimOwners WHERE id = ?", arguments: [former])
        }
        try database.cachedStatement(sql: "INSERT OR IGNORE INTO claimOwners VALUES (?, ?, ?, ?, ?, ?, 0)").execute(
            arguments: [
                id, process.host, process.boot, process.processSpace, process.process, process.processStart,
            ])
        try database.cachedStatement(sql: "INSERT OR REPLACE INTO claims (key, owner, claimedAt) VALUES (?, ?, ?)")
            .execute(arguments: [key.bytes, id, StoredTime.text(Date())])
    }

    /// Drops our claim, and with the last one ourselves.
    fileprivate func drop(_ key: CacheKey, _ database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM claims WHERE key = ? AND owner = ?")
            .execute(arguments: [key.bytes, id])
        try forgetOwner(database)
    }

    /// Ends the claim of an answered question, whoever had it.
    func close(_ key: CacheKey, _ database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM claims WHERE key = ?").execute(arguments: [key.bytes])
        try forgetOwner(database)
    }

    private func forgetOwner(_ database: Database) throws {
        guard database.changesCount > 0 else { return }
        try database.cachedStatement(
            sql: "DELETE FROM claimOwners WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM claims WHERE owner = ?1)"
        ).execute(arguments: [id])
    }
}
