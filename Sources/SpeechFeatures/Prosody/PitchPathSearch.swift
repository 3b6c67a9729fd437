import Glibc

/// Chooses one pitch candidate, or none, for every frame: the cheapest path through all frames (Viterbi search).
///
/// Costs are those that act in the reference, which are not all those that its configuration names: continuity weighs
/// 10 (written: 5, but the other voiced weight is used for both) and staying unvoiced costs 1 (written: 0). The
/// transition cost also has a memory that is left over from the order of evaluation; it is part of the result.
///
/// Frames are decided as soon as the survivor paths of all states agree on them. What had not been decided before the
/// end of the input does not enter the functionals, so `decidedCount` is kept.
package struct PitchPathSearch {
    /// Candidates 0 to 3, then the unvoiced state.
    package static let stateCount = SubharmonicSummation.candidateCount + 1

    /// The state without pitch.
    package static let unvoiced = SubharmonicSummation.candidateCount

    /// So many undecided frames, and the oldest is decided without agreement.
    private static let longestDelay = 90

    private let voicingThreshold: Float

    /// The states decided since the last `take`, one per frame.
    package private(set) var states: [Int] = []

    /// Frames decided by agreement (or delay), before `finish` decides the others.
    package private(set) var decidedCount = 0

    private var frameCount = 0
    /// Cost of the cheapest path into each state.
    package private(set) var costs = [Double](repeating: 0, count: stateCount)
    private var newCosts = [Double](repeating: 0, count: stateCount)
    private var previousFrequencies = SIMD4<Float>.zero

    /// The ratio that the last transition between two candidates left behind, or 0 after one to or from unvoiced.
    private var leftoverRatio = 1.0

    /// The undecided end of each state's survivor path, one stretch of `longestDelay` places per state.
    private var paths = [UInt8](repeating: 0, count: stateCount * longestDelay)
    private var newPaths = [UInt8](repeating: 0, count: stateCount * longestDelay)

    package init(voicingThreshold: Float) { self.voicingThreshold = voicingThreshold }

    /// Takes the next frame.
    ///
    /// - Parameters:
    ///   - frequencies: the four candidates in hertz, 0 for empty places.
    ///   - voicings: their voicing, 0 to 1.
    package mutating func push(frequencies: SIMD4<Float>, voicings: SIMD4<Float>) {
        let undecided = frameCount - decidedCount
        for state in 0..<Self.stateCount {
            let local = localCost(of: state, frequencies, voicings)
            if frameCount == 0 {
                newCosts[state] = local
            } else {
                let (best, cost) = cheapestPredecessor(of: state, frequencies)
                newCosts[state] = cost + local
                for step in 0..<undecided {
                    newPaths[state * Self.longestDelay + step] = paths[best * Self.longestDelay + step]
                }
            }
            newPaths[state * Self.longestDelay + undecided] = UInt8(state)
        }
        swap(&costs, &newCosts)
        swap(&paths, &newPaths)
        previousFrequencies = frequencies
        frameCount += 1
        decide()
    }

    /// Decides the remaining frames from the cheapest path (the lower state among equals).
    package mutating func finish() {
        let (best, undecided) = (cheapestState, frameCount - decidedCount)
        for step in 0..<undecided { states.append(Int(paths[best * Self.longestDelay + step])) }
    }

    /// Hands out the decided states and forgets them.
    package mutating func take() -> [Int] {
        defer { states.removeAll(keepingCapacity: true) }
        return states
    }

    // MARK: - Costs

    private func localCost(of state: Int, _ frequencies: SIMD4<Float>, _ voicings: SIMD4<Float>) -> Double {
        guard state == Self.unvoiced else {
            let voicing = voicings[state]
            let likelihood = min(max(Double(voicing), 0.01), 1)
            return 2 * (-log(likelihood) + (voicing < voicingThreshold ? 4 : 0)) + Self.rangeCost(frequencies[state])
        }
        for candidate in 0..<Self.unvoiced where voicings[candidate] >= voicingThreshold { return 8 }
        return 0
    }

    /// What a pitch costs for being unusual.
    package static func rangeCost(_ hertz: Float) -> Double {
        let frequency = Double(hertz)
        if frequency <= 0 { return 2 }
        if frequency < 100 { return 1 - frequency / 100 }
        if frequency < 350 { return 0 }
        return frequency < 600 ? (frequency - 350) / 250 : 1.2
    }

    /// The previous state from which `state` is reached at least cost, the lower one among equals.
    ///
    /// To be called for states 0 to 4 in this order, because of `leftoverRatio`.
    private mutating func cheapestPredecessor(of state: Int, _ frequencies: SIMD4<Float>) -> (state: Int, cost: Double)
    {
        var (best, bestCost) = (0, Double.infinity)
        for from in 0..<Self.stateCount {
            let cost = costs[from] + transitionCost(from: from, to: state, frequencies)
            if cost < bestCost { (best, bestCost) = (from, cost) }
        }
        return (best, bestCost)
    }

    private mutating func transitionCost(from: Int, to: Int, _ frequencies: SIMD4<Float>) -> Double {
        if from == Self.unvoiced, to == Self.unvoiced { return 1 }
        if from == Self.unvoiced || to == Self.unvoiced {
            leftoverRatio = 0
            return 10
        }
        let (before, now) = (previousFrequencies[from], frequencies[to])
        guard before > 0, now > 0 else { return 999 }
        let ratio = log(Double(now / before))
        let cost = 10 * abs(ratio) + 10 * abs(ratio - leftoverRatio)
        leftoverRatio = ratio
        return cost
    }

    private var cheapestState: Int {
        var best = 0
        for state in 1..<Self.stateCount where costs[state] < costs[best] { best = state }
        return best
    }

    // MARK: - Decisions

    private mutating func decide() {
        let undecided = frameCount - decidedCount
        var settled = 0
        if undecided >= Self.longestDelay {
            states.append(Int(paths[cheapestState * Self.longestDelay]))
            settled = 1
        } else {
            while settled < undecided, survivorsAgree(onStep: settled) {
                states.append(Int(paths[settled]))
                settled += 1
            }
        }
        guard settled > 0 else { return }
        decidedCount += settled
        for state in 0..<Self.stateCount {
            let start = state * Self.longestDelay
            for step in settled..<undecided { paths[start + step - settled] = paths[start + step] }
        }
    }

    private func survivorsAgree(onStep step: Int) -> Bool {
        for state in 1..<Self.stateCount where paths[state * Self.longestDelay + step] != paths[step] { return false }
        return true
    }
}
