import Foundation
import GRDB
import TestSupport
import Testing

@testable import TranscriptCache

@Suite struct VerificationTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Reads what `Sample` writes, `{"text":"…"}`, for one provider.
    private static let reader: ResponseReader = { transcript in
        guard transcript.identity.provider == "openai" else { return nil }
        let json = try? JSONSerialization.jsonObject(with: transcript.rawResponse) as? [String: String]
        var parsed = transcript.parsed
        parsed.text = json?["text"] ?? ""
        return StoredReading(parserVersion: 1, parsed: json == nil ? nil : parsed)
    }

    private func filled(_ count: Int16 = 20) async throws -> TranscriptStore {
        let store = try TranscriptStore(directory: folder.path("cache"))
        for number in 0..<count {
            try await store.store(Sample.transcript(number), from: Sample.fingerprint("/\(number)"))
        }
        return store
    }

    private func verify(
        _ directory: String? = nil
    ) async throws -> (result: CacheVerification, problems: [String], notes: [String]) {
        var findings: [CacheFinding] = []
        let store = try TranscriptStore(reading: directory ?? folder.path("cache"))
        let result = try await store.verify(reader: Self.reader) { findings.append($0) }
        func told(_ severity: CacheFinding.Severity) -> [String] {
            findings.filter { $0.severity == severity }.map { "\($0.place): \($0.what)" }
        }
        #expect(result.problems == told(.problem).count)
        return (result, told(.problem), told(.note))
    }

    @Test("a cache as it was written has no problems, and looking changes no byte")
    func whole() async throws {
        _ = try await filled()
        let file = folder.url("cache/emoscribe.sqlite")
        let before = try Data(contentsOf: file)
        let (result, problems, notes) = try await verify()
        #expect(problems.isEmpty && notes.isEmpty)
        #expect(result.transcripts == 20 && result.reread == 20 && result.otherRows == 20)
        #expect(try Data(contentsOf: file) == before)
    }

    @Test(
        "a value that was changed is found",
        arguments: [
            ("UPDATE transcripts SET model = 'x' WHERE id = 3", "transcripts row 3: its key is not that"),
            ("UPDATE transcripts SET sampleHash = x'00' WHERE id = 3", "transcripts row 3: column sampleHash cannot"),
            (
                "UPDATE transcripts SET text = 'better' WHERE id = 3",
                "transcripts row 3: its response now reads otherwise"
            ),
            (
                "UPDATE transcripts SET rawResponse = x'7b' WHERE id = 3",
                "transcripts row 3: its response cannot be read"
            ),
            ("UPDATE transcripts SET words = '[' WHERE id = 3", "transcripts row 3: column words cannot be read"),
            ("UPDATE transcripts SET createdAt = 'soon' WHERE id = 3", "transcripts row 3: column createdAt cannot"),
            ("UPDATE transcripts SET keyVersion = 7 WHERE id = 3", "transcripts row 3: its key is of another version"),
            ("UPDATE transcripts SET confidence = 3 WHERE id = 3", "transcripts row 3: its confidence"),
            (
                "INSERT INTO attempts SELECT key, '', '', '', '', '', 1, 1, createdAt FROM transcripts WHERE id = 3",
                "attempts "
            ),
            (
                "INSERT INTO attempts VALUES (x'01', '', '', '', '', '', 1, 1, '')",
                "attempts 01: its key is not 32 bytes"
            ),
            ("INSERT INTO annotations VALUES (x'02', 'label', x'', '')", "annotations 02: its key is not 32 bytes"),
            ("UPDATE audio SET sampleHash = x'00' WHERE path = '/3'", "audio row 4: its hash"),
            ("INSERT INTO cuts VALUES (x'0a', 16000, 's', 1, 2, 0, 5, zeroblob(32))", "cuts 0A: pieces of the cut"),
            ("CREATE TABLE \"odd\u{1b}\" (a)", "schema: odd? is no part of a cache"),
            ("DROP INDEX transcriptsBySamples", "schema: transcriptsBySamples is missing"),
            ("ALTER TABLE claims ADD COLUMN more TEXT", "schema: claims was changed"),
        ])
    func changed(_ sql: String, _ expected: String) async throws {
        let store = try await filled(5)
        try await store.write { try $0.execute(sql: sql) }
        let (_, problems, _) = try await verify()
        #expect(problems.count == 1 && problems.first?.hasPrefix(expected) == true, "\(problems)")
    }

    @Test("what is no problem is counted or noted")
    func notes() async throws {
        let store = try await filled(3)
        try await store.write { database in
            try database.execute(
                sql: """
                    UPDATE transcripts SET parserVersion = 0 WHERE id = 1;
                    UPDATE transcripts SET parserVersion = 2 WHERE id = 2;
                    UPDATE transcripts SET responseKept = 0, rawResponse = x'' WHERE id = 3;
                    INSERT INTO claims VALUES (zeroblob(32), x'01', '');
                    """)
        }
        var google = Sample.transcript(9)
        google.identity.provider = "google"
        try await store.store(google)
        chmod(folder.path("cache"), 0o755)
        chmod(store.path, 0o644)
        let (result, problems, notes) = try await verify()
        #expect(problems.isEmpty)
        #expect(result.olderReading == 1 && result.withoutResponse == 1 && result.unknownProvider == 1)
        #expect(notes.count == 3 && notes[0].contains("mode 644") && notes[1].contains("newer emoscribe"))
        #expect(notes[2].contains("without an owner"))
    }

    @Test(
        "a file with bytes changed at random never ends the program: it is read, refused or told", .slow,
        arguments: 0..<25)
    func damagedFile(_ seed: Int) async throws {
        var generator = CaseGenerator(seed)
        do {
            let store = try await filled(60)
            _ = try await store.compact()
        }
        let file = folder.url("cache/emoscribe.sqlite")
        var bytes = try Data(contentsOf: file)
        // Sparing the first bytes, which are told as no database.
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let start = Int.random(in: 100..<bytes.count, using: &generator)
            let length = Int.random(in: 1...3000, using: &generator)
            for index in start..<min(start + length, bytes.count) {
                bytes[index] = UInt8.random(in: 0...255, using: &generator)
            }
        }
        try bytes.write(to: file)
        do {
            let store = try TranscriptStore(directory: folder.path("cache"), busyTimeoutSeconds: 1)
            for number in 0..<60 as Range<Int16> {
                if let found = try? await store.transcript(forKey: Sample.identity(number).key) {
                    #expect(found.identity.key == Sample.identity(number).key || found != Sample.transcript(number))
                }
                _ = try? await store.claim(Sample.identity(100 + number).key)
            }
            _ = try? await store.statistics()
            _ = try? await store.failedAttempts()
        } catch is TranscriptCacheError {}
        do {
            let store = try TranscriptStore(reading: folder.path("cache"))
            _ = try? await store.verify(reader: Self.reader) { _ in }
            _ = try? await store.exportTranscripts(TranscriptExport()) { _ in }
        } catch is TranscriptCacheError {}
    }

    @Test("from a file of which a part is lost the rest is told and saved")
    func rescue() async throws {
        do {
            let store = try TranscriptStore(directory: folder.path("cache"))
            try await store.fill(
                (0..<400).map { Sample.transcript($0, text: String(repeating: "word \($0) ", count: 60)) })
            _ = try await store.compact()
        }
        let file = folder.url("cache/emoscribe.sqlite")
        var bytes = try Data(contentsOf: file)
        let page = 4096
        // Two pages in the middle, among those that hold the answers.
        let middle = bytes.count / page / 2 * page
        bytes.replaceSubrange(middle..<middle + 2 * page, with: Data(repeating: 0xff, count: 2 * page))
        try bytes.write(to: file)

        let (_, problems, _) = try await verify()
        #expect(problems.contains { $0.hasPrefix("file: SQLite") })
        #expect(problems.contains { $0.hasSuffix("it lies in a damaged part of the file") })
        let reading = try TranscriptStore(reading: folder.path("cache"))
        let text = try await reading.exported()
        let summary = try await reading.exportTranscripts(TranscriptExport()) { _ in }
        #expect(summary.isRescue && summary.exported > 380 && summary.exported < 400 && summary.unreadable > 0)
        let saved = try TranscriptStore(directory: folder.path("saved"))
        let (imported, refused) = try await saved.problems(importing: folder.write(text, to: "saved.jsonl"))
        #expect(imported.added == summary.exported && refused.isEmpty)
        await #expect(throws: TranscriptCacheError.damaged(path: reading.path)) {
            for number in 0..<400 as Range<Int16> {
                _ = try await reading.transcript(forKey: Sample.identity(number).key)
            }
        }
    }
}
