import Corpus
import Testing

@Suite("CSVWriter")
struct CSVWriterTests {
    private func text(_ fields: [String], safe: Bool = false) -> String {
        String(decoding: CSVWriter(spreadsheetSafe: safe).record(fields), as: UTF8.self)
    }

    @Test(
        "cells are quoted where they must be",
        arguments: [
            (["a", "b c"], "a,b c\n"), (["a,b"], "\"a,b\"\n"), (["a\"b", ""], "\"a\"\"b\",\n"),
            (["a\nb", "c\rd"], "\"a\nb\",\"c\rd\"\n"), ([""], "\"\"\n"), (["", ""], ",\n"),
            ([" a", "b "], "\" a\",\"b \"\n"),
            (["\u{feff}id"], "\"\u{feff}id\"\n"), (["-x", "=1"], "-x,=1\n"),
        ])
    func quotes(_ fields: [String], _ expected: String) { #expect(text(fields) == expected) }

    @Test(
        "spreadsheet-safe cells never begin as a formula, numbers stay numbers",
        arguments: [
            ("=1+1", "'=1+1"), ("+cmd", "'+cmd"), ("-well", "'-well"), ("@x", "'@x"), ("\tx", "'\tx"), ("-", "'-"),
            ("-1.5", "-1.5"), ("+2", "+2"), ("-.5e-3", "-.5e-3"), ("-1e", "'-1e"), ("-1.2.3", "'-1.2.3"),
            ("a=b", "a=b"),
            ("-1,5", "\"'-1,5\""), ("\rx", "\"'\rx\""), ("", ""),
        ])
    func spreadsheetSafe(_ cell: String, _ expected: String) {
        #expect(text([cell, "x"], safe: true) == expected + ",x\n")
    }

    @Test("whatever is written reads back")
    func roundTrip() throws {
        var generator = SeededGenerator(seed: 1, stream: "CSV")
        let pieces = ["a", ",", "\"", "\n", "\r", " ", "é", "e\u{301}", "\u{feff}", "👩‍👧", "=", "'", "\t", ""]
        var written: [[String]] = []
        var bytes: [UInt8] = []
        for _ in 0..<400 {
            let record = (0...generator.below(4)).map { _ in
                (0..<generator.below(6)).map { _ in pieces[generator.below(pieces.count)] }.joined()
            }
            written.append(record)
            CSVWriter().append(record, to: &bytes)
        }
        var reader = try CSVReader(bytes: bytes)
        for record in written {
            let found = try reader.next()
            #expect(found?.fields.map { Array($0.utf8) } == record.map { Array($0.utf8) })
        }
        #expect(try reader.next()?.fields == nil)
    }
}
