import Foundation
import GRDB
import TestSupport
import Testing

@testable import TranscriptCache

/// Caches as former versions made them, from the SQL that those versions ran.
@Suite struct MigrationTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// The tables of version 0.1.0, schema step 1, with one answer, one failure, one label and one recording.
    private static let first = """
        CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
        INSERT INTO grdb_migrations VALUES ('1 audio, transcripts, attempts, annotations');
        CREATE TABLE audio (
            path TEXT NOT NULL, size INTEGER NOT NULL, mtimeNanoseconds INTEGER NOT NULL, start REAL, end REAL,
            decoding TEXT NOT NULL, sampleHash BLOB NOT NULL, sampleRate INTEGER NOT NULL,
            durationSeconds REAL NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX audioSpan ON audio (path, ifnull(start, -1.0), ifnull(end, -1.0), decoding);
        CREATE TABLE transcripts (
            id INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB NOT NULL UNIQUE, keyVersion INTEGER NOT NULL,
            sampleHash BLOB NOT NULL, sampleRate INTEGER NOT NULL, provider TEXT NOT NULL, endpoint TEXT NOT NULL,
            model TEXT NOT NULL, requestedLanguage TEXT NOT NULL, options TEXT NOT NULL,
            adapterVersion INTEGER NOT NULL, text TEXT NOT NULL, language TEXT, confidence REAL, words TEXT NOT NULL,
            billedSeconds REAL, parserVersion INTEGER NOT NULL, rawResponse BLOB NOT NULL, httpStatus INTEGER NOT NULL,
            audioSeconds REAL NOT NULL, createdAt TEXT NOT NULL
        ) STRICT;
        CREATE INDEX transcriptsBySamples ON transcripts (sampleHash);
        CREATE TABLE attempts (
            key BLOB NOT NULL PRIMARY KEY, provider TEXT NOT NULL, endpoint TEXT NOT NULL, model TEXT NOT NULL,
            cause TEXT NOT NULL, message TEXT NOT NULL, httpStatus INTEGER, failures INTEGER NOT NULL,
            lastAt TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE annotations (
            key BLOB NOT NULL PRIMARY KEY, kind TEXT NOT NULL, payload BLOB NOT NULL, createdAt TEXT NOT NULL
        ) STRICT;
        CREATE INDEX annotationsByKind ON annotations (kind);
        INSERT INTO transcripts (key, keyVersion, sampleHash, sampleRate, provider, endpoint, model, requestedLanguage,
            options, adapterVersion, text, language, confidence, words, billedSeconds, parserVersion, rawResponse,
            httpStatus, audioSeconds, createdAt)
        VALUES (x'8d15d335222a43a83981eaa4fd60c2fb7036e53f6335e77a5b7ea8a5756e0ec0', 1,
            x'1bb25be6e7adec3c82b9c2cb31b2a19a4ed5bd34a9ff0f9d3ed5b9fbb7df6a4b', 16000, 'openai',
            'https://api.openai.com/v1', 'whisper-1', 'en', '{"temperature":"0.0"}', 1, 'hello there', 'en', 0.5,
            '[{"confidence":0.5,"end":0.25,"start":0,"word":"hello"}]', 1.0, 1, CAST('{"text":"hello there"}' AS BLOB),
            200, 1.5, '2023-11-14 22:13:20.000');
        INSERT INTO attempts VALUES (x'01', 'openai', 'e', 'm', 'server', 'HTTP 500', 500, 2, '2023-11-14 22:13:20.000');
        INSERT INTO annotations VALUES (x'02', 'label', x'07', '2023-11-14 22:13:20.000');
        """

    /// Step 2 added one column.
    private static let second = """
        INSERT INTO grdb_migrations VALUES ('2 remarks');
        ALTER TABLE transcripts ADD COLUMN remarks TEXT NOT NULL DEFAULT '[]';
        """

    private func make(_ steps: Int) throws {
        let queue = try DatabaseQueue(path: folder.path("emoscribe.sqlite"))
        try queue.write { database in
            try database.execute(sql: Self.first)
            // The hash that the fixture's row cannot hold as text: that of the samples 0, 2, 3.
            try database.execute(
                sql: "UPDATE transcripts SET sampleHash = ?", arguments: [Sample.identity().sampleHash.bytes])
            if steps > 1 { try database.execute(sql: Self.second) }
        }
    }

    @Test("an older cache is brought up to date with everything in it", arguments: [1, 2])
    func migrates(_ steps: Int) async throws {
        try make(steps)
        let store = try TranscriptStore(directory: folder.path)
        #expect(try await store.transcript(forKey: Sample.identity().key) == Sample.transcript())
        #expect(try await store.statistics().annotations == ["label": 1])
        #expect(try await store.claim(Sample.identity(1).key) == .taken)
        try await store.store(Sample.transcript(1))
        #expect(try await store.statistics().transcripts == 2)
        let made = try schema(folder.path("emoscribe.sqlite"))
        let fresh = try TemporaryFolder()
        _ = try TranscriptStore(directory: fresh.path)
        #expect(try made == schema(fresh.path("emoscribe.sqlite")))
    }

    @Test("an older cache can be looked into as it is", arguments: [1, 2])
    func reading(_ steps: Int) async throws {
        try make(steps)
        let before = try Data(contentsOf: folder.url("emoscribe.sqlite"))
        let store = try TranscriptStore(reading: folder.path)
        #expect(try await store.transcript(forKey: Sample.identity().key) == Sample.transcript())
        #expect(try await store.statistics().transcripts == 1)
        #expect(try Data(contentsOf: folder.url("emoscribe.sqlite")) == before)
    }

    /// What the tables are made of, however the SQL was laid out.
    private func schema(_ file: String) throws -> [String] {
        try DatabaseQueue(path: file).read { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT m.name || '.' || c.name || ' ' || c.type || c."notnull" || c.pk || ifnull(c.dflt_value, '')
                    FROM sqlite_master m JOIN pragma_table_xinfo(m.name) c WHERE m.type = 'table' ORDER BY 1
                    """)
        }
    }
}
