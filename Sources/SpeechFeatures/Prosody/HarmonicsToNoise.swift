import Glibc

/// Harmonics-to-noise ratio of a frame from the autocorrelation that belongs to its power spectrum.
package struct HarmonicsToNoise: Sendable {
    private let transform: RealFFT

    /// Buffers of one thread.
    package struct Workspace {
        fileprivate var symmetricPower: [Float]
        package fileprivate(set) var autocorrelation: [Float]
        fileprivate var transform: RealFFT.Workspace
    }

    /// Makes the tables; `transform` is the one that the magnitudes come from.
    package init(transform: RealFFT) { self.transform = transform }

    package func makeWorkspace() -> Workspace {
        Workspace(
            symmetricPower: [Float](repeating: 0, count: transform.size),
            autocorrelation: [Float](repeating: 0, count: transform.binCount),
            transform: transform.makeWorkspace())
    }

    /// Computes the absolute autocorrelation of the frame with these magnitudes; `decibels` then reads it.
    ///
    /// A power spectrum has no phase, so its inverse transform is the forward one of its even continuation, but for the
    /// scale, which does not matter.
    package func autocorrelate(_ magnitudes: [Float], _ workspace: inout Workspace) {
        let (size, half) = (transform.size, transform.size / 2)
        precondition(magnitudes.count == half + 1, "the magnitudes do not fit the transform")
        workspace.symmetricPower.withMutablePointer { power in
            magnitudes.withPointer { magnitudes in
                for bin in 0...half { power[bin] = magnitudes[bin] * magnitudes[bin] }
                for bin in 1..<half { power[size &- bin] = power[bin] }
            }
        }
        transform.magnitudes(
            of: workspace.symmetricPower, into: &workspace.autocorrelation, workspace: &workspace.transform)
    }

    /// The ratio for one pitch, in decibels, from the last `autocorrelate`: -90 to 110; it may be negative.
    ///
    /// - Parameters:
    ///   - pitchHertz: above 0.
    ///   - workspace: the one that `autocorrelate` filled.
    /// - Returns: the ratio at the local maximum nearest to the pitch's period.
    package func decibels(pitchHertz: Float, _ workspace: Workspace) -> Float {
        let lag = Int(Double(SpeechFeatureSet.sampleRate) / Double(pitchHertz))
        return Self.decibels(workspace.autocorrelation, lag: lag)
    }

    /// The ratio at the local maximum nearest to `lag`.
    package static func decibels(_ autocorrelation: [Float], lag: Int) -> Float {
        let peak = Double(autocorrelation[nearestMaximum(autocorrelation, to: lag)])
        let noise = Double(autocorrelation[0]) - peak
        let ratio = noise == 0 ? 1e11 : peak / noise
        return Float(10 * log10(min(max(ratio, 1e-9), 1e11)))
    }

    /// The strict local maximum nearest to `lag`, the left one first at equal distance.
    ///
    /// Where there is none at all, which speech does not do, `lag` itself stands.
    package static func nearestMaximum(_ values: [Float], to lag: Int) -> Int {
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

    private static func isMaximum(_ values: [Float], _ index: Int) -> Bool {
        (index == 0 || values[index] > values[index - 1])
            && (index == values.count - 1 || values[index] > values[index + 1])
    }
}
