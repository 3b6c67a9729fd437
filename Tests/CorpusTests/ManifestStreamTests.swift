import Corpus
import Foundation
import TestSupport
import Testing

@Suite("ManifestStream")
struct ManifestStreamTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func stream(_ text: String, _ name: String = "c.csv") throws -> ManifestStream {
        try folder.write(Data(text.utf8), to: name)
        return try ManifestStream(path: folder.path(name))
    }

    private func utterances(_ stream: ManifestStream) throws -> [Utterance] {
        var cursor = try stream.open()
        var utterances: [Utterance] = []
        while let utterance = try cursor.next() { utterances.append(utterance) }
        return utterances
    }

    @Test("it gives what the whole reader gives: columns, rows, issues", arguments: ["c.csv", "c.jsonl"])
    func sameAsWhole(name: String) throws {
        let csv = "id,audio,start,end,note\nu1,a.wav,1,2,x\nu2,b.wav,3,1,y\nu1,c.wav,,,z\nu3,,,,\"q,r\"\n"
        let lines = """
            {"id": "u1", "audio": "a.wav", "note": "x"}
            {"id": "u2", "start": 3, "end": 1}
            {"id": "u1", "more": 1.0}
            {"id": "u3", "late": null}
            """
        let stream = try stream(name == "c.csv" ? csv : lines, name)
        let whole = try Manifest.read(path: folder.path(name))
        #expect(stream.count == whole.utterances.count && stream.errorCount == 2)
        #expect(stream.header.columns == whole.columns && stream.header.extraColumns == whole.extraColumns)
        #expect(Set(stream.header.issues.map(\.description)) == Set(whole.issues.map(\.description)))
        // Twice: it can be read as often as needed.
        for _ in 0..<2 {
            let read = try utterances(stream)
            #expect(read.map(\.id) == whole.utterances.map(\.id))
            #expect(read.map(\.extra) == whole.utterances.map(\.extra))
            #expect(read.map(\.row) == whole.utterances.map(\.row))
        }
    }

    @Test("of many issues the first thousand are kept and all are counted")
    func manyIssues() throws {
        let stream = try stream("id,start\n" + (0..<1500).map { "u\($0),never\n" }.joined() + "good,1\n")
        #expect(stream.errorCount == 1500 && stream.header.issues.count == 1000 && stream.count == 1)
    }
}

@Suite("UtteranceStream")
struct UtteranceStreamTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func all(_ stream: UtteranceStream) throws -> [StreamedUtterance] {
        var cursor = try stream.open()
        var found: [StreamedUtterance] = []
        while let next = try cursor.next() { found.append(next) }
        return found
    }

    @Test("parts follow each other with the columns of all; an id that was there before is left out and told")
    func parts() throws {
        try folder.write(Data("id,audio,note\nu1,a.wav,x\nu2,b.wav,y\n".utf8), to: "one/c.csv")
        try folder.write(Data("id,place,audio,note\nu2,here,c.wav,z\nu3,there,d.wav,w\n".utf8), to: "two/c.csv")
        let stream = try UtteranceStream([
            .manifest(ManifestStream(path: folder.path("one/c.csv"))),
            .manifest(ManifestStream(path: folder.path("two/c.csv"))),
        ])
        #expect(stream.count == 3 && stream.errorCount == 1)
        #expect(stream.header.issues.first?.id == "u2")
        #expect(stream.header.columns == ["id", "audio", "note", "place"])
        let found = try all(stream)
        #expect(found.map(\.utterance.id) == ["u1", "u2", "u3"])
        #expect(found.map(\.utterance.extra) == [["x", ""], ["y", ""], ["w", "there"]])
        #expect(found[2].audioPath == folder.path("two/d.wav"))
    }

    @Test("rebased, audio is named as from the results' folder and opened where it is")
    func rebased() throws {
        try folder.write(Data("id,audio\nu1,a.wav\nu2,/abs.wav\n".utf8), to: "in/c.csv")
        try folder.write(Data(), to: "out/x")
        let stream = try UtteranceStream([.manifest(ManifestStream(path: folder.path("in/c.csv")))])
        let found = try all(stream.rebased(besideFile: folder.path("out/labels.csv")))
        #expect(found.map(\.utterance.audio) == ["../in/a.wav", "/abs.wav"])
        #expect(found.map(\.audioPath) == [folder.path("in/a.wav"), "/abs.wav"])
    }

    @Test("stretches are the rows of the whole, and the shards of it one after the other are all of it")
    func stretches() throws {
        try folder.write(Data("id,audio\nu1,a.wav\nu2,b.wav\nu1,again.wav\nu3,c.wav\n".utf8), to: "one/c.csv")
        let held = Manifest(path: "held", utterances: ["u2", "u4", "u5"].map { Utterance(id: $0) })
        let stream = try UtteranceStream([
            .manifest(ManifestStream(path: folder.path("one/c.csv"))), .held(held),
        ])
        let ids = ["u1", "u2", "u3", "u4", "u5"]
        #expect(stream.isWhole && stream.count == 5)
        for count in 1...7 {
            let parts = try (1...count).map { stream.rows(try Shard(parsing: "\($0)/\(count)").rows(of: stream.count)) }
            #expect(try parts.flatMap { try all($0).map(\.utterance.id) } == ids)
            #expect(parts.reduce(0) { $0 + $1.count } == 5 && parts.allSatisfy { !$0.isWhole && $0.errorCount == 2 })
            #expect(try all(parts[0].whole).map(\.utterance.id) == ids)
        }
        #expect(try all(stream.rows(1..<4)).map(\.utterance.id) == ["u2", "u3", "u4"])
        #expect(try all(stream.rows(3..<4).rebased(besideFile: folder.path("x.csv"))).map(\.utterance.id) == ["u4"])
        #expect(stream.rows(1..<2).audioFolders.count == 2)
    }
}
