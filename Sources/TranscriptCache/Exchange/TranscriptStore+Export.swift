public import Foundation
import GRDB

/// What of a cache is exported.
public struct TranscriptExport: Sendable, Hashable {
    /// Only this provider's answers; nil for all.
    public var provider: String?
    /// Only this model's answers; nil for all.
    public var model: String?
    /// Only answers to this language setting; nil for all.
    public var language: String?
    /// Only answers for these recordings; nil for all.
    public var sampleHashes: Set<ContentHash>?
    /// Whether the responses go with them, so that they can be read anew.
    public var withResponses = true
    /// Whether the texts go with them, without which they cannot be imported.
    public var withTexts = true

    /// Everything.
    public init() {}

    /// What became of an export.
    public struct Summary: Sendable, Hashable {
        /// Answers written.
        public var exported = 0
        /// Rows that are damaged and were left out.
        public var unreadable = 0
        /// Whether the file is damaged so that it had to be searched row by row.
        public var isRescue = false
    }
}

extension TranscriptStore {
    /// Writes stored answers as JSONL: a header line, then a line for each answer, ordered by key, so that equal caches
    /// give equal bytes.
    ///
    /// The answers are those of one moment only as far as a page (500); another process may go on storing. From a damaged
    /// file everything is saved that can still be read.
    ///
    /// Memory: one page; with a damaged file 40 bytes for each row.
    ///
    /// - Parameters:
    ///   - export: which answers, and what of them.
    ///   - progress: gets the count of answers written so far; what it throws ends the export.
    ///   - write: takes the bytes, a page at a time.
    /// - Returns: how many were written and how many rows could not be read.
    /// - Throws: what `progress` and `write` throw, and `TranscriptCacheError`.
    public func exportTranscripts(
        _ export: TranscriptExport, progress: (Int) throws -> Void = { _ in }, write: (Data) throws -> Void
    ) async throws -> TranscriptExport.Summary {
        var summary = TranscriptExport.Summary()
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try write(try encoder.encode(TranscriptFileHeader()) + Data("\n".utf8))
        var pages = TranscriptPages(store: self, filter: export)
        while let page = try await pages.next() {
            var bytes = Data()
            for transcript in page.transcripts {
                bytes += try TranscriptLine(
                    transcript, withText: export.withTexts, withResponse: export.withResponses
                ).json()
                bytes.append(UInt8(ascii: "\n"))
            }
            try write(bytes)
            summary.exported += page.transcripts.count
            summary.unreadable += page.unreadable
            try progress(summary.exported)
        }
        summary.isRescue = pages.isRescue
        return summary
    }
}

/// Goes through answers by key, a page at a time, around what is damaged.
struct TranscriptPages {
    struct Page: Sendable {
        var transcripts: [CachedTranscript] = []
        var unreadable = 0
        var lastKey: Data?
    }

    private enum Way {
        /// Along the index of keys.
        case byKey(after: Data)
        /// The rows that could be found one by one, in the order of their keys.
        case byRow([Int64], next: Int)
    }

    private let store: TranscriptStore
    private let filter: TranscriptExport
    private let size: Int
    private var way = Way.byKey(after: Data())
    private var unreadableRows = 0
    private(set) var isRescue = false

    init(store: TranscriptStore, filter: TranscriptExport = TranscriptExport(), size: Int = 500) {
        self.store = store
        self.filter = filter
        self.size = size
    }

    /// Nil at the end; a page may be empty before it.
    mutating func next() async throws(TranscriptCacheError) -> Page? {
        switch way {
        case .byKey(let after):
            do {
                let page = try await store.page(after: after, size: size, filter)
                guard let last = page.lastKey else { return nil }
                way = .byKey(after: last)
                return page
            } catch .damaged {
                isRescue = true
                let found = try await store.rowsOneByOne(after: after)
                way = .byRow(found.rows, next: 0)
                return Page(unreadable: found.unreadable)
            }
        case .byRow(let rows, let next):
            guard next < rows.count else { return nil }
            let chosen = Array(rows[next..<min(next + size, rows.count)])
            way = .byRow(rows, next: next + chosen.count)
            return try await store.page(ofRows: chosen, filter)
        }
    }
}

