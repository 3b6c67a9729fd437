import Crypto
import Foundation
import TestSupport
import Testing
import TextTokens

@Suite("WordVectors")
struct WordVectorsTests {
    private let vocabulary = Vocabulary(transcriptTokens: [["a", "a", "b", "é"]])

    private func read(_ text: String) throws -> WordVectors {
        let folder = try TemporaryFolder()
        return try WordVectors.read(path: folder.write(text, to: "v.txt"), for: vocabulary)
    }

    @Test("known words get their vectors, in the order of the vocabulary")
    func known() throws {
        let vectors = try read("é 1 2\nzebra 9 9\na 0.5 -1e-2\na 7 7\n")
        #expect(vectors.dimension == 2 && vectors.count == 2 && vectors.fileCount == 4)
        #expect(vectors.rows(for: vocabulary).map(\.number) == [2, 4])
        #expect(vectors.rows(for: vocabulary).flatMap(\.vector) == [0.5, -0.01, 1, 2])
        #expect(vectors["b"] == nil && vectors["zebra"] == nil)
        #expect(vectors.missing(from: vocabulary) == ["b"])
    }

    @Test("a word2vec header, CRLF, tabs, words with spaces and a missing last line end are taken as they are")
    func variants() throws {
        let vectors = try read("4 2\r\na 1 2\r\n. . 3 4\r\né\t7\t8 \nb 5 6")
        #expect(vectors.rows(for: vocabulary).flatMap(\.vector) == [1, 2, 5, 6, 7, 8])
        #expect(vectors.fileCount == 4)
    }

    @Test("a word with spaces is found as it is written")
    func spaces() throws {
        let words = Vocabulary(transcriptTokens: [[". . .", "at home"]])
        let folder = try TemporaryFolder()
        let vectors = try WordVectors.read(
            path: folder.write("x 1 1\n. . . 2 3\nat home 4 5\n", to: "v.txt"), for: words)
        #expect(vectors[". . ."] == [2, 3] && vectors["at home"] == [4, 5])
    }

    @Test("no known word is no error")
    func noneKnown() throws {
        #expect(try read("x 1 2 3\n").count == 0)
    }

    @Test(
        "what is no table of vectors is refused with its line",
        arguments: [
            ("", ":1: the file holds no"), ("hello\nworld\n", ":1: no numbers"),
            ("a 1 2\nb 1\n", ":2: 1 numbers behind the word in place of 2"),
            ("x 1 2\na 1 two\n", ":2: \"two\" is no number"), ("x 1 2\na 1 nan\n", ":2: \"nan\" is no number"),
            ("x 1 2 3\nzebra 1 2,5 3\n", ":2: \"2,5\" is no number"),
            ("x 1 2\ny 1 2 3\n", ":2: more than 2 numbers"), ("x 1 2\n1 2\n", ":2: 1 numbers behind the word"),
            ("x 1 2\na 1 2.5.5\n", ":2: what stands behind the word is not 2 numbers"),
            ("2 0\n", ":1: a header that promises 0"),
        ])
    func refused(_ text: String, _ reason: String) {
        let error = #expect(throws: TextTokensError.self) { try read(text) }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }

    @Test("compressed and binary files are refused with what to do")
    func otherFormats() throws {
        let folder = try TemporaryFolder()
        for (bytes, advice) in [
            ([0x1f, 0x8b, 8, 0], "gunzip -k"), ([0x50, 0x4b, 3, 4], "unzip"), ([0x61, 0x20, 0, 0], "binary"),
        ] as [([UInt8], String)] {
            let path = try folder.write(Data(bytes), to: "v'1.txt")
            let error = #expect(throws: TextTokensError.self) { try WordVectors.read(path: path, for: vocabulary) }
            #expect(error?.description.contains(advice) == true)
        }
    }

    @Test("lines that lie across the blocks of reading are read whole, and the hash is the file's")
    func blocks() throws {
        let folder = try TemporaryFolder()
        var text = ""
        for row in 0..<40_000 { text += "w\(row) \(row).25 -1.5e3 0.123456789 77\n" }
        let words = Vocabulary(transcriptTokens: [(0..<40_000).filter { $0 % 97 == 0 }.map { "w\($0)" }])
        let path = try folder.write(text, to: "v.txt")
        let vectors = try WordVectors.read(path: path, for: words)
        #expect(text.utf8.count > 1 << 20 && vectors.fileCount == 40_000 && vectors.count == words.count - 2)
        for row in stride(from: 0, to: 40_000, by: 97) {
            #expect(vectors["w\(row)"] == [Float(row) + 0.25, -1500, 0.123456789, 77])
        }
        #expect(vectors.fileHash == SHA256.hash(data: Data(text.utf8)).map { String(format: "%02x", $0) }.joined())
    }

    @Test("a missing file says so")
    func missing() {
        let error = #expect(throws: TextTokensError.self) {
            try WordVectors.read(path: "/nowhere/v.txt", for: vocabulary)
        }
        #expect(error?.description == "/nowhere/v.txt: cannot read: No such file or directory")
    }

    @Test("the shared GloVe excerpt is read", .enabled(if: SharedReference.isPresent))
    func shared() throws {
        let common = Vocabulary(transcriptTokens: [["the", "happy", "qqqq"]])
        let vectors = try WordVectors.read(
            path: SharedReference.url("corpora/text/glove/glove.6B.50d.top2446.txt").path, for: common)
        #expect(vectors.dimension == 50 && vectors.count == 2 && vectors.fileCount == 2446)
        #expect(vectors.missing(from: common) == ["qqqq"])
    }
}
