import ErrorRate
import Export
import Testing

@Suite("UtteranceErrorTable")
struct UtteranceErrorTableTests {
    private func line(
        _ reference: String, _ hypothesis: Hypothesis, _ facts: UtteranceErrorTable.Facts,
        unanswered: UnansweredRule = .countAsDeletions, safe: Bool = false
    ) -> String {
        var scorer = ErrorRateScorer(normalizer: .basic, unanswered: unanswered)
        let table = UtteranceErrorTable(normalizer: "basic", rule: .jiwer, spreadsheetSafe: safe)
        let result = scorer.score(reference: reference, hypothesis: hypothesis)
        return String(decoding: table.record(facts, result), as: UTF8.self)
    }

    @Test("a row has the texts that were compared, the counts, the rates, and the rules they follow")
    func row() {
        let facts = UtteranceErrorTable.Facts(
            id: "u,1", recogniser: "sphinx", confidence: 0.25, durationSeconds: 2)
        #expect(
            line("Oh no, not again.", .text("oh no not a game"), facts)
                == "\"u,1\",sphinx,ok,oh no not again,oh no not a game,4,3,1,0,1,0.500000,15,3,0.200000,0.250000,2.000000,"
                + "basic,jiwer,\n")
        let header = UtteranceErrorTable(normalizer: "basic", rule: .jiwer).header
        #expect(header.count { $0 == UInt8(ascii: ",") } == 18)
    }

    @Test("a failure keeps its reason; left out of the rates, it has no counts")
    func failed() {
        let facts = UtteranceErrorTable.Facts(id: "u", recogniser: "r", failure: "no audio")
        #expect(
            line("a b", .failed, facts) == "u,r,failed,a b,,2,0,0,2,0,1.000000,3,3,1.000000,,,basic,jiwer,no audio\n")
        #expect(
            line("a b", .failed, facts, unanswered: .leaveOut)
                == "u,r,failed,a b,,,,,,,,,,,,,basic,jiwer,no audio\n")
    }

    @Test("with an empty reference the rate is the number of insertions")
    func emptyReference() {
        let facts = UtteranceErrorTable.Facts(id: "u", recogniser: "r")
        #expect(line("", .text("x yz"), facts).contains(",x yz,0,0,0,0,2,2.000000,0,4,4.000000,"))
    }

    @Test("no cell begins as a formula where a spreadsheet is to read it")
    func formula() {
        let facts = UtteranceErrorTable.Facts(id: "=1+1", recogniser: "r")
        #expect(line("a", .text("a"), facts, safe: true).hasPrefix("'=1+1,"))
    }
}
