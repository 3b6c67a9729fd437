import Corpus
import Foundation
import TestSupport
import Testing

@testable import Export

@Suite("TableMerge")
struct TableMergeTests {
    private static let labels = ["happy", "sad"]
    private static let program = "emoscribe 9"

    private let folder: TemporaryFolder
    private let stream: UtteranceStream

    /// Seven rows of four recordings that lie in `data`.
    init() throws {
        folder = try TemporaryFolder()
        try folder.write("", to: "data/sub/x")
        let manifest = Manifest(
            path: folder.path("data/corpus.csv"), extraColumns: ["a\nnote"],
            utterances: (0..<7).map { row in
                let audio = ["sub/../a.wav", "./b.wav", "/abs/c.wav", "sub/d, e.wav"][row / 2]
                return Utterance(
                    id: "u\(row)", audio: audio, start: Double(row), end: Double(row) + 0.5,
                    extra: ["\"\(row)\",\n"])
            })
        stream = UtteranceStream(manifest)
    }

    /// What a run of some rows writes to a table at a path.
    private func bytes(_ rows: Range<Int>, at path: String) throws -> (bytes: [UInt8], headerBytes: Int) {
        let own = stream.rows(rows).rebased(besideFile: path)
        let table = LabelsTable(manifest: own.header, labels: Self.labels)
        var bytes = table.header
        var cursor = try own.open()
        while let streamed = try cursor.next() {
            let isSad = streamed.utterance.id.last?.wholeNumberValue?.isMultiple(of: 3) ?? false
            bytes += table.record(
                streamed.utterance,
                LabelRow(emotion: isSad ? "sad" : "happy", probabilities: [0.25, 0.75], model: "m", status: .ok))
        }
        return (bytes, table.header.count)
    }

    /// Writes a part and what stands beside it; returns its path.
    @discardableResult
    private func write(
        _ shard: String, to name: String, _ change: (inout TablePart) -> Void = { _ in }
    ) throws -> String {
        try FileManager.default.createDirectory(
            at: folder.url(name).deletingLastPathComponent(), withIntermediateDirectories: true)
        let path = folder.path(name)
        let origin = try PartOrigin(stream, shard: Shard(parsing: shard), kind: .labels, table: path)
        let written = try bytes(origin.rows, at: path)
        try folder.write(Data(written.bytes), to: name)
        var part = try TablePart(
            origin, settings: ["models": "abc", TableMerge.segmentation: "none"], labels: Self.labels,
            program: Self.program, counts: .init(rows: origin.rows.count, failed: 0, unusable: 0),
            headerBytes: written.headerBytes)
        change(&part)
        try part.write(besideTable: path)
        return path
    }

    private func reason(_ tables: [String], to target: String = "whole.csv") -> String {
        do {
            try TableMerge(tables: tables).write(to: folder.path(target))
            return "merged"
        } catch {
            return "\(error)"
        }
    }

    @Test("parts in any order are the bytes of one run, also with more parts than rows", arguments: [1, 2, 3, 5, 13])
    func whole(count: Int) throws {
        let parts = try (1...count).map { try write("\($0)/\(count)", to: "p-\($0).csv") }
        let merge = try TableMerge(tables: parts.reversed())
        try merge.write(to: folder.path("whole.csv"))
        let one = try bytes(0..<7, at: folder.path("whole.csv")).bytes
        #expect(try Data(contentsOf: folder.url("whole.csv")) == Data(one))
        #expect(merge.counts == .init(rows: 7, failed: 0, unusable: 0) && merge.kind == .labels)
    }

    @Test(
        "audio paths are those of one run wherever parts and whole lie",
        arguments: ["whole.csv", "data/whole.csv", "data/sub/whole.csv", "elsewhere/deep/whole.csv", "a/whole.csv"])
    func audioPaths(target: String) throws {
        try folder.write("", to: "elsewhere/deep/x")
        let names = ["a/p.csv", "b/c/p.csv", "data/p.csv"]
        let parts = try (1...3).map { try write("\($0)/3", to: names[$0 - 1]) }
        try TableMerge(tables: parts).write(to: folder.path(target))
        let one = try bytes(0..<7, at: folder.path(target)).bytes
        let merged = try Data(contentsOf: folder.url(target))
        #expect(String(decoding: merged, as: UTF8.self) == String(decoding: one, as: UTF8.self))
    }

    @Test("parts that were moved together are taken as they are")
    func moved() throws {
        let parts = [try write("1/2", to: "a/1.csv"), try write("2/2", to: "a/2.csv")]
        let one = try bytes(0..<7, at: folder.path("a/whole.csv")).bytes
        try FileManager.default.moveItem(at: folder.url("a"), to: folder.url("moved"))
        try TableMerge(tables: parts.map { $0.replacingOccurrences(of: "/a/", with: "/moved/") }).write(
            to: folder.path("moved/whole.csv"))
        #expect(try Data(contentsOf: folder.url("moved/whole.csv")) == Data(one))
    }

    @Test("guarded cells are not written from another folder")
    func guarded() throws {
        let safe: (inout TablePart) -> Void = { $0.settings[TableMerge.spreadsheetSafe] = "yes" }
        let parts = [try write("1/2", to: "a/1.csv", safe), try write("2/2", to: "b/2.csv", safe)]
        #expect(reason(parts).contains("1.csv: its audio paths lead from its own folder"))
    }

