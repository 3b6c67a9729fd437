import Foundation
import TestSupport
import Testing

@testable import Corpus

/// `Golden/audformat` is a database that audformat 1.4.3 wrote, `expected.csv` what it reads from it
/// (`Tools/make_audformat_golden.py`).
@Suite("Importing audformat")
struct AudformatImporterTests {
    private static let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Golden/audformat").path

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: Self.golden, toPath: folder.path("db"))
    }

    private func read() throws -> ImportedCorpus { try AudformatImporter().read(folder.path("db")) }

    @Test("segments have the times, emotions and further columns that audformat reads")
    func golden() throws {
        let corpus = try read()
        #expect(corpus.issues.isEmpty, "\(corpus.issues)")
        let expected = try Manifest.records(Self.golden + "/expected.csv")
        let manifest = corpus.manifest
        let arousal = try #require(manifest.extraColumns.firstIndex(of: "arousal"))
        let said = try #require(manifest.extraColumns.firstIndex(of: "said"))
        let original = try #require(manifest.extraColumns.firstIndex(of: "label_original"))
        #expect(manifest.utterances.count == expected.count)
        for (utterance, row) in zip(manifest.utterances, expected) {
            #expect(utterance.audio == row[1])
            #expect(utterance.start == Double(row[2]))
            #expect(utterance.end == Double(row[3]))
            #expect(utterance.extra[original] == row[4])
            #expect(utterance.extra[arousal] == row[5])
            #expect(utterance.extra[said] == row[6])
            #expect(utterance.split == (row[0] == "emotion.test" ? "test" : "train"))
        }
        #expect(manifest.utterances.map(\.emotion) == ["neutral", "angry", "happy", nil])
    }

    @Test("a file's speaker and transcript are those of its segments, with what the speakers' table says")
    func fileValues() throws {
        let utterances = try read().manifest.utterances
        #expect(utterances.map(\.speaker) == ["f1", "f1", "f1", "m1"])
        #expect(utterances.map(\.gender) == ["female", "female", "female", "male"])
        #expect(utterances.map(\.transcript) == [nil, "The dog, \"barks\".", "The dog, \"barks\".", "Café at noon."])
        #expect(Set(utterances.map(\.language)) == ["eng"])
        #expect(Set(utterances.map(\.id)).count == utterances.count)
    }

    @Test("a missing recording, a missing table and a time that is none are told with file and row; the rest is read")
    func faults() throws {
        try FileManager.default.removeItem(atPath: folder.path("db/audio/002.wav"))
        try FileManager.default.removeItem(atPath: folder.path("db/db.emotion.test.csv"))
        let path = folder.path("db/db.emotion.train.csv")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try text.replacingOccurrences(of: "00:00:02.000125", with: "soon").write(
            toFile: path, atomically: true, encoding: .utf8)
        let corpus = try read()
        let messages = corpus.issues.map { "\($0)" }
        for part in [
            "db.emotion.test.csv: error: does not exist", "db.emotion.train.csv:3", "\"0 days soon\"",
            "audio/002.wav does not exist",
        ] {
            #expect(messages.contains { $0.contains(part) }, "\(part) in \(messages)")
        }
        #expect(corpus.manifest.utterances.contains { $0.emotion == "angry" })
    }

    @Test("tables kept as Parquet are named, with what to do")
    func parquet() throws {
        let table = folder.path("db/db.emotion.train")
        try FileManager.default.moveItem(atPath: table + ".csv", toPath: table + ".parquet")
        #expect(try read().issues.contains { $0.message.contains("storage_format=\"csv\"") })
    }

    @Test(
        "a header that is no YAML, or names no tables, is refused with the reason", arguments: ["a: [", "name: x", ""])
    func brokenHeader(_ yaml: String) throws {
        try folder.write(yaml, to: "db/db.yaml")
        let error = try #require(throws: CorpusError.self) { try read() }
        #expect(error.description.contains("db.yaml"))
    }

    @Test("a row cannot lead out of the database")
    func outside() throws {
        try folder.write("file,speaker,transcription\n../../etc/passwd,f1,t1\n", to: "db/db.files.csv")
        let corpus = try read()
        #expect(corpus.issues.contains { $0.message.contains("names no file below the database") })
        #expect(!corpus.manifest.utterances.contains { $0.audio?.contains("passwd") == true })
    }

    @Test(
        "times are read as pandas writes them",
        arguments: [
            ("0 days 00:00:01.500000", 1.5), ("1 days 00:00:01", 86_401), ("00:01:02.25", 62.25), ("2 days", 172_800),
        ])
    func times(_ text: String, _ seconds: Double) { #expect(AudformatTime.seconds(text) == seconds) }

    @Test("what is no time is none", arguments: ["", "soon", "-1 days 00:00:01", "0 days 00:61:00", "0 days 00:00:60"])
    func noTimes(_ text: String) { #expect(AudformatTime.seconds(text) == nil) }
}

extension Manifest {
    /// The records of a CSV file after its header.
    fileprivate static func records(_ path: String) throws -> [[String]] {
        var reader = try CSVReader(path: path)
        var records: [[String]] = []
        while let record = try reader.next() { records.append(record.fields) }
        return Array(records.dropFirst())
    }
}