extension TranscriptStore {
    fileprivate func page(
        after: Data, size: Int, _ filter: TranscriptExport
    ) async throws(TranscriptCacheError) -> TranscriptPages.Page {
        try await read { database in
            let statement = try database.cachedStatement(
                sql: "SELECT * FROM transcripts WHERE key > ? ORDER BY key LIMIT \(size)")
            var page = TranscriptPages.Page()
            let rows = try Row.fetchCursor(statement, arguments: [after])
            while let row = try rows.next() {
                page.lastKey = row["key"]
                page.add(row, filter)
            }
            return page
        }
    }

    fileprivate func page(
        ofRows ids: [Int64], _ filter: TranscriptExport
    ) async throws(TranscriptCacheError) -> TranscriptPages.Page {
        try await read { database in
            let statement = try database.cachedStatement(sql: "SELECT * FROM transcripts WHERE id = ?")
            var page = TranscriptPages.Page()
            for id in ids {
                if let row = try? Row.fetchOne(statement, arguments: [id]) {
                    page.add(row, filter)
                } else {
                    page.unreadable += 1
                }
            }
            return page
        }
    }

    /// The numbers of all rows that can be reached one by one, by key; those up to `after` are left out.
    fileprivate func rowsOneByOne(
        after: Data
    ) async throws(TranscriptCacheError) -> (rows: [Int64], unreadable: Int) {
        var found: [(key: Data, id: Int64)] = []
        var unreadable = 0
        var next: Int64 = 1
        let last = try await lastRow()
        while next <= last {
            let ids = next...min(next + 999, last)
            let part = try await read { database in
                let statement = try database.cachedStatement(sql: "SELECT key FROM transcripts WHERE id = ?")
                var part: (found: [(Data, Int64)], unreadable: Int) = ([], 0)
                for id in ids {
                    do {
                        if let key = try Data.fetchOne(statement, arguments: [id]) { part.found.append((key, id)) }
                    } catch {
                        part.unreadable += 1
                    }
                }
                return part
            }
            found += part.found.filter { after.lexicographicallyPrecedes($0.0) }.map { (key: $0.0, id: $0.1) }
            unreadable += part.unreadable
            next = ids.upperBound + 1
        }
        found.sort { $0.key == $1.key ? $0.id < $1.id : $0.key.lexicographicallyPrecedes($1.key) }
        var rows: [Int64] = []
        for (index, entry) in found.enumerated() where index == 0 || found[index - 1].key != entry.key {
            rows.append(entry.id)
        }
        return (rows, unreadable)
    }

    /// The highest row number that was ever given, from whichever place still tells it.
    func lastRow() async throws(TranscriptCacheError) -> Int64 {
        try await read { database in
            let sequence = try? Int64.fetchOne(
                database, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'transcripts'")
            let last = try? Int64.fetchOne(database, sql: "SELECT max(id) FROM transcripts")
            // A damaged number must not lead to a search without end.
            return min(max(sequence ?? 0, last ?? 0), 1 << 32)
        }
    }
}

extension TranscriptPages.Page {
    fileprivate mutating func add(_ row: Row, _ filter: TranscriptExport) {
        guard let transcript = try? CachedTranscript(row: row) else {
            unreadable += 1
            return
        }
        let identity = transcript.identity
        guard filter.provider.map({ $0 == identity.provider }) ?? true,
            filter.model.map({ $0 == identity.model }) ?? true,
            filter.language.map({ $0 == identity.language }) ?? true,
            filter.sampleHashes?.contains(identity.sampleHash) ?? true
        else { return }
        transcripts.append(transcript)
    }
}
