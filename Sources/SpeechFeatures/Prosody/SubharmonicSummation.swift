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
        fileprivate var sums: [Float]
        fileprivate var peaks: [Int]
        /// The last frame's candidates; `candidateCount` of them, empty ones last.
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
        self.frequencyRange = frequencyRange
    }

    package func makeWorkspace() -> Workspace {
        Workspace(
            sums: [Float](repeating: 0, count: logFrequencies.count),
            peaks: [Int](repeating: 0, count: Self.candidateCount),
            candidates: [Candidate](repeating: .empty, count: Self.candidateCount))
    }

    /// Finds the candidates of one frame; they are left in `workspace.candidates`.
    ///
    /// - Parameters:
    ///   - spectrum: the octave spectrum.
    ///   - workspace: from `makeWorkspace()`.
    package func findCandidates(in spectrum: [Float], _ workspace: inout Workspace) {
        let mean = sum(spectrum, into: &workspace.sums)
        let peakCount = findPeaks(of: workspace.sums, into: &workspace.peaks)
        var kept = 0
        for rank in 0..<peakCount {
            let candidate = interpolate(workspace.sums, around: workspace.peaks[rank], mean: mean)
            if frequencyRange.contains(candidate.frequency) {
                workspace.candidates[kept] = candidate
                kept += 1
            }
        }
        for place in kept..<Self.candidateCount { workspace.candidates[place] = .empty }
        // Interpolation can change the order; the reference puts the largest first and leaves the others.
        var largest = 0
        for place in 0..<kept where workspace.candidates[place].score > workspace.candidates[largest].score {
            largest = place
        }
        if largest != 0 { workspace.candidates.swapAt(0, largest) }
    }

    /// Adds up the harmonics, single precision throughout, and returns the mean of the sums.
    private func sum(_ spectrum: [Float], into sums: inout [Float]) -> Double {
        let count = sums.count
        precondition(spectrum.count == count, "the spectrum does not fit the axis")
        var total = 0.0
        sums.withMutablePointer { sums in
            spectrum.withPointer { spectrum in
                for point in 0..<count { sums[point] = spectrum[point] }
                var weight: Float = 1
                for shift in shifts {
                    weight *= Self.compression
                    let shifted = spectrum + shift
                    var point = 0
                    while point < count &- shift {
                        sums[point] += shifted[point] * weight
                        point &+= 1
                    }
                }
                for point in 0..<count {
                    sums[point] /= Float(Self.harmonicCount)
                    total += Double(sums[point])
                }
            }
        }
        return total / Double(count)
    }

    /// Indices of the highest strict local maxima, falling; the lower index first among equals.
    private func findPeaks(of sums: [Float], into peaks: inout [Int]) -> Int {
        let count = sums.count
        var found = 0
        peaks.withMutablePointer { peaks in
            sums.withPointer { sums in
                for point in 1..<(count - 1) {
                    let height = sums[point]
                    guard sums[point &- 1] < height, height > sums[point &+ 1] else { continue }
                    var place = found
                    while place > 0, sums[peaks[place &- 1]] < height { place -= 1 }
                    guard place < Self.candidateCount else { continue }
                    var moved = min(found, Self.candidateCount - 1)
                    while moved > place {
                        peaks[moved] = peaks[moved &- 1]
                        moved -= 1
                    }
                    peaks[place] = point
                    found = min(found + 1, Self.candidateCount)
                }
            }
        }
        return found
    }

    /// The vertex of the parabola through a peak and its neighbours, in double precision on the rounded axis.
    private func interpolate(_ sums: [Float], around peak: Int, mean: Double) -> Candidate {
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
