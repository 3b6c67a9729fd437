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
        migrator.registerMigration("3 claims, cuts") { database in
            try database.execute(sql: third)
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

    /// Who asks what just now, how long recordings were cut, which programs wrote here, and whether an answer came with
    /// its response.
    private static let third = """
        CREATE TABLE claimOwners (
            id BLOB NOT NULL PRIMARY KEY,
            host TEXT NOT NULL,
            boot TEXT NOT NULL,
            processSpace TEXT NOT NULL,
            process INTEGER NOT NULL,
            processStart INTEGER NOT NULL,
            beat INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE claims (
            key BLOB NOT NULL PRIMARY KEY,
            owner BLOB NOT NULL,
            claimedAt TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX claimsByOwner ON claims (owner);

        CREATE TABLE cuts (
            sampleHash BLOB NOT NULL,
            sampleRate INTEGER NOT NULL,
            settings TEXT NOT NULL,
            piece INTEGER NOT NULL,
            pieces INTEGER NOT NULL,
            startSample INTEGER NOT NULL,
            sampleCount INTEGER NOT NULL,
            pieceHash BLOB NOT NULL,
            PRIMARY KEY (sampleHash, sampleRate, settings, piece)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE writers (
            program TEXT NOT NULL PRIMARY KEY,
            firstAt TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        ALTER TABLE transcripts ADD COLUMN responseKept INTEGER NOT NULL DEFAULT 1;
        """
}