    @Test("what is missing or doubled is named, and nothing is written")
    func gapsAndOverlaps() throws {
        let parts = try (1...5).map { try write("\($0)/5", to: "p-\($0).csv") }
        #expect(reason(Array(parts.dropLast())).contains("a part of 5 is missing: 5/5"))
        #expect(reason([parts[1]]).contains("4 parts of 5 are missing: 1/5, 3/5, 4/5, 5/5"))
        let again = try write("2/5", to: "again.csv")
        let doubled = reason(parts + [again])
        #expect(doubled.contains("part 2/5 is there more than once: ") && doubled.contains("again.csv"))
        let third = try write("1/3", to: "third.csv")
        #expect(reason(parts + [third]).contains("part 1 of 3, the other of 5, so that they overlap"))
        #expect(!FileManager.default.fileExists(atPath: folder.path("whole.csv")))
    }

    @Test("a part of other work is told with what differs")
    func otherWork() throws {
        let first = try write("1/2", to: "1.csv")
        func told(_ change: (inout TablePart) -> Void) throws -> String {
            reason([first, try write("2/2", to: "2.csv", change)])
        }
        #expect(try told { $0.settings["models"] = "xyz" }.contains("models xyz and not abc"))
        #expect(try told { $0.settings["fallback"] = "are" }.contains("fallback are and not none"))
        #expect(try told { $0.labels = ["happy"] }.contains("labels happy and not happy, sad"))
        #expect(try told { $0.program = "emoscribe 8" }.contains("made by emoscribe 8 and not emoscribe 9"))
        #expect(try told { $0.input = "0" }.contains("as many rows, but not the same ones"))
        #expect(try told { $0.counts.unusable = 3 }.contains("as many rows, but not the same ones"))
        #expect(try told { $0.kind = .transcripts }.contains("holds transcripts and not labels"))
        #expect(
            try told {
                $0.inputRows = 8
                ($0.start, $0.end) = (4, 8)
            }.contains("its input has 8 rows and not 7"))
        #expect(try told { $0.counts.pending = 2 }.contains("part 2/2 is not finished, 2 of its rows are pending"))
        #expect(try told { _ in } == "merged")
    }

    @Test("another row, another order and another value make another input; another mount does not")
    func inputs() throws {
        func digest(_ change: (inout Manifest) -> Void) throws -> String {
            var manifest = Manifest(
                path: "c.csv", utterances: [Utterance(id: "u", transcript: ""), Utterance(id: "v", audio: "a.wav")])
            change(&manifest)
            return try InputDigest.hexadecimal(of: UtteranceStream(manifest))
        }
        let plain = try digest { _ in }
        #expect(try digest { $0.directory = "/mnt" } == plain)
        let others = [
            try digest { $0.utterances.swapAt(0, 1) }, try digest { $0.utterances[0].transcript = nil },
            try digest { $0.utterances[0].speaker = "s" }, try digest { $0.utterances.removeLast() },
            try digest { $0.utterances[0].id = "u\u{301}" }, try digest { $0.columns.append("x") },
        ]
        #expect(Set(others + [plain]).count == others.count + 1)
    }

    @Test("a table that was changed, cut or exchanged is refused by name")
    func changed() throws {
        let first = try write("1/2", to: "1.csv")
        let second = try write("2/2", to: "2.csv")
        let bytes = try Data(contentsOf: folder.url("2.csv"))
        for broken in [bytes.dropLast(), bytes + Data("x".utf8), Data(), try Data(contentsOf: folder.url("1.csv"))] {
            try broken.write(to: folder.url("2.csv"))
            #expect(reason([first, second]).contains("2.csv is not what its run wrote"))
        }
        try bytes.write(to: folder.url("2.csv"))
        #expect(reason([first, second]) == "merged")
    }

    @Test("a table without its part, and a part that is none, are refused by name")
    func noPart() throws {
        let first = try write("1/2", to: "1.csv")
        #expect(reason([first, folder.path("2.csv")]).contains("2.csv is not there"))
        let second = try folder.write("id\n", to: "2.csv")
        #expect(reason([first, second]).contains("2.csv is no part of a table: "))
        for text in ["", "{}", "[1]"] {
            try folder.write(text, to: "2.csv.part.json")
            #expect(reason([first, second]).contains("2.csv.part.json: it is not what a run leaves"))
        }
        try write("2/2", to: "2.csv") { $0.end = 6 }
        #expect(reason([first, second]).contains("its part and its rows do not fit together"))
        try write("2/2", to: "2.csv") { ($0.start, $0.end) = (9, 3) }
        #expect(reason([first, second]).contains("its part and its rows do not fit together"))
        try write("2/2", to: "2.csv") { $0.format = 7 }
        #expect(reason([first, second]).contains("its form is 7"))
    }

    @Test("the table of recordings is that of one run, with recordings that go over two parts")
    func summary() throws {
        let parts = try (1...3).map { try write("\($0)/3", to: "p-\($0).csv") }
        let merge = try TableMerge(tables: parts)
        try merge.write(to: folder.path("whole.csv"))
        try merge.writeSummary(to: folder.path("recordings.csv"), of: folder.path("whole.csv"))
        var summary = RecordingSummary(labels: Self.labels, segmentation: "none")
        var bytes = summary.header
        var cursor = try stream.rebased(besideFile: folder.path("whole.csv")).open()
        for row in 0..<7 {
            let utterance = try #require(try cursor.next()).utterance
            bytes += summary.add(utterance, LabelRow(emotion: row.isMultiple(of: 3) ? "sad" : "happy", status: .ok))
        }
        bytes += summary.finish()
        #expect(try Data(contentsOf: folder.url("recordings.csv")) == Data(bytes))
    }
}
