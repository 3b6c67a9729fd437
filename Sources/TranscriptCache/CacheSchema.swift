import GRDB

/// The tables, as an ordered list of named steps.
///
/// A step that has shipped is never edited; add another below it.
enum CacheSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator().disablingDeferredForeignKeyChecks()
        migrator.registerMigration("1 audio, transcripts, attempts, annotations") { database in
            try database.execute(sql: first)
        }
        migrator.registerMigration("2 remarks") { database in
            try database.execute(sql: "ALTER TABLE transcripts ADD COLUMN remarks TEXT NOT NULL DEFAULT '[]'")
        }
        return migrator
    }

    /// The columns that make up a key are stored readable beside it.
    ///
    /// A person with any SQLite tool can see what an answer is for. Texts are compared by their bytes.
    private static let first = """
        CREATE TABLE audio (
            path TEXT NOT NULL,
            size INTEGER NOT NULL,
            mtimeNanoseconds INTEGER NOT NULL,
            start REAL,
            end REAL,
            decoding TEXT NOT NULL,
            sampleHash BLOB NOT NULL,
            sampleRate INTEGER NOT NULL,
            durationSeconds REAL NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX audioSpan ON audio (path, ifnull(start, -1.0), ifnull(end, -1.0), decoding);

        CREATE TABLE transcripts (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            key BLOB NOT NULL UNIQUE,
            keyVersion INTEGER NOT NULL,
            sampleHash BLOB NOT NULL,
            sampleRate INTEGER NOT NULL,
            provider TEXT NOT NULL,
            endpoint TEXT NOT NULL,
            model TEXT NOT NULL,
            requestedLanguage TEXT NOT NULL,
            options TEXT NOT NULL,
            adapterVersion INTEGER NOT NULL,
            text TEXT NOT NULL,
            language TEXT,
            confidence REAL,
            words TEXT NOT NULL,
            billedSeconds REAL,
            parserVersion INTEGER NOT NULL,
            rawResponse BLOB NOT NULL,
            httpStatus INTEGER NOT NULL,
            audioSeconds REAL NOT NULL,
            createdAt TEXT NOT NULL
        ) STRICT;
        CREATE INDEX transcriptsBySamples ON transcripts (sampleHash);

        CREATE TABLE attempts (
            key BLOB NOT NULL PRIMARY KEY,
            provider TEXT NOT NULL,
            endpoint TEXT NOT NULL,
            model TEXT NOT NULL,
            cause TEXT NOT NULL,
            message TEXT NOT NULL,
            httpStatus INTEGER,
            failures INTEGER NOT NULL,
            lastAt TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE annotations (
            key BLOB NOT NULL PRIMARY KEY,
            kind TEXT NOT NULL,
            payload BLOB NOT NULL,
            createdAt TEXT NOT NULL
        ) STRICT;
        CREATE INDEX annotationsByKind ON annotations (kind);
        """
}
