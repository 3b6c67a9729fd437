import Foundation
import TestSupport
import Testing

/// `emoscribe wer` on files, run as a user does.
@Suite("emoscribe wer", .enabled(if: Tool.isBuilt))
struct WordErrorRateToolTests {
    private let folder: TemporaryFolder
    private let reference: String
    private let good: String
    private let bad: String

    init() throws {
        folder = try TemporaryFolder()
        reference = try folder.write("the cat sat (s1-1)\non the mat (s2-1)\n", to: "ref.trn")
        good = try folder.write("on the mat (s2-1)\nthe cat sat (s1-1)\n", to: "good.trn")
        bad = try folder.write("the bat (s1-1)\non the the mat (s2-1)\n", to: "bad.trn")
    }

    @Test("every format of files gives the same figures")
    func formats() async throws {
        let files = [
            (reference, bad),
            (
                try folder.write("s1-1 the cat sat\ns2-1 on the mat\n", to: "k/text"),
                try folder.write("s1-1 the bat\ns2-1 on the the mat\n", to: "h/text")
            ),
            (
                try folder.write("id,transcript\n1,the cat sat\n2,on the mat\n", to: "r.csv"),
                try folder.write(
                    "{\"id\":2,\"heard\":\"on the the mat\"}\n{\"id\":1,\"heard\":\"the bat\"}\n",
                    to: "h.jsonl")
            ),
            (
                try folder.write("the cat sat\non the mat\n", to: "r.txt"),
                try folder.write("the bat\non the the mat\n", to: "h.txt")
            ),
        ]
        for (reference, hypothesis) in files {
            let result = try await Tool.run(
                ["wer", "--reference", reference, "--hypothesis", hypothesis, "--json"]
                    + (hypothesis.hasSuffix("l") ? ["--hypothesis-column", "heard"] : []))
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.json["wer"] as? Double == 0.5 && result.json["hits"] as? Int == 4, "\(reference)")
        }
    }

    @Test("recognisers side by side, with a file of alignments and a row for each utterance and recogniser")
    func several() async throws {
        let result = try await Tool.run([
            "wer", "--reference", reference, "--hypothesis", good, "--hypotheses", "second=\(bad)", "--by", "speaker",
            "--per-utterance", folder.path("u.csv"), "--pra", folder.path("x.pra"),
        ])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("speaker  utterances  words  WER good  WER second"))
        let rows = try String(contentsOfFile: folder.path("u.csv"), encoding: .utf8).split(separator: "\n")
        #expect(rows.count == 5 && rows[2].hasPrefix("s1-1,second,ok,the cat sat,the bat,3,1,1,1,0,0.666667"))
        let pra = try String(contentsOfFile: folder.path("x.second.pra"), encoding: .utf8)
        #expect(pra.contains("HYP:  the *** BAT") || pra.contains("HYP:  the BAT ***"))
    }

    @Test("ids that do not match end the command before anything is written, with advice")
    func mismatch() async throws {
        let short = try folder.write("the cat sat (s1-1)\n", to: "short.trn")
        let arguments = [
            "wer", "--reference", reference, "--hypothesis", short, "--per-utterance", folder.path("u.csv"),
        ]
        let refused = try await Tool.run(arguments)
        #expect(refused.status == 64 && refused.output.isEmpty)
        #expect(refused.errors.contains("s2-1 (") && refused.errors.contains("--missing leave-out"))
        #expect(!FileManager.default.fileExists(atPath: folder.path("u.csv")))
        let counted = try await Tool.run(arguments + ["--missing", "count", "--json"])
        #expect(counted.status == 1 && counted.json["wer"] as? Double == 0.5 && counted.json["missing"] as? Int == 1)
        let left = try await Tool.run(arguments + ["--missing", "leave-out", "--json"])
        #expect(left.status == 1 && left.json["wer"] as? Double == 0 && left.json["utterances"] as? Int == 1)
    }

    @Test("alignments are plain where no terminal is, and may show errors only")
    func alignments() async throws {
        let arguments = ["wer", "--reference", reference, "--hypothesis", good, "--align"]
        let result = try await Tool.run(arguments)
        #expect(result.output.contains("s1-1  WER 0.0 %\nREF: the cat sat\nHYP: the cat sat\n\n"))
        #expect(!result.output.contains("\u{1b}"))
        let errors = try await Tool.run(arguments + ["--errors-only"])
        #expect(!errors.output.contains("REF:"))
    }

    @Test("the utterances come into the JSON object where they are asked for")
    func perUtterance() async throws {
        let result = try await Tool.run([
            "wer", "--reference", reference, "--hypothesis", bad, "--json", "--per-utterance", "-",
        ])
        let rows = try #require(result.json["perUtterance"] as? [[String: Any]])
        #expect(rows.map { $0["id"] as? String } == ["s1-1", "s2-1"])
        #expect(rows[0]["hypothesis"] as? String == "the bat" && rows[1]["insertions"] as? Int == 1)
    }

    @Test(
        "what cannot be meant is refused with what to do",
        arguments: [
            ([], "give a manifest"), (["--reference", "r.trn"], "--reference needs hypotheses"),
            (["--reference", "r.tsv", "--hypothesis", "h.trn"], "--format"),
            (["c.csv", "--reference", "r.trn", "--hypothesis", "h.trn"], "two sources of references"),
            (["--reference", "r.trn", "--hypothesis", "h.trn", "--errors-only"], "belongs to --align"),
            (["--reference", "none.trn", "--hypothesis", "h.trn"], "none.trn: cannot open"),
        ])
    func refused(_ arguments: [String], _ words: String) async throws {
        let result = try await Tool.run(["wer"] + arguments)
        #expect(result.status == 64 && result.errors.contains(words), "\(result.errors)")
    }

    @Test("a column that is not there is answered with those that are, an output that is an input is refused")
    func checks() async throws {
        let table = try folder.write("id,transcript,heard,mood\na,one,on,low\n", to: "t.csv")
        let base = ["wer", "--reference", table, "--hypothesis-column", "heard"]
        let by = try await Tool.run(base + ["--by", "emotion"])
        #expect(by.status == 64 && by.errors.contains("no column emotion") && by.errors.contains("mood"))
        let over = try await Tool.run(base + ["--per-utterance", table])
        #expect(over.status == 64 && over.errors.contains("would be overwritten"))
        let good = try await Tool.run(base + ["--by", "mood", "--json"])
        let groups = good.json["groups"] as? [String: [String: Any]]
        #expect(good.status == 0 && groups?["mood"]?["low"] != nil, "\(good.errors)")
    }

    @Test("single words: a user's replacements, a vote, confusions, and words that go with emotions")
    func words() async throws {
        var table = "id,transcript,a,b,c,emotion\n"
        for number in 0..<200 {
            table += "h\(number),I'm so happy in it,I am so happy in it,I am so hippy in it,im so happy in it,joy\n"
            table += "s\(number),that is awful in it,that is awful in it,that's awful in it,that is a full in it,sad\n"
        }
        let corpus = try folder.write(table, to: "corpus.csv")
        let list = try folder.write("from,to\ni'm,I am\nthat's,that is\n", to: "words.csv")
        let arguments = ["a", "b", "c"].flatMap { ["--hypothesis-column", $0] }
        let result = try await Tool.run(
            [
                "wer", corpus, "--vote", "--replacements", list, "--confusions", "2", "--emotion-words",
                "--replicates", "100", "--json", "--normalizer", "lower-case",
            ] + arguments)
        #expect(result.status == 0, "\(result.errors)")
        let recognisers = try #require(result.json["recognisers"] as? [[String: Any]])
        #expect(recognisers.map { $0["name"] as? String } == ["a", "b", "c", "vote"])
        #expect(recognisers[0]["wer"] as? Double == 0 && recognisers[3]["wer"] as? Double == 0)
        let name = try #require(recognisers[0]["normalizer"] as? String)
        #expect(name.hasPrefix("lower-case+words.csv@"))
        let tallies = try #require(recognisers[1]["tallies"] as? [String: [[String: Any]]])
        #expect(tallies["confusions"]?.count == 1 && tallies["lost"]?[0]["word"] as? String == "happy")
        let rates = try #require(recognisers[1]["emotionWords"] as? [String: [String: Any]])
        #expect((rates["emotionBearing"]?["wer"] as? Double ?? 0) > (rates["all"]?["wer"] as? Double ?? 1))
        let picked = try #require((result.json["pickedWords"] as? [String: Any])?["words"] as? [[String: Any]])
        #expect(picked.contains { $0["word"] as? String == "awful" && $0["label"] as? String == "sad" })
        let table2 = try await Tool.run(
            ["wer", corpus, "--confusions", "1", "--emotion-words", "--no-tests"] + arguments.prefix(4))
        #expect(table2.output.contains("happy → hippy") && table2.output.contains("emotion-bearing words"))
        let two = try await Tool.run(["wer", corpus, "--vote"] + arguments.prefix(4))
        #expect(two.status == 64 && two.errors.contains("three or more"))
    }
}
