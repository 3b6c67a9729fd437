import Corpus
import Foundation
import TestSupport
import Testing

@Suite("Transcript ids")
struct TranscriptIDsTests {
    private func ids(_ list: [String], _ path: String = "x.trn") throws -> TranscriptIDs {
        let ids = TranscriptIDs(path: path) { lines in
            Dictionary(uniqueKeysWithValues: lines.map { ($0, list[$0 - 1]) })
        }
        for (index, id) in list.enumerated() { try ids.add(id, line: index + 1) }
        return ids
    }

    @Test("doubled ids are found with both lines")
    func doubled() throws {
        let found = try ids(["a", "b", "a", "c", "b", "a"]).repeated()
        #expect(found.map(\.row.line) == [3, 5, 6] && found.map(\.row.id) == ["a", "b", "a"])
        #expect(found.map(\.firstLine) == [1, 2, 1])
    }

    @Test("ids that differ by Unicode normalisation only are two ids")
    func bytes() throws {
        let found = try ids(["caf\u{e9}", "cafe\u{301}"])
        #expect(try found.repeated().isEmpty)
        #expect(try found.lines(missingFrom: ids(["caf\u{e9}"])) == [2])
    }

    @Test("what another file lacks is found among more ids than are kept in memory")
    func many() throws {
        // The parts go to the temporary file from 256 ids each on.
        let count = 150_000
        let all = (0..<count).map { "speaker\($0 % 97)-utterance\($0)" }
        let absent: Set<Int> = [0, 1, 77_777, count - 1]
        let left = try ids(all)
        let right = try ids((0..<count).filter { !absent.contains($0) }.map { all[$0] }.reversed())
        #expect(try left.lines(missingFrom: right) == absent.map { $0 + 1 }.sorted())
        #expect(try right.lines(missingFrom: left).isEmpty)
        #expect(try left.repeated().isEmpty)
        #expect(try left.rows([77_778]).map(\.id) == [all[77_777]])
    }

    @Test("rows come in the order in which they are asked for, each once")
    func queue() throws {
        let text = (0..<50).map { "word\($0) (u\($0))\n" }.joined()
        let reader = try TranscriptReader(bytes: Array(text.utf8), path: "h.trn", format: .trn, role: .hypothesis)
        var queue = TranscriptQueue(reader)
        var generator = SeededGenerator(seed: 3)
        var order = Array(0..<49)
        generator.shuffle(&order)
        for number in order { #expect(try queue.take("u\(number)")?.content == .text("word\(number) ")) }
        #expect(try queue.take("u0") == nil)
        #expect(try queue.leftOver()?.id == "u49")
    }

    @Test("a pipe can be read twice, and a file of the disk is read where it is")
    func rereadable() throws {
        let folder = try TemporaryFolder()
        let plain = try RereadableFile(path: folder.write("a\nb\n", to: "r.txt"))
        #expect(plain.path == plain.shownPath)
        let pipe = folder.path("pipe")
        #expect(mkfifo(pipe, 0o600) == 0)
        let text = String(repeating: "word ", count: 50_000)
        let writer = Thread { try? text.write(toFile: pipe, atomically: false, encoding: .utf8) }
        writer.start()
        let copy = try RereadableFile(path: pipe)
        for _ in 0..<2 {
            var reader = try TranscriptReader(path: copy.path, format: .lines, role: .reference)
            #expect(try reader.next()?.content == .text(text))
        }
        #expect(throws: CorpusError.self) { try RereadableFile(path: folder.path) }
        #expect(throws: CorpusError.self) { try RereadableFile(path: folder.path("none")) }
    }
}
