import Foundation
import Testing

@testable import SpeechFeatures

@Suite("Pitch path search")
struct PitchPathSearchTests {
    private struct Frame {
        var frequencies = SIMD4<Float>.zero
        var voicings = SIMD4<Float>.zero
    }

    private func search(_ frames: [Frame]) -> PitchPathSearch {
        var search = PitchPathSearch(voicingThreshold: 0.7)
        for frame in frames { search.push(frequencies: frame.frequencies, voicings: frame.voicings) }
        return search
    }

    private func pitch(_ frequencies: Float..., voicing: Float = 1) -> Frame {
        var frame = Frame()
        for (place, frequency) in frequencies.enumerated() {
            frame.frequencies[place] = frequency
            frame.voicings[place] = voicing
        }
        return frame
    }

    private func expectCost(_ search: PitchPathSearch, _ state: Int, _ cost: Double) {
        #expect(abs(search.costs[state] - cost) < 1e-5, "state \(state)")
    }

    @Test(
        "unusual pitch costs more",
        arguments: [
            (0, 2), (60, 0.4), (99, 0.01), (100, 0), (349, 0), (400, 0.2), (599, 0.996), (600, 1.2), (620, 1.2),
        ])
    func rangeCost(hertz: Float, cost: Double) {
        #expect(abs(PitchPathSearch.rangeCost(hertz) - cost) < 1e-9)
    }

    @Test("local costs: unvoiced pays 8 only beside a voiced candidate; empty places and weak voicing pay")
    func localCosts() {
        let voiced = search([pitch(200, voicing: 0.7)])
        expectCost(voiced, 0, -2 * log(0.7))
        expectCost(voiced, 1, 2 * (-log(0.01) + 4) + 2)
        expectCost(voiced, 4, 8)
        let weak = search([pitch(60, voicing: 0.69)])
        expectCost(weak, 0, 2 * (-log(0.69) + 4) + 0.4)
        expectCost(weak, 4, 0)
    }

    @Test("staying unvoiced costs 1, where the configuration says 0; becoming unvoiced or voiced costs 10")
    func unvoicedCosts() {
        let empty = 2 * (-log(0.01) + 4) + 2
        let two = search([Frame(), Frame()])
        expectCost(two, 4, 1)
        expectCost(two, 0, 10 + empty)
        expectCost(search([pitch(200), Frame()]), 4, min(8 + 1, 0 + 10))
        expectCost(search([pitch(200), pitch(200)]), 4, min(8 + 1, 0 + 10) + 8)
    }

    @Test("a pitch change weighs 10 and not the configuration's 5, and the first chain starts from 1")
    func continuity() {
        let step = log(Double(Float(110) / Float(100)))
        // Second frame: 10 r + 10 |r - 1|, the leftover ratio being 1 at the start of the utterance.
        let second = search([pitch(100), pitch(110)])
        expectCost(second, 0, 10 * step + 10 * abs(step - 1))
        // Third frame: the chain now starts from 0, so the step back costs 10 |r| twice.
        let third = search([pitch(100), pitch(110), pitch(100)])
        expectCost(third, 0, 10 * step + 10 * abs(step - 1) + 20 * step)
    }

    @Test("the ratio left over from the previous candidate of the same chain raises the cost of the next")
    func leftoverRatio() {
        let octave = log(2.0)
        // From [200, 100] to 100: candidate 0 gives r = -ln 2 and leaves it; candidate 1 then pays 10 ln 2 for r = 0.
        // Both started voiced for 10, and unvoiced, at 9, would cost 10 more.
        expectCost(search([Frame(), pitch(200, 100), pitch(100)]), 0, 10 + 10 * octave)
    }

    @Test("an empty place is entered from unvoiced, since from a candidate it costs 999")
    func emptyPlaces() {
        let empty = 2 * (-log(0.01) + 4) + 2
        expectCost(search([pitch(200), pitch(200)]), 1, 8 + 10 + empty)
    }

