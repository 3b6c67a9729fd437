import Corpus
import TestSupport
import Testing

@Suite("Transcript reading")
struct TranscriptReaderTests {
    private typealias Content = TranscriptRow.Content

    private func rows(
        _ text: String, _ format: TranscriptFormat, _ role: TranscriptReader.Role = .reference,
        _ columns: TranscriptColumns = TranscriptColumns()
    ) throws -> [TranscriptRow] {
        var reader = try TranscriptReader(
            bytes: Array(text.utf8), path: "x.\(format.rawValue)", format: format, role: role, columns: columns)
        var rows: [TranscriptRow] = []
        while let row = try reader.next() { rows.append(row) }
        return rows
    }

    @Test(
        "the name of a file tells its format, its content never does",
        arguments: [
            ("a/r.txt", TranscriptFormat.lines), ("r.TRN", .trn), ("r.csv", .csv), ("r.jsonl", .jsonl),
            ("r.ndjson", .jsonl), ("exp/text", .kaldi), ("text", .kaldi), ("r.tsv", nil), ("r", nil), ("texts", nil),
            ("a.trn/r", nil),
        ])
    func formats(_ path: String, _ format: TranscriptFormat?) {
        #expect(TranscriptFormat(fileName: path) == format)
    }

    @Test("plain lines are counted from 1, empty ones are transcripts, CRLF and a byte order mark are no text")
    func lines() throws {
        let found = try rows("\u{feff}one two\r\n\r\n\nlast", .lines)
        #expect(found.map(\.id) == ["1", "2", "3", "4"])
        #expect(found.map(\.content) == [.text("one two"), .text(""), .text(""), .text("last")])
    }

    @Test("trn lines end with their id, comments and empty lines are passed over")
    func trn() throws {
        let found = try rows(
            ";; made by hand\nthe cat (uh) sat (s1-001)\n\n (s1-002)\nkn- yes\t(s2 x) \r\n", .trn)
        #expect(found.map(\.id) == ["s1-001", "s1-002", "s2 x"])
        #expect(found.map(\.line) == [2, 4, 5])
        #expect(found.map(\.content) == [.text("the cat (uh) sat "), .text(" "), .text("kn- yes\t")])
    }

