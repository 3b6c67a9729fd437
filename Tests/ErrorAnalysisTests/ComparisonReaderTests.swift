import Corpus
import ErrorAnalysis
import ErrorRate
import Foundation
import TestSupport
import Testing

@Suite("ComparisonReader")
struct ComparisonReaderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func file(_ text: String, _ name: String, _ format: TranscriptFormat? = nil) throws -> TranscriptFile {
        let format = try #require(format ?? TranscriptFormat(fileName: name))
        return try TranscriptFile(name: name, path: folder.write(text, to: name), format: format)
    }

    private func read(
        _ reference: ReferenceSource, _ answers: [AnswerSource], _ options: ComparisonReader.Options = .init()
    ) throws -> (utterances: [ComparedUtterance], reader: ComparisonReader) {
        var reader = try ComparisonReader(reference: reference, answers: answers, options: options)
        var utterances: [ComparedUtterance] = []
        while let utterance = try reader.next() { utterances.append(utterance) }
        return (utterances, reader)
    }

    @Test("hypotheses in any order come with their references, in the order of these")
    func order() throws {
        let reference = try file("one (a-1)\ntwo (b-2)\nthree (c-3)\n", "r.trn")
        let first = try file("c-3 drei\na-1 eins\nb-2 zwei\n", "text")
        let second = try file("id,transcript\nb-2,deux\na-1,un\nc-3,trois\n", "h.csv")
        let (utterances, reader) = try read(.file(reference), [.file(first), .file(second)])
        #expect(utterances.map(\.id) == ["a-1", "b-2", "c-3"] && utterances.map(\.speaker) == ["a", "b", "c"])
        #expect(utterances.map { $0.answers[0].hypothesis } == [.text(" eins"), .text(" zwei"), .text(" drei")])
        #expect(utterances.map { $0.answers[1].hypothesis } == [.text("un"), .text("deux"), .text("trois")])
        #expect(reader.total == 3 && reader.rows == 3)
    }

    @Test("ids that do not match are listed with file and line, both ways, and nothing is scored")
    func mismatch() throws {
        let reference = try file("one (a)\ntwo (b)\nthree (c)\n", "r.trn")
        let hypothesis = try file("one (a)\nfour (d)\n", "h.trn")
        let error = #expect(throws: ComparisonMismatch.self) {
            try ComparisonReader(reference: .file(reference), answers: [.file(hypothesis)])
        }
        let text = try #require(error?.description)
        #expect(
            text.contains("h.trn has no row for 2 of the 3 utterances of")
                && text.contains("r.trn: b (line 2), c (line 3)"))
        #expect(text.contains("1 of the 2 rows of") && text.contains("d (line 2)"))
        #expect(error?.isOnlyMissing == false)
    }

    @Test("of many ids that do not match the first ten are listed, and all are counted")
    func manyMismatches() throws {
        let reference = try file((0..<500).map { "w (u\($0))\n" }.joined(), "r.trn")
        let hypothesis = try file("w (u499)\n", "h.trn")
        let error = #expect(throws: ComparisonMismatch.self) {
            try ComparisonReader(reference: .file(reference), answers: [.file(hypothesis)])
        }
        #expect(error?.isOnlyMissing == true)
        #expect(error?.description.contains("499 of the 500 utterances") == true)
        #expect(error?.description.hasSuffix("u9 (line 10), … and 489 more") == true)
    }

    @Test("an id that is there twice is an error with both lines, on either side")
    func doubled() throws {
        let good = try file("one (a)\ntwo (b)\n", "good.trn")
        let bad = try file("one (a)\ntwo (b)\nthree (a)\n", "bad.trn")
        for (reference, hypothesis) in [(good, bad), (bad, good)] {
            let error = #expect(throws: ComparisonMismatch.self) {
                try ComparisonReader(reference: .file(reference), answers: [.file(hypothesis)])
            }
            #expect(error?.description.contains("bad.trn: 1 id is there before: a (lines 1 and 3)") == true)
        }
    }

    @Test("rows without an id are an error that says how one is written")
    func nameless() throws {
        let reference = try file("one (a)\ntwo\n", "r.trn")
        let error = #expect(throws: TranscriptProblem.self) {
            try ComparisonReader(reference: .file(reference), answers: [.file(reference)])
        }
        #expect(error?.description.contains("r.trn: 1 row has no id: line 2:") == true)
    }

    @Test("where it is chosen, utterances without a row are missing hypotheses")
    func missing() throws {
        let reference = try file((0..<100).map { "w (u\($0))\n" }.joined(), "r.trn")
        let hypothesis = try file((1..<99).map { "w (u\($0))\n" }.joined(), "h.trn")
        var options = ComparisonReader.Options()
        options.acceptsMissing = true
        let (utterances, _) = try read(.file(reference), [.file(hypothesis)], options)
        #expect(utterances.count == 100)
        #expect(utterances.filter { $0.answers[0].hypothesis == .missing }.map(\.id) == ["u0", "u99"])
    }

    @Test("line i belongs to line i, so different numbers of lines are an error, and so are ids on one side only")
    func lines() throws {
        let reference = try file("one\n\nthree\n", "r.txt")
        let (utterances, _) = try read(.file(reference), [.file(try file("a\nb\nc", "h.txt"))])
        #expect(utterances.map(\.references) == [["one"], [""], ["three"]])
        #expect(utterances.map { $0.answers[0].hypothesis } == [.text("a"), .text("b"), .text("c")])
        let short = #expect(throws: ComparisonMismatch.self) {
            try read(.file(reference), [.file(try file("a\n", "h.txt"))])
        }
        #expect(short?.description.contains("has 3 lines and") == true)
        let mixed = #expect(throws: ComparisonMismatch.self) {
            try read(.file(reference), [.file(try file("a (x)\n", "h.trn"))])
        }
        #expect(mixed?.description.contains("only one of them has ids") == true)
    }

    @Test("malformed references are left out and counted, malformed hypotheses count as failed, with their reasons")
    func malformed() throws {
        let reference = try file("one (a)\n{ two (b)\nthree (c)\n", "r.trn")
        let hypothesis = try file("one (a)\ntwo (b)\n{ three / four } (c)\n", "h.trn")
        let (utterances, reader) = try read(.file(reference), [.file(hypothesis)])
        #expect(utterances.map(\.id) == ["a", "c"])
        #expect(utterances[1].answers[0].hypothesis == .failed)
        #expect(utterances[1].answers[0].failure?.contains("a hypothesis says one thing") == true)
        #expect(reader.unusableReferences.count == 1)
        #expect(reader.unusableReferences.first[0].contains("r.trn:2: b: a { has no } after it"))
        #expect(reader.unusableHypotheses.first[0].contains("h.trn:3: c:"))
    }

    @Test("columns of a table, its speakers and its durations come with the utterances")
    func columns() throws {
        let reference = try file(
            "id,transcript,speaker,mood,seconds\na,one,s1,low,1.5\nb,two,,,x\n", "r.csv")
        let hypothesis = try file(
            """
            {"id": "a", "transcript": "one"}
            {"id": "b", "transcript": null}
            """, "h.jsonl")
        var options = ComparisonReader.Options()
        options.values = ["mood"]
        options.durationColumn = "seconds"
        let (utterances, _) = try read(.file(reference), [.file(hypothesis)], options)
        #expect(utterances.map(\.values) == [["low"], [""]] && utterances.map(\.speaker) == ["s1", nil])
        #expect(utterances.map(\.durationSeconds) == [1.5, nil])
        #expect(utterances.map { $0.answers[0].hypothesis } == [.text("one"), .missing])
    }

    @Test("confidences come from the table, and what is no number is said")
    func confidence() throws {
        var hypothesis = try file("id,transcript,confidence\na,x,0.5\nb,x,\nc,x,high\n", "h.csv")
        hypothesis.confidenceColumn = "confidence"
        let reference = try file("x (a)\nx (b)\nx (c)\n", "r.trn")
        let (utterances, reader) = try read(.file(reference), [.file(hypothesis)])
        #expect(utterances.map { $0.answers[0].confidence } == [0.5, nil, nil])
        #expect(reader.badNumbers.count == 1 && reader.badNumbers.first[0].contains("h.csv:4: c: confidence \"high\""))
    }

    @Test("a manifest's utterances without a transcript are no mismatch, and rows it left out are excused")
    func manifest() throws {
        let path = try folder.write(
            "id,transcript,start,end,emotion\na,one,1,3,sad\nb,two,x,,sad\nc,three,,,\n", to: "corpus.csv")
        var manifest = try Manifest.read(path: path)
        manifest.utterances[1].transcript = nil
        let hypothesis = try file("id,transcript\na,one\nb,two\nc,three\n", "h.csv")
        var options = ComparisonReader.Options()
        options.values = ["emotion"]
        let list = AnswerSource.list([RecogniserAnswer(.text("eins"), audioSeconds: 9), RecogniserAnswer(.missing)])
        let (utterances, reader) = try read(.manifest(manifest), [.file(hypothesis), list], options)
        #expect(utterances.map(\.id) == ["a"] && utterances[0].values == ["sad"])
        #expect(utterances[0].durationSeconds == 2, "the row's own times come before the audio's length")
        #expect(utterances[0].answers.map(\.hypothesis) == [.text("one"), .text("eins")])
        #expect(reader.withoutReference == 1 && reader.unusableReferences.count == 1)
    }

    @Test("several columns of one table are several recognisers")
    func oneTable() throws {
        let path = try folder.write("key,gold,a,b\nu1,one,on,one\nu2,two,two,to\n", to: "t.csv")
        let table = try RereadableFile(path: path)
        let files = ["gold", "a", "b"].map {
            TranscriptFile(name: $0, file: table, format: .csv, columns: TranscriptColumns(id: "key", text: $0))
        }
        let (utterances, _) = try read(.file(files[0]), [.file(files[1]), .file(files[2])])
        let heard = utterances.map { $0.answers.map(\.hypothesis) }
        #expect(heard == [[.text("on"), .text("one")], [.text("two"), .text("to")]])
    }

    @Test(
        "lines that begin or end with what is surely their id are noticed",
        arguments: [
            ("u1 one\nu2 two\n", "u1 on\nu2 to\n", LineIDs.first),
            ("one (u1)\ntwo (u2)\n", "on (u1)\nto (u2)\n", .last),
            ("one\ntwo\n", "one\ntwo\n", nil), ("u1 one\nu2 two\n", "u1 on\nu3 to\n", nil),
            ("7 up\n7 up\n", "7 up\n7 up\n", nil), ("u1 one\n", "u1 on\n", nil),
        ])
    func lineIDs(_ reference: String, _ hypothesis: String, _ expected: LineIDs?) throws {
        let (_, reader) = try read(
            .file(file(reference, "r.txt")), [.file(file(hypothesis, "h.txt")), .file(file(hypothesis, "h2.txt"))])
        #expect(reader.idsInLines == expected)
    }

    @Test("files without a row are told so")
    func empty() throws {
        let error = #expect(throws: ComparisonMismatch.self) {
            try read(.file(file("", "r.trn")), [.file(file(";; nothing\n", "h.trn"))])
        }
        #expect(error?.description.contains("r.trn has no utterance") == true)
        #expect(throws: ComparisonMismatch.self) { try read(.file(file("", "r.txt")), [.file(file("", "h.txt"))]) }
    }
}
