import Glibc

/// Pitch candidates of a frame: peaks of the sum of its spectrum with itself shifted by each harmonic's distance.
package struct SubharmonicSummation: Sendable {
    /// Candidates kept per frame.
    package static let candidateCount = 4

    /// Harmonics summed, the fundamental included.
    package static let harmonicCount = 15

    /// Each harmonic counts this much of the one before it.
    private static let compression: Float = 0.85

    private let logFrequencies: [Float]

    /// How many points each harmonic from the second on lies above the fundamental.
    package let shifts: [Int]

    /// How much each harmonic from the second on counts.
    private let harmonicWeights: [Float]

    private let frequencyRange: ClosedRange<Float>

    /// One possible pitch of a frame.
    package struct Candidate: Equatable, Sendable {
        /// Hertz; 0 for a place that is not filled.
        package var frequency: Float
        /// How far the peak stands above the mean of the sum: 0 to 1.
        package var voicing: Float
        /// Height of the peak.
        package var score: Float

        package static let empty = Candidate(frequency: 0, voicing: 0, score: 0)
    }

    /// Buffers of one thread.
    package struct Workspace {
        fileprivate var sums: [Lanes]
        fileprivate var peaks = PeakRanking()
        /// The candidates of the last block, `candidateCount` of each frame in turn, empty ones last.
        package fileprivate(set) var candidates: [Candidate]
    }

    /// Makes the tables.
    ///
    /// - Parameters:
    ///   - spectrum: the axis that the sums run on.
    ///   - frequencyRange: candidates outside of it are dropped.
    package init(spectrum: OctaveSpectrum, frequencyRange: ClosedRange<Float>) {
        logFrequencies = spectrum.logFrequencies
        shifts = (2...Self.harmonicCount).map { Int(spectrum.pointsPerOctave * log2(Double($0))) }
        var weight: Float = 1
        harmonicWeights = shifts.map { _ in
            weight *= Self.compression
            return weight
        }
        self.frequencyRange = frequencyRange
    }

    package func makeWorkspace() -> Workspace {
        Workspace(
            sums: [Lanes](repeating: .zero, count: logFrequencies.count),
            candidates: [Candidate](repeating: .empty, count: Lanes.laneCount * Self.candidateCount))
    }

    /// Finds the candidates of 16 frames; they are left in `workspace.candidates`.
    ///
    /// - Parameters:
    ///   - spectra: the octave spectra.
    ///   - frameCount: how many of the frames count; nothing is found for the others.
    ///   - workspace: from `makeWorkspace()`.
    package func findCandidates(in spectra: [Lanes], frameCount: Int, _ workspace: inout Workspace) {
        let means = sum(spectra, into: &workspace.sums)
        workspace.peaks.find(in: workspace.sums)
        for lane in 0..<frameCount {
            let first = lane * Self.candidateCount
            var kept = 0
            for rank in 0..<Self.candidateCount {
                guard let peak = workspace.peaks.place(rank: rank, lane: lane) else { break }
                let candidate = interpolate(LaneColumn(workspace.sums, lane: lane), around: peak, mean: means[lane])
                if frequencyRange.contains(candidate.frequency) {
                    workspace.candidates[first + kept] = candidate
                    kept += 1
                }
            }
            for place in kept..<Self.candidateCount { workspace.candidates[first + place] = .empty }
            // Interpolation can change the order; the reference puts the largest first and leaves the others.
            var largest = first
            for place in first..<first + kept
            where workspace.candidates[place].score > workspace.candidates[largest].score { largest = place }
            if largest != first { workspace.candidates.swapAt(first, largest) }
        }
    }

    /// Adds up the harmonics, single precision throughout, and returns the means of the sums.
    private func sum(_ spectra: [Lanes], into sums: inout [Lanes]) -> WideLanes {
        let count = sums.count
        precondition(spectra.count == count, "the spectra do not fit the axis")
        let harmonics = shifts.count
        var total = WideLanes.zero
        sums.withMutablePointer { sums in
            spectra.withPointer { spectra in
                shifts.withPointer { shifts in
                    harmonicWeights.withPointer { weights in
                        for point in 0..<count {
                            var sum = spectra[point]
                            var harmonic = 0
                            while harmonic < harmonics, point &+ shifts[harmonic] < count {
                                sum += spectra[point &+ shifts[harmonic]] * weights[harmonic]
                                harmonic &+= 1
                            }
                            sum /= Float(Self.harmonicCount)
                            sums[point] = sum
                            total += WideLanes(sum)
                        }
                    }
                }
            }
        }
        return total / Double(count)
    }

    /// The vertex of the parabola through a peak and its neighbours, in double precision on the rounded axis.
    private func interpolate(_ sums: LaneColumn, around peak: Int, mean: Double) -> Candidate {
        let (x0, x1) = (Double(logFrequencies[peak - 1]), Double(logFrequencies[peak]))
        let x2 = Double(logFrequencies[peak + 1])
        let (y0, y1, y2) = (Double(sums[peak - 1]), Double(sums[peak]), Double(sums[peak + 1]))
        let (slope01, slope12) = ((y1 - y0) / (x1 - x0), (y2 - y1) / (x2 - x1))
        let curvature = (slope12 - slope01) / (x2 - x0)
        var (place, height) = (x1, y1)
        if curvature != 0 {
            place = (x0 + x1) / 2 - slope01 / (2 * curvature)
            height = y0 + slope01 * (place - x0) + curvature * (place - x0) * (place - x1)
        }
        let voicing = height > 0 && height > mean ? 1 - mean / height : 0
        return Candidate(frequency: Float(exp2(place)), voicing: Float(voicing), score: Float(height))
    }
}
