import Foundation
import GRDB

/// Reads a stored response anew; nil where no parser for that provider is known.
///
/// It stands above this layer, so that the cache need not know any service.
public typealias ResponseReader = @Sendable (CachedTranscript) -> StoredReading?

/// What a parser makes of a stored response today.
public struct StoredReading: Sendable, Hashable {
    /// Its version.
    public var parserVersion: Int
    /// What the response says; nil where it cannot be read.
    public var parsed: ParsedTranscript?

    /// See the properties of the same names.
    public init(parserVersion: Int, parsed: ParsedTranscript?) {
        self.parserVersion = parserVersion
        self.parsed = parsed
    }
}

/// Something that is not as it was written, or is worth knowing.
public struct CacheFinding: Sendable, Hashable {
    /// How bad it is.
    public enum Severity: String, Sendable, Hashable {
        /// Something is lost or wrong.
        case problem
        /// All is well, and yet one should know.
        case note
    }

    /// How bad it is.
    public var severity: Severity
    /// Where: a table and a row's key or number, or the file.
    public var place: String
    /// What it is, free of texts, paths of recordings and keys of services.
    public var what: String

    init(_ severity: Severity, _ place: String, _ what: String) {
        self.severity = severity
        self.place = place
        self.what = what
    }
}

/// What a verification looked at.
public struct CacheVerification: Sendable, Hashable {
    /// Answers looked at.
    public var transcripts = 0
    /// Of them, those whose response was read anew and says what is stored.
    public var reread = 0
    /// Those that were stored without a response.
    public var withoutResponse = 0
    /// Those of providers for which no parser is known here.
    public var unknownProvider = 0
    /// Those that an older parser read: the next run reads them anew, free of charge.
    public var olderReading = 0
    /// Rows of the other tables.
    public var otherRows = 0
    /// Findings that are problems.
    public var problems = 0

    /// All zero.
    public init() {}
}

extension TranscriptStore {
    /// Looks at every row: whether the file is whole, the tables are ours, each row decodes, its key follows from its
    /// columns, and its response still reads as what is stored.
    ///
    /// Changes nothing; another process may go on writing. Cost: everything is read twice.
    ///
    /// - Parameters:
    ///   - reader: reads responses; nil to leave that out.
    ///   - progress: gets the count of answers looked at so far; what it throws ends the verification.
    ///   - onFinding: called for each finding.
    /// - Returns: what was looked at.
    /// - Throws: `busy` and what else keeps SQLite from reading at all, and what `progress` throws.
    public func verify(
        reader: ResponseReader?, progress: (Int) throws -> Void = { _ in }, onFinding: (CacheFinding) -> Void
    ) async throws -> CacheVerification {
        var result = CacheVerification()
        // Not a field of `result`, which is changed while findings are told.
        var problems = 0
        func tell(_ finding: CacheFinding) {
            if finding.severity == .problem { problems += 1 }
            onFinding(finding)
        }
        for finding in CacheFiles.exposure(directory: directory, file: path) { tell(finding) }
        for finding in try await damage() { tell(finding) }
        for finding in try await schemaFindings() { tell(finding) }
        try await verifyTranscripts(reader, &result, progress, tell)
        for table in VerifiedTable.allCases {
            let (rows, findings) = try await verify(table)
            result.otherRows += rows
            for finding in findings { tell(finding) }
        }
        result.problems = problems
        return result
    }

    private func damage() async throws(TranscriptCacheError) -> [CacheFinding] {
        do {
            let lines = try await read { try String.fetchAll($0, sql: "PRAGMA integrity_check(100)") }
            return lines == ["ok"] ? [] : lines.map { CacheFinding(.problem, "file", "SQLite reports: \($0)") }
        } catch .damaged {
            return [CacheFinding(.problem, "file", "SQLite cannot follow its pages: some of it was changed or lost")]
        }
    }

    private func verifyTranscripts(
        _ reader: ResponseReader?, _ result: inout CacheVerification, _ progress: (Int) throws -> Void,
        _ tell: (CacheFinding) -> Void
    ) async throws {
        var next: Int64 = 1
        let last = try await lastRow()
        while next <= last {
            let page = try await checkedRows(from: next, upTo: last, reader)
            for finding in page.findings { tell(finding) }
            result.transcripts += page.counts.transcripts
            result.reread += page.counts.reread
            result.withoutResponse += page.counts.withoutResponse
            result.unknownProvider += page.counts.unknownProvider
            result.olderReading += page.counts.olderReading
            next = page.next
            try progress(result.transcripts)
        }
    }

    private struct CheckedPage: Sendable {
        var counts = CacheVerification()
        var findings: [CacheFinding] = []
        var next: Int64
    }

    /// A page of rows; where it cannot be read at once, its rows one by one.
    private func checkedRows(
        from first: Int64, upTo last: Int64, _ reader: ResponseReader?
    ) async throws(TranscriptCacheError) -> CheckedPage {
        do {
            return try await read { database in
                var page = CheckedPage(next: last + 1)
                let statement = try database.cachedStatement(
                    sql: "SELECT * FROM transcripts WHERE id >= ? ORDER BY id LIMIT 500")
                let rows = try Row.fetchCursor(statement, arguments: [first])
                var count = 0
                while let row = try rows.next() {
                    count += 1
                    page.next = (row["id"] ?? last) + 1
                    page.counts.check(row, reader, &page.findings)
                }
                if count < 500 { page.next = last + 1 }
                return page
            }
        } catch .damaged {
            return try await read { database in
                let end = min(first + 499, last)
                var page = CheckedPage(next: end + 1)
                let statement = try database.cachedStatement(sql: "SELECT * FROM transcripts WHERE id = ?")
                for id in first...end {
                    do {
                        guard let row = try Row.fetchOne(statement, arguments: [id]) else { continue }
                        page.counts.check(row, reader, &page.findings)
                    } catch {
                        page.findings.append(
                            CacheFinding(.problem, "transcripts row \(id)", "it lies in a damaged part of the file"))
                    }
                }
                return page
            }
        }
    }
}
