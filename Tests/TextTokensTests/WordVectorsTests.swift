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
        #expect(vectors.dimension == 2)
        #expect(vectors.numbers == [2, 4])
        #expect(vectors.values == [0.5, -0.01, 1, 2])
    }

    @Test("a word2vec header, CRLF, words with spaces and a missing last line end are taken as they are")
    func variants() throws {
        #expect(try read("3 2\r\na 1 2\r\n. . 3 4\r\nb 5 6").values == [1, 2, 5, 6])
    }

    @Test("no known word is no error")
    func noneKnown() throws {
        #expect(try read("x 1 2 3\n").numbers.isEmpty)
    }

    @Test(
        "what is no table of vectors is refused with its line",
        arguments: [
            ("", ":1: the file holds no"), ("hello\nworld\n", ":1: no numbers"), ("a 1 2\nb 1\n", ":2: fewer than 2"),
            ("x 1 2\na 1 two\n", ":2: not 2 numbers"), ("x 1 2\na 1 nan\n", ":2: not 2 numbers"),
        ])
    func refused(_ text: String, _ reason: String) {
        let error = #expect(throws: TextTokensError.self) { try read(text) }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
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
        #expect(vectors.dimension == 50)
        #expect(vectors.numbers.count == 2)
        #expect(vectors.values.count == 100)
    }
}
