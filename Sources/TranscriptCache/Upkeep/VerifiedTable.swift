import Foundation
import GRDB

/// The tables beside that of transcripts, as a verification looks at them.
enum VerifiedTable: String, CaseIterable {
    case attempts, annotations, audio, cuts, claims

    /// Selects rows that are not as they should be, with what is wrong.
    var queries: [(sql: String, severity: CacheFinding.Severity, what: String)] {
        switch self {
        case .attempts:
            [
                (Self.badKey(rawValue), .problem, "its key is not 32 bytes"),
                (
                    "SELECT hex(key) FROM attempts WHERE key IN (SELECT key FROM transcripts)", .problem,
                    "it is a failure of a question that has an answer"
                ),
            ]
        case .annotations:
            [
                (Self.badKey(rawValue), .problem, "its key is not 32 bytes"),
                ("SELECT hex(key) FROM annotations WHERE kind = ''", .problem, "it has no kind"),
            ]
        case .audio:
            [
                (
                    "SELECT 'row ' || rowid FROM audio WHERE length(sampleHash) <> 32", .problem,
                    "its hash is not 32 bytes"
                ),
                (
                    "SELECT 'row ' || rowid FROM audio WHERE sampleRate <= 0 OR durationSeconds < 0 OR size < 0",
                    .problem,
                    "a number is out of range"
                ),
            ]
        case .cuts:
            [
                (
                    """
                    SELECT hex(sampleHash) FROM cuts GROUP BY sampleHash, sampleRate, settings
                    HAVING count(*) <> max(pieces) OR min(pieces) <> max(pieces) OR min(piece) <> 0
                        OR max(piece) <> count(*) - 1
                    """, .problem, "pieces of the cut are missing; the recording will be cut again"
                ),
                (
                    """
                    SELECT hex(sampleHash) FROM cuts WHERE length(pieceHash) <> 32 OR startSample < 0
                        OR sampleCount <= 0
                    """, .problem, "a piece of the cut is out of range"
                ),
            ]
        case .claims:
            [
                (
                    "SELECT hex(key) FROM claims WHERE owner NOT IN (SELECT id FROM claimOwners)", .note,
                    "a claim without an owner, which the next run takes over"
                )
            ]
        }
    }

    private static func badKey(_ table: String) -> String { "SELECT hex(key) FROM \(table) WHERE length(key) <> 32" }
}

extension TranscriptStore {
    /// The count of rows of a table, and what is wrong with them; tables that an older schema lacks are empty.
    ///
    /// Where one query meets damage the others still run.
    func verify(_ table: VerifiedTable) async throws(TranscriptCacheError) -> (rows: Int, findings: [CacheFinding]) {
        try await read { database in
            guard try database.tableExists(table.rawValue) else { return (0, []) }
            var findings: [CacheFinding] = []
            var rows = 0
            do {
                rows = try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table.rawValue)") ?? 0
                for query in table.queries {
                    // A hundred of a kind tell enough.
                    for place in try String.fetchAll(database, sql: query.sql + " LIMIT 100") {
                        let shown = place.count > 16 ? place.prefix(16).lowercased() + "…" : place
                        findings.append(CacheFinding(query.severity, "\(table.rawValue) \(shown)", query.what))
                    }
                }
            } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
                findings.append(
                    CacheFinding(.problem, table.rawValue, "a part of it lies in a damaged part of the file"))
            }
            return (rows, findings)
        }
    }
}

extension CacheFiles {
    /// Who else can look into the cache; corpora are private.
    static func exposure(directory: String, file: String) -> [CacheFinding] {
        func mode(_ path: String) -> mode_t? {
            var status = stat()
            return stat(path, &status) == 0 ? status.st_mode & 0o777 : nil
        }
        // Where nobody else can enter the folder the file is safe.
        guard let folder = mode(directory), folder & 0o011 != 0, let mode = mode(file), mode & 0o066 != 0 else {
            return []
        }
        return [
            CacheFinding(
                .note, "file", "others can read it (mode \(String(mode, radix: 8))): chmod 600 keeps it to its owner")
        ]
    }
}
