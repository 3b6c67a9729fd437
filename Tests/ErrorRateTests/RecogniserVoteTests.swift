import Foundation
import TestSupport
import Testing

@testable import ErrorRate

@Suite("RecogniserVote")
struct RecogniserVoteTests {
    @Test(
        "the word of most voters wins, and no word where most have none",
        arguments: [
            (["so i went home", "so i want home", "oh i went home"], "so i went home"),
            (["a b c", "a c", "a c"], "a c"),
            (["a c", "a b c", "a b c"], "a b c"),
            (["b", "a b", "a b"], "a b"),
            (["b", "b c", "b d"], "b"),
            (["a x b", "a y b", "a z b"], "a x b"),
            (["", "a", "a"], "a"), (["", "", "a"], ""), (["x"], "x"), ([], ""),
        ])
    func examples(_ transcripts: [String], _ expected: String) {
        #expect(RecogniserVote().vote(transcripts).text == expected)
    }

    @Test("votes are told for each word")
    func votes() {
        let outcome = RecogniserVote().vote(["a b c", "a b", "a x c", "a b c"])
        #expect(outcome.words == ["a", "b", "c"])
        #expect(outcome.votes == [4, 3, 3])
        #expect(outcome.voters == 4)
    }

    @Test("of equally many votes the earliest voter decides")
    func ties() {
        #expect(RecogniserVote().vote(["a b", "a c"]).text == "a b")
        #expect(RecogniserVote().vote(["a c", "a b"]).text == "a c")
        #expect(RecogniserVote().vote(["a", "a b"]).text == "a")
        #expect(RecogniserVote().vote(["a b", "a"]).text == "a b")
        #expect(RecogniserVote().vote(["a b", "a c", "a c", "a b"]).text == "a b")
    }

    private func text(_ numbers: inout TestNumbers) -> String {
        (0..<numbers.below(8)).map { _ in ["a", "b", "c", "d"][numbers.below(4)] }.joined(separator: " ")
    }

    @Test("what more than half of the voters gave is the answer, in any order")
    func majority() {
        var numbers = TestNumbers(state: 31)
        for _ in 0..<400 {
            let majority = text(&numbers)
            let others = (0..<numbers.below(4)).map { _ in text(&numbers) }
            var transcripts = others + Array(repeating: majority, count: others.count + 1)
            for index in transcripts.indices { transcripts.swapAt(index, numbers.below(transcripts.count)) }
            #expect(RecogniserVote().vote(transcripts).text == majority, "\(transcripts)")
        }
    }

    @Test("equal transcripts give themselves, whatever their confidences")
    func equal() {
        var numbers = TestNumbers(state: 32)
        for _ in 0..<50 {
            let words = Tokenization.whiteSpace.tokens(in: text(&numbers))
            let transcripts = (0..<3).map { _ in
                words.map { RecogniserVote.Word($0, confidence: Double(numbers.below(100)) / 100) }
            }
            for weight in [0, 0.3, 1] {
                let vote = RecogniserVote(countWeight: weight)
                #expect(vote.vote(transcripts).words == words)
            }
        }
    }

    @Test("in every slot each voter has one vote, and no word is made up")
    func slots() {
        var numbers = TestNumbers(state: 33)
        for _ in 0..<200 {
            let transcripts = (0..<5).map { _ in Tokenization.whiteSpace.tokens(in: text(&numbers)).map(Bytes.init) }
            var network = VoteNetwork()
            for words in transcripts {
                network.add(words, confidences: words.map { _ in 1 }, votes: 1)
            }
            for slot in network.slots {
                #expect(slot.map(\.votes).reduce(0, +) == 5)
                #expect(Set(slot.map(\.word)).count == slot.count)
                #expect(slot.contains { $0.word != nil })
            }
            // Each word of each transcript is in one slot.
            let words = network.slots.joined().filter { $0.word != nil }.map(\.votes).reduce(0, +)
            #expect(words == transcripts.map(\.count).reduce(0, +))
        }
    }

    @Test("confidences can outweigh votes")
    func confidences() {
        let transcripts = [
            [RecogniserVote.Word("a", confidence: 0.2)], [RecogniserVote.Word("a", confidence: 0.3)],
            [RecogniserVote.Word("b", confidence: 0.9)],
        ]
        #expect(RecogniserVote(countWeight: 1).vote(transcripts).words == ["a"])
        #expect(RecogniserVote(countWeight: 0.2).vote(transcripts).words == ["b"])
        // 2/3 against 1/3 of the votes, 0.25 against 0.9 in confidence: equal at 0.66.
        #expect(RecogniserVote(countWeight: 0.64).vote(transcripts).words == ["b"])
        #expect(RecogniserVote(countWeight: 0.68).vote(transcripts).words == ["a"])
        let doubtful = [[RecogniserVote.Word("a", confidence: 0.1)], []]
        #expect(RecogniserVote(countWeight: 0.5, absentConfidence: 0.7).vote(doubtful).words == [])
        #expect(RecogniserVote(countWeight: 0.5, absentConfidence: 0).vote(doubtful).words == ["a"])
    }

    @Test("three recognisers together have fewer errors than the best of them", .enabled(if: SharedReference.isPresent))
    func fewerErrors() throws {
        let systems = try ["sysA", "sysC", "sysB"].map(MatchedPairsTestTests.transcripts)
        var vote = ErrorRateScorer()
        var best = ErrorRateScorer()
        for (index, reference) in try MatchedPairsTestTests.transcripts("ref").enumerated() {
            let outcome = RecogniserVote().vote(systems.map { $0[index] })
            _ = vote.score(reference: reference, hypothesis: .text(outcome.text))
            _ = best.score(reference: reference, hypothesis: .text(systems[0][index]))
        }
        #expect(best.total.words.errors == 171)
        #expect(vote.total.words.errors < 60)
    }
}