    @Test("a steady pitch is followed, silence around it is not, and decisions wait for agreement")
    func followsPitch() {
        let frames =
            [Frame](repeating: Frame(), count: 5) + [Frame](repeating: pitch(200, 100), count: 20)
            + [Frame](repeating: Frame(), count: 5)
        let path = finished(frames)
        #expect(
            path.states == [Int](repeating: 4, count: 5) + [Int](repeating: 0, count: 20)
                + [Int](repeating: 4, count: 5))
        #expect(path.decidedCount > 20 && path.decidedCount < 30)
    }

    private func finished(_ frames: [Frame]) -> PitchPathSearch {
        var path = search(frames)
        path.finish()
        return path
    }

    @Test("one frame is decided at the end only; no frame gives no states")
    func fewFrames() {
        #expect(finished([]).states.isEmpty)
        let one = finished([pitch(200)])
        #expect(one.states == [0] && one.decidedCount == 0)
    }

    /// The reference of the search: all costs with back pointers, traced back at the end.
    @Test("equals a full backtrace, and decides what all survivors have in common", arguments: 1...20)
    func equalsBacktrace(seed: Int) {
        var generator = TestGenerator(seed: UInt64(seed))
        let frames = (0..<60).map { _ in
            var frame = Frame()
            for place in 0..<Int(generator.uniform() * 5) {
                frame.frequencies[place] = Float(60 + 500 * generator.uniform())
                frame.voicings[place] = Float(0.4 + 0.6 * generator.uniform())
            }
            return frame
        }
        let (survivors, best) = survivorsByBacktrace(frames)
        let path = finished(frames)
        #expect(path.states == survivors[best])
        let common = (0..<60).prefix { step in survivors.allSatisfy { $0[step] == survivors[0][step] } }.count
        #expect(path.decidedCount == common)
    }

    private func survivorsByBacktrace(_ frames: [Frame]) -> (paths: [[Int]], best: Int) {
        func local(_ frame: Frame, _ state: Int) -> Double {
            if state == 4 { return any(frame.voicings .>= 0.7) ? 8 : 0 }
            let voicing = min(max(Double(frame.voicings[state]), 0.01), 1)
            let weak = frame.voicings[state] < 0.7 ? 4.0 : 0
            return 2 * (weak - log(voicing)) + PitchPathSearch.rangeCost(frame.frequencies[state])
        }
        var costs = (0..<5).map { local(frames[0], $0) }
        var pointers: [[Int]] = []
        var memory = 1.0
        for (before, now) in zip(frames, frames.dropFirst()) {
            var (next, pointer) = ([Double](), [Int]())
            for i in 0..<5 {
                let reached = (0..<5).map { j -> Double in
                    switch (i, j) {
                    case (4, 4): return costs[j] + 1
                    case (4, _), (_, 4):
                        memory = 0
                        return costs[j] + 10
                    default:
                        guard now.frequencies[i] > 0, before.frequencies[j] > 0 else { return costs[j] + 999 }
                        let ratio = log(Double(now.frequencies[i] / before.frequencies[j]))
                        defer { memory = ratio }
                        return costs[j] + 10 * abs(ratio) + 10 * abs(ratio - memory)
                    }
                }
                let best = reached.indices.reduce(0) { reached[$1] < reached[$0] ? $1 : $0 }
                pointer.append(best)
                next.append(reached[best] + local(now, i))
            }
            costs = next
            pointers.append(pointer)
        }
        let paths = (0..<5).map { state in
            pointers.reversed().reduce(into: [state]) { path, pointer in path.insert(pointer[path[0]], at: 0) }
        }
        return (paths, costs.indices.reduce(0) { costs[$1] < costs[$0] ? $1 : $0 })
    }

    /// Never seen in speech, so built: a weak pitch and a strong one that pays as much for coming second in the chain.
    @Test("after 90 undecided frames the oldest is decided from the cheapest path")
    func longestDelay() {
        let weak: Float = 0.69
        let ratio = exp((-2 * log(Double(weak)) + 8) / 10)
        let both = Frame(frequencies: [120, Float(120 * ratio), 0, 0], voicings: [weak, 1, 0, 0])
        var first = both
        first.voicings[0] = 0.7
        first.voicings[1] = 0.7
        var path = PitchPathSearch(voicingThreshold: 0.7)
        for count in 1...100 {
            let frame = count == 1 ? first : both
            path.push(frequencies: frame.frequencies, voicings: frame.voicings)
            #expect(path.decidedCount == max(0, count - 89))
        }
        path.finish()
        #expect(path.states.count == 100 && path.decidedCount == 11)
    }
}