    @Test("a trn line without an id says how one is written, and the next lines go on")
    func trnWithoutID() throws {
        let found = try rows("the cat\nthe cat ()\nyes (a)\n", .trn)
        #expect(found.map(\.id) == ["", "", "a"])
        guard case .unusable(let reason) = found[0].content else { return #expect(Bool(false)) }
        #expect(reason.contains("(s1-001)"))
    }

    @Test(
        "alternatives of a trn reference are written out, @ being no word",
        arguments: [
            ("a { b c / d / @ } e", ["a b c e", "a d e", "a e"]), ("{a/b} {c/d}", ["a c", "a d", "b c", "b d"]),
            ("x { a { b / c } / d }", ["x a b", "x a c", "x d"]), ("{ laugh } on/off @", ["laugh on/off @"]),
        ])
    func alternatives(_ line: String, _ expected: [String]) throws {
        let content = try rows("\(line) (s-1)\n", .trn)[0].content
        let texts: [String]
        switch content {
        case .text(let text): texts = [text]
        case .alternatives(let all): texts = all
        default: texts = []
        }
        #expect(texts.map { $0.split(separator: " ").joined(separator: " ") } == expected)
    }

    @Test(
        "braces that do not close, or multiply without end, or stand in a hypothesis are refused",
        arguments: [
            ("a { b", TranscriptReader.Role.reference, "no } after it"), ("a } b", .reference, "no { before it"),
            (String(repeating: "{ a / b / c } ", count: 7), .reference, "more than 1000"),
            (String(repeating: "{", count: 30), .reference, "nested"), ("{ a / b }", .hypothesis, "a hypothesis"),
        ])
    func refused(_ line: String, _ role: TranscriptReader.Role, _ word: String) throws {
        guard case .unusable(let reason) = try rows("\(line) (s-1)\n", .trn, role)[0].content else {
            return #expect(Bool(false), "it was taken")
        }
        #expect(reason.contains(word))
    }

    @Test("Kaldi lines begin with their id; nothing after it is an empty transcript")
    func kaldi() throws {
        let found = try rows("s1-1 the cat\ns1-2\n\n s1-3\t{x} (y) \n", .kaldi)
        #expect(found.map(\.id) == ["s1-1", "s1-2", "s1-3"])
        #expect(found.map(\.content) == [.text(" the cat"), .text(""), .text("\t{x} (y) ")])
    }

    @Test("CSV takes the named columns, quotes and line breaks included, in any order of columns")
    func csv() throws {
        let found = try rows(
            "mood,gold,key\n1,\"say \"\"hi\"\", or\nnot\",a\n,,b\n", .csv, .reference,
            TranscriptColumns(id: "key", text: "gold", further: ["mood"]))
        #expect(found.map(\.id) == ["a", "b"] && found.map(\.line) == [2, 4])
        #expect(found.map(\.content) == [.text("say \"hi\", or\nnot"), .text("")])
        #expect(found.map(\.values) == [["1"], [""]])
    }

    @Test("a malformed row of a table keeps its id where it can be read")
    func badRows() throws {
        let found = try rows("id,transcript\na,one,two\n,x\nb,\"y\"z\nc,fine\n", .csv)
        #expect(found.map(\.id) == ["a", "", "b", "c"])
        #expect(found[3].content == .text("fine"))
        for row in found.prefix(3) {
            guard case .unusable = row.content else { return #expect(Bool(false), "line \(row.line) was taken") }
        }
    }

    @Test("a column that is not there is answered with those that are")
    func missingColumn() throws {
        let error = #expect(throws: CorpusError.self) { try rows("id,text\na,b\n", .csv) }
        #expect(error?.description.contains("\"transcript\". Found: id, text") == true)
        let keys = #expect(throws: CorpusError.self) { try rows("{\"id\":\"a\",\"text\":\"b\"}\n", .jsonl) }
        #expect(keys?.description.contains("\"transcript\". Found: id, text") == true)
        #expect(throws: CorpusError.self) { try rows("", .csv) }
    }

    @Test("in JSONL null and a missing key are no transcript, numbers are text, lists are not")
    func jsonl() throws {
        let found = try rows(
            """
            {"id": "a", "transcript": "one \\u00e9", "age": 3}
            {"id": 7, "transcript": null}

            {"id": "c"}
            {"id": "d", "transcript": ["x"]}
            {"id": "e", "transcript": 12}
            {"id": "f", "transcript": "x"
            """, .jsonl, .reference, TranscriptColumns(further: ["age"]))
        #expect(found.map(\.id) == ["a", "7", "c", "d", "e", ""])
        #expect(found[0].content == .text("one é") && found[0].values == ["3"])
        #expect(found[1].content == .absent && found[2].content == .absent && found[4].content == .text("12"))
        for place in [3, 5] {
            guard case .unusable = found[place].content else { return #expect(Bool(false)) }
        }
    }

    @Test("a table of transcribe says which utterances failed")
    func transcribed() throws {
        let table =
            "id,transcript,status,error,confidence\na,yes,ok,,0.5\nb,,failed,no audio,\nc,,ok,,0.1\nd,,pending,later,\n"
        let found = try rows(table, .csv, .hypothesis)
        #expect(found.map(\.content) == [.text("yes"), .failed("no audio"), .text(""), .absent])
        let other = try rows("id,transcript,status\na,yes,failed\n", .csv, .hypothesis)
        #expect(other[0].content == .text("yes"), "a column of that name alone means nothing")
    }

    @Test("in a table of annotate the status is the label's; where the words are from says whether they were heard")
    func annotated() throws {
        let header = "id,transcript,transcript_source,status,error\n"
        let body = "a,yes,asr:sphinx,failed,no model\nb,,,ok,no transcript (quota)\nc,,asr:sphinx,ok,\nd,no,gold,ok,\n"
        let heard = try rows(header + body, .csv, .hypothesis).map(\.content)
        #expect(heard.prefix(3) == [.text("yes"), .failed("no transcript (quota)"), .text("")])
        guard case .unusable(let reason) = heard[3] else { return #expect(Bool(false)) }
        #expect(reason.contains("gold"))
        guard case .unusable = try rows(header + body, .csv, .reference)[0].content else {
            return #expect(Bool(false), "what a recogniser heard was taken for a reference")
        }
    }

    @Test("text that is not UTF-8 spoils its row only, in every format")
    func encoding() throws {
        for (format, text) in [
            (TranscriptFormat.lines, "a\u{1}\nb\n"), (.trn, "a\u{1} (x)\nb (y)\n"), (.kaldi, "x a\u{1}\ny b\n"),
            (.csv, "id,transcript\nx,a\u{1}\ny,b\n"),
        ] {
            let bytes = text.utf8.map { $0 == 1 ? 0xe9 : $0 }
            var reader = try TranscriptReader(bytes: bytes, path: "x", format: format, role: .reference)
            guard case .unusable(let reason)? = try reader.next()?.content else {
                return #expect(Bool(false), "\(format)")
            }
            #expect(reason.contains("UTF-8"))
            let second = try reader.next()
            guard case .text(let text)? = second?.content else { return #expect(Bool(false)) }
            #expect(text.contains("b"))
        }
    }
}
