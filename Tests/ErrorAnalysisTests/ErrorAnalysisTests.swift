import ErrorAnalysis
import ErrorRate
import Testing

@Suite("ErrorAnalysis")
struct ErrorAnalysisTests {
    private func utterance(
        _ reference: [String], _ heard: [String], values: [String?] = [], seconds: Double? = nil,
        confidences: [Double?] = []
    ) -> ComparedUtterance {
        ComparedUtterance(
            id: "u", references: reference,
            answers: heard.enumerated().map {
                RecogniserAnswer(.text($1), confidence: $0 < confidences.count ? confidences[$0] : nil)
            }, values: values, durationSeconds: seconds)
    }

    private func analysis(
        _ recognisers: [String] = ["r"], _ change: (inout ErrorAnalysis.Settings) -> Void = { _ in }
    ) -> ErrorAnalysis {
        var settings = ErrorAnalysis.Settings()
        change(&settings)
        return ErrorAnalysis(recognisers: recognisers, settings: settings)
    }

    @Test("every recogniser has sums of its own, equal to those of a scorer of its own")
    func totals() {
        var both = analysis(["a", "b"])
        var scorers = [ErrorRateScorer(normalizer: .basic), ErrorRateScorer(normalizer: .basic)]
        let rows = [("One two.", ["one", "one two"]), ("three", ["tree", "the tree"]), ("", ["x", ""])]
        for (reference, heard) in rows {
            both.add(utterance([reference], heard))
            for place in 0..<2 { _ = scorers[place].score(reference: reference, hypothesis: .text(heard[place])) }
        }
        #expect(both.totals == scorers.map(\.total))
    }

    @Test("of several right references the one with the fewest errors counts, for each recogniser its own")
    func alternatives() {
        var both = analysis(["a", "b"])
        let results = both.add(utterance(["going to go", "gonna go"], ["gonna go", "going to"])).results
        #expect(results.map(\.reference).map { $0.split(separator: " ").count } == [2, 3])
        #expect(both.totals.map(\.words.errors) == [0, 1] && both.totals.map(\.words.referenceCount) == [2, 3])
    }

    @Test("of alternatives that cost the same the one with the most hits counts, and of those the first")
    func equalAlternatives() {
        var one = analysis()
        #expect(one.add(utterance(["a b", "c"], [""])).results[0].reference.hasPrefix("c"))
        #expect(one.add(utterance(["a x", "b x"], ["x"])).results[0].reference.hasPrefix("a"))
        #expect(one.add(utterance(["", "a b"], ["a"])).results[0].reference.hasPrefix("a b"))
    }

    @Test("groups are sorted by their bytes, those without a value stand last, and their sums are the whole")
    func columns() {
        var one = analysis { $0.breakdowns = [.column(name: "emotion", place: 0)] }
        for (reference, heard, emotion) in [("a b", "a", "sad"), ("c", "c", "angry"), ("d", "x", ""), ("e", "", nil)] {
            one.add(utterance([reference], [heard], values: [emotion]))
        }
        let groups = one.groups[0].groups
        #expect(groups.map(\.name) == ["angry", "sad", ""])
        #expect(groups.map { $0.rates[0].words.errors } == [0, 1, 2])
        var sum = CorpusErrorRate()
        for group in groups { sum += group.rates[0] }
        #expect(sum == one.totals[0])
    }

    @Test("ranges of seconds stand in their order, a value on an edge begins the next, unknown ones last")
    func durations() {
        var one = analysis { $0.breakdowns = [.duration(.durations)] }
        for seconds in [16, 0.5, 2, 1.99, 30, nil] { one.add(utterance(["a"], ["a"], seconds: seconds)) }
        let groups = one.groups[0].groups
        #expect(groups.map(\.name) == ["under 1 s", "1 to 2 s", "2 to 4 s", "16 s and more", ""])
        #expect(groups.map { $0.rates[0].utterances } == [1, 1, 1, 2, 1])
    }

    @Test("by confidence an utterance may be in another group for each recogniser")
    func confidences() {
        var both = analysis(["a", "b"]) { $0.breakdowns = [.confidence(.confidences)] }
        both.add(utterance(["x"], ["x", "y"], confidences: [0.9, 0.1]))
        both.add(utterance(["x"], ["x", "y"], confidences: [nil, 0.15]))
        let groups = both.groups[0].groups
        #expect(groups.map(\.name) == ["under 0.2", "0.8 and more", ""])
        #expect(groups.map { $0.rates.map(\.utterances) } == [[0, 2], [1, 0], [1, 0]])
    }

    @Test("edges must rise", arguments: [([], false), ([1], true), ([1, 1], false), ([2, 1], false)])
    func edges(_ edges: [Double], _ areEdges: Bool) { #expect((Bins(edges: edges) != nil) == areEdges) }

    @Test("unanswered utterances count by the rule that was chosen, and are counted either way")
    func unanswered() {
        for (rule, words) in [(UnansweredRule.countAsDeletions, 3), (.leaveOut, 1)] {
            var one = analysis { $0.unanswered = rule }
            one.add(utterance(["a"], ["a"]))
            one.add(ComparedUtterance(id: "v", references: ["b c"], answers: [RecogniserAnswer(.failed)]))
            #expect(one.totals[0].words.referenceCount == words && one.totals[0].failed == 1)
        }
    }
}
