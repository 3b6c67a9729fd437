import Foundation
import GRDB
import Synchronization

extension TranscriptStore {
    /// Makes sure that answers can be kept, before any is paid for: a real write is committed and synced, and the disk
    /// has room for the answers that will be on their way.
    ///
    /// `claim` calls it before the first question is taken and looks at the room before every further one, so a run
    /// that finds all its answers here needs neither.
    ///
    /// Cost: two synced commits of a quarter of a megabyte, once per open store.
    ///
    /// - Throws: `readOnly`, `diskFull`, `diskNearlyFull`, `busy`.
    public func prepareForPaidAnswers() async throws(TranscriptCacheError) {
        try checkRoom()
        if isPrepared.withLock({ $0 }) { return }
        // Large enough that a quota, which the free space does not show, is met here and not by an answer.
        let filler = String(repeating: " ", count: 1 << 18)
        try await write {
            try $0.execute(sql: "INSERT OR REPLACE INTO writers VALUES ('#probe', ?)", arguments: [filler])
        }
        try await write { try $0.execute(sql: "DELETE FROM writers WHERE program = '#probe'") }
        isPrepared.withLock { $0 = true }
    }

    private func checkRoom() throws(TranscriptCacheError) {
        guard let free = CacheFiles.freeBytes(directory), free < reserveBytes else { return }
        throw .diskNearlyFull(path: path, freeBytes: free, neededBytes: reserveBytes)
    }
}
