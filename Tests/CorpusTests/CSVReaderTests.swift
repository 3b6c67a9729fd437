import Corpus
import TestSupport
import Testing

@Suite("CSVReader")
struct CSVReaderTests {
    private func records(_ text: String) throws -> [CSVRecord] { try records(bytes: Array(text.utf8)) }

    private func records(bytes: [UInt8]) throws -> [CSVRecord] {
        var reader = try CSVReader(bytes: bytes)
        var records: [CSVRecord] = []
        while let record = try reader.next() { records.append(record) }
        return records
    }

    @Test(
        "cells come out as RFC 4180 has them",
        arguments: [
            ("a,b\nc,d\n", [["a", "b"], ["c", "d"]]),
            ("a,b\r\nc,d", [["a", "b"], ["c", "d"]]),
            ("a,b\rc,d\r", [["a", "b"], ["c", "d"]]),
            ("\"a,\"\"b\"\"\",c", [["a,\"b\"", "c"]]),
            ("\"a\nb\",\"c\r\nd\",\"e\rf\"\n", [["a\nb", "c\r\nd", "e\rf"]]),
            ("a,,\n,,\n", [["a", "", ""], ["", "", ""]]),
            ("\"\"\n", [[""]]),
            ("\u{feff}id,x\n1,2", [["id", "x"], ["1", "2"]]),
            ("\u{feff}\"id\",x", [["id", "x"]]),
            ("a\n\n\r\n\rb\n", [["a"], ["b"]]),
            ("say \"hi\",6\" nail", [["say \"hi\"", "6\" nail"]]),
            (" a , \"b\"", [[" a ", " \"b\""]]),
            ("é,e\u{301},👩‍👧\n", [["é", "e\u{301}", "👩‍👧"]]),
            ("", []),
            ("\n\n", []),
        ])
    func cells(_ text: String, _ expected: [[String]]) throws {
        let found = try records(text).map(\.fields)
        #expect(found.map { $0.map { Array($0.utf8) } } == expected.map { $0.map { Array($0.utf8) } })
    }

    @Test("a record knows the line it starts on, newlines in cells counted")
    func lines() throws {
        #expect(try records("a\n\"b\n\nc\"\r\nd\re\n\nf").map(\.line) == [1, 2, 5, 6, 8])
    }

    @Test("a quote that never ends names the line of its record")
    func unterminated() throws {
        var reader = try CSVReader(bytes: Array("a,b\n1,\"2\n3,4\n".utf8), path: "x.csv")
        _ = try reader.next()
        let error = #expect(throws: CorpusError.self) { try reader.next() }
        #expect(error?.description.hasPrefix("x.csv:2: a quoted cell") == true)
    }

    @Test("a record that is not UTF-8 is marked, and the next ones are read")
    func invalidBytes() throws {
        let found = try records(bytes: Array("a,b\nx,caf".utf8) + [0xe9] + Array("\ny,z\n".utf8))
        #expect(found.map(\.problem) == [nil, .invalidUTF8(field: 1), nil])
        #expect(found[1].fields[1] == "caf\\xe9")
        #expect(found[2].fields == ["y", "z"])
    }

    @Test("text behind a closing quote is marked")
    func textAfterQuote() throws {
        #expect(try records("\"a\"b,c\nd,e").map(\.problem) == [.textAfterQuote(field: 0), nil])
    }

    @Test("UTF-16 is named as what it is", arguments: [[0xff, 0xfe, 0x69, 0], [0xfe, 0xff, 0, 0x69]] as [[UInt8]])
    func utf16(_ bytes: [UInt8]) {
        let error = #expect(throws: CorpusError.self) { try CSVReader(bytes: bytes) }
        #expect(error?.description.contains("UTF-16") == true)
    }

    @Test("a file is read across its blocks")
    func blocks() throws {
        let folder = try TemporaryFolder()
        let row = "\"" + String(repeating: "x,\"\"\n", count: 9_001) + "\",é\r\n"
        let path = try folder.write(String(repeating: row, count: 4), to: "long.csv")
        var reader = try CSVReader(path: path)
        var count = 0
        while let record = try reader.next() {
            #expect(record.fields == [String(repeating: "x,\"\n", count: 9_001), "é"])
            #expect(record.line == 1 + count * 9_002)
            count += 1
        }
        #expect(count == 4)
    }

    @Test("a file that is not there, or is a folder, says so")
    func unreadable() throws {
        let folder = try TemporaryFolder()
        let missing = #expect(throws: CorpusError.self) { try CSVReader(path: folder.path("none.csv")) }
        #expect(missing?.description.contains("cannot open: No such file") == true)
        let error = #expect(throws: CorpusError.self) { try CSVReader(path: folder.path) }
        #expect(error?.description.contains("cannot read: Is a directory") == true)
    }
}
