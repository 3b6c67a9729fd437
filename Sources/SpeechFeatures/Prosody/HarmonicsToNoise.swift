import Glibc

/// Harmonics-to-noise ratio of a frame from the autocorrelation that belongs to its power spectrum.
package struct HarmonicsToNoise: Sendable {
    private let transform: RealFFT

    /// Buffers of one thread.
    package struct Workspace {
        fileprivate var symmetricPower: [Lanes]
        package fileprivate(set) var autocorrelation: [Lanes]
        fileprivate var transform: RealFFT.Workspace
    }

    /// Makes the tables; `transform` is the one that the magnitudes come from.
    package init(transform: RealFFT) { self.transform = transform }

    package func makeWorkspace() -> Workspace {
        Workspace(
            symmetricPower: [Lanes](repeating: .zero, count: transform.size),
            autocorrelation: [Lanes](repeating: .zero, count: transform.binCount),
            transform: transform.makeWorkspace())
    }

    /// Computes the absolute autocorrelations of the 16 frames with these magnitudes; `ratio` then reads them.
    ///
    /// A power spectrum has no phase, so its inverse transform is the forward one of its even continuation, but for the
    /// scale, which does not matter.
    package func autocorrelate(_ magnitudes: [Lanes], _ workspace: inout Workspace) {
        let (size, half) = (transform.size, transform.size / 2)
        precondition(magnitudes.count == half + 1, "the magnitudes do not fit the transform")
        workspace.symmetricPower.withMutablePointer { power in
            magnitudes.withPointer { magnitudes in
                power[0] = magnitudes[0] * magnitudes[0]
                for bin in 1...half {
                    let square = magnitudes[bin] * magnitudes[bin]
                    power[bin] = square
                    power[size &- bin] = square
                }
            }
        }
        transform.magnitudes(
            of: workspace.symmetricPower, into: &workspace.autocorrelation, workspace: &workspace.transform)
    }

    /// The ratio for one pitch of one frame, from the last `autocorrelate`: 1e-9 to 1e11.
    ///
    /// - Parameters:
    ///   - pitchHertz: above 0.
    ///   - lane: the frame.
    ///   - workspace: the one that `autocorrelate` filled.
    /// - Returns: the ratio at the local maximum nearest to the pitch's period.
    package func ratio(pitchHertz: Float, lane: Int, _ workspace: borrowing Workspace) -> Double {
        let lag = Int(Double(SpeechFeatureSet.sampleRate) / Double(pitchHertz))
        return Self.ratio(LaneColumn(workspace.autocorrelation, lane: lane), lag: lag)
    }

    /// A ratio in decibels, -90 to 110; it may be negative.
    package static func decibels(_ ratio: Double) -> Float { Float(10 * log10(ratio)) }

    /// The ratio at the local maximum nearest to `lag`.
    package static func ratio(_ autocorrelation: LaneColumn, lag: Int) -> Double {
        let peak = Double(autocorrelation[nearestMaximum(autocorrelation, to: lag)])
        let noise = Double(autocorrelation[0]) - peak
        return noise == 0 ? 1e11 : min(max(peak / noise, 1e-9), 1e11)
    }

    /// The strict local maximum nearest to `lag`, the left one first at equal distance.
    ///
    /// Where there is none at all, which speech does not do, `lag` itself stands.
    package static func nearestMaximum(_ values: LaneColumn, to lag: Int) -> Int {
        let last = values.count - 1
        precondition(lag >= 0 && last >= 1, "no lag below 0")
        let start = min(lag, last)
        if isMaximum(values, start) { return start }
        for distance in 1...last {
            if start - distance > 0, isMaximum(values, start - distance) { return start - distance }
            if start + distance < last, isMaximum(values, start + distance) { return start + distance }
        }
        return start
    }

    private static func isMaximum(_ values: LaneColumn, _ index: Int) -> Bool {
        (index == 0 || values[index] > values[index - 1])
            && (index == values.count - 1 || values[index] > values[index + 1])
    }
}
