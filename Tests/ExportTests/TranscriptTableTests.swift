import Corpus
import Export
import Foundation
import TestSupport
import Testing

@Suite("TranscriptTable")
struct TranscriptTableTests {
    private static let rows: [TranscriptTable.Row] = [
        .init(id: "b", transcript: "yes, sir", confidence: 0.25, language: "english"),
        .init(id: "a", status: .failed, error: "endpoint is down"), .init(id: "c", transcript: ""),
        .init(id: "é", status: .pending, error: "stopped before it was asked"),
    ]

    private func bytes() -> [UInt8] {
        let table = TranscriptTable(provider: "sphinx", model: "")
        return Self.rows.reduce(into: table.header) { $0 += table.bytes($1) }
    }

    @Test("rows come in their order, those without an answer with the reason and no transcript")
    func rows() {
        #expect(
            String(decoding: bytes(), as: UTF8.self) == """
                id,transcript,status,error,confidence,language,provider,model
                b,"yes, sir",ok,,0.250000,english,sphinx,
                a,,failed,endpoint is down,,,sphinx,
                c,,ok,,,,sphinx,
                é,,pending,stopped before it was asked,,,sphinx,

                """)
    }

    @Test("an earlier table tells what failed and how much it has; another table tells nothing")
    func earlier() throws {
        let folder = try TemporaryFolder()
        try folder.write(Data(bytes()), to: "t.csv")
        let earlier = try #require(EarlierTranscripts(path: folder.path("t.csv")))
        #expect(earlier.failed == [ByteKey("a")] && earlier.answered == 2)
        try folder.write("id,audio\na,b.wav\n", to: "m.csv")
        #expect(EarlierTranscripts(path: folder.path("m.csv")) == nil)
        #expect(EarlierTranscripts(path: folder.path("none.csv")) == nil)
    }
}
