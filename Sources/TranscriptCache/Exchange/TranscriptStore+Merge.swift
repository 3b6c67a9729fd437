public import Foundation
import GRDB

/// Settings and counts of a merge.
public struct CacheMerge: Sendable, Hashable {
    /// Whether what is known of recordings (path, size, time → samples) comes too: useful where both machines see the
    /// recordings under the same paths.
    public var withAudio = false
    /// Whether to count only.
    public var dryRun = false

    /// Answers, failures, labels and cuts.
    public init(withAudio: Bool = false, dryRun: Bool = false) {
        self.withAudio = withAudio
        self.dryRun = dryRun
    }

    /// What became of one kind of row.
    public struct Counts: Sendable, Hashable {
        /// New here.
        public var added = 0
        /// Here, and the same there.
        public var same = 0
        /// Here and there, and not the same: one of them was chosen.
        public var conflicts = 0
        /// Of the conflicts and the same ones, those for which the row from there was taken.
        public var replaced = 0

        /// All zero.
        public init() {}
    }

    /// What became of all rows.
    public struct Summary: Sendable, Hashable {
        /// Transcripts.
        public var transcripts = Counts()
        /// Failures of questions that have no answer in either cache.
        public var failures = Counts()
        /// Labels and other results, by key.
        public var annotations = Counts()
        /// How recordings were cut.
        public var cuts = Counts()
        /// Spans of recordings.
        public var audio = Counts()
        /// Rows there that are damaged.
        public var unreadable = 0

        /// All zero.
        public init() {}

        /// The counts of two caches.
        public static func += (left: inout Self, right: Self) {
            left.transcripts += right.transcripts
            left.failures += right.failures
            left.annotations += right.annotations
            left.cuts += right.cuts
            left.audio += right.audio
            left.unreadable += right.unreadable
        }
    }
}

extension TranscriptStore {
    /// Takes over what another cache holds.
    ///
    /// Of two rows under one key the same one is chosen in whatever order caches are merged, and however often:
    ///
    /// - transcripts: one with its response before one without, then the earlier, then the smaller response by its
    ///   bytes, then the newer reading, then the smaller line of an export;
    /// - failures: the later one, with the higher count; none where there is an answer;
    /// - annotations: the later one, then the larger by kind and payload;
    /// - cuts: the smaller list; recordings: the later file.
    ///
    /// Both caches may be in use meanwhile: rows are taken in small transactions, so a merge that is ended early has done
    /// a part, and the same merge again does the rest.
    ///
    /// Memory: one page (500 rows).
    ///
    /// - Parameters:
    ///   - other: opened for reading.
    ///   - merge: what is taken over.
    ///   - progress: gets the count of answers looked at so far; what it throws ends the merge.
    /// - Returns: the counts.
    /// - Throws: `CacheExchangeError.sameCache`, `TranscriptCacheError`, what `progress` throws.
    public func merge(
        from other: TranscriptStore, _ merge: CacheMerge = CacheMerge(), progress: (Int) throws -> Void = { _ in }
    ) async throws -> CacheMerge.Summary {
        let paths = [self, other].map { URL(fileURLWithPath: $0.path).resolvingSymlinksInPath().path }
        guard paths[0] != paths[1] else { throw CacheExchangeError.sameCache(path: other.path) }
        var summary = CacheMerge.Summary()
        var pages = TranscriptPages(store: other)
        var looked = 0
        while let page = try await pages.next() {
            looked += page.transcripts.count
            try progress(looked)
            summary.unreadable += page.unreadable
            summary.transcripts += try await take(page.transcripts, dryRun: merge.dryRun) { transcript, database in
                try transcript.merge(into: database)
            }
        }
        summary.failures = try await takeAll(from: other, .attempts, merge, &summary.unreadable)
        summary.annotations = try await takeAll(from: other, .annotations, merge, &summary.unreadable)
        summary.cuts = try await takeAll(from: other, .cuts, merge, &summary.unreadable)
        if merge.withAudio { summary.audio = try await takeAll(from: other, .audio, merge, &summary.unreadable) }
        return summary
    }

    private func takeAll(
        from other: TranscriptStore, _ table: MergedTable, _ merge: CacheMerge, _ unreadable: inout Int
    ) async throws(TranscriptCacheError) -> CacheMerge.Counts {
        var counts = CacheMerge.Counts()
        var last: [DatabaseValue]?
        while true {
            let page = try await other.read { [last] in try table.page(after: last, from: $0) }
            guard let end = page.last else { return counts }
            last = end
            unreadable += page.unreadable
            counts += try await take(page.rows, dryRun: merge.dryRun) { row, database in
                try table.merge(row, into: database)
            }
        }
    }

    /// Applies `body` to a page in one transaction, which is undone where only a count is wanted.
    private func take<Element: Sendable>(
        _ page: [Element], dryRun: Bool, _ body: @escaping @Sendable (Element, Database) throws -> MergeOutcome
    ) async throws(TranscriptCacheError) -> CacheMerge.Counts {
        if page.isEmpty { return CacheMerge.Counts() }
        return try await write { database in
            var counts = CacheMerge.Counts()
            try database.inSavepoint {
                for element in page { counts.add(try body(element, database)) }
                return dryRun ? .rollback : .commit
            }
            return counts
        }
    }
}

/// What became of one row.
enum MergeOutcome {
    case added, skipped
    case same(replaced: Bool)
    case conflict(replaced: Bool)
}

extension CacheMerge.Counts {
    static func += (left: inout Self, right: Self) {
        left.added += right.added
        left.same += right.same
        left.conflicts += right.conflicts
        left.replaced += right.replaced
    }

    fileprivate mutating func add(_ outcome: MergeOutcome) {
        switch outcome {
        case .added: added += 1
        case .skipped: break
        case .same(let isReplaced):
            same += 1
            if isReplaced { replaced += 1 }
        case .conflict(let isReplaced):
            conflicts += 1
            if isReplaced { replaced += 1 }
        }
    }
}

extension CachedTranscript {
    fileprivate func merge(into database: Database) throws -> MergeOutcome {
        let key = identity.key
        try database.cachedStatement(sql: "DELETE FROM attempts WHERE key = ?").execute(arguments: [key.bytes])
        guard let present = try CachedTranscript.fetch(key, from: database) else {
            try insert(key: key, into: database)
            return .added
        }
        let isReplaced = try isPreferred(to: present)
        if isReplaced { try put(key: key, into: database) }
        return present.agrees(with: self) ? .same(replaced: isReplaced) : .conflict(replaced: isReplaced)
    }

    /// A total order on the answers to one question; false for an equal one.
    func isPreferred(to other: CachedTranscript) throws -> Bool {
        if isResponseKept != other.isResponseKept { return isResponseKept }
        let (mine, its) = (StoredTime.text(createdAt), StoredTime.text(other.createdAt))
        if mine != its { return mine < its }
        if rawResponse != other.rawResponse { return rawResponse.lexicographicallyPrecedes(other.rawResponse) }
        if parserVersion != other.parserVersion { return parserVersion > other.parserVersion }
        return try TranscriptLine(self).json().lexicographicallyPrecedes(TranscriptLine(other).json())
    }
}
