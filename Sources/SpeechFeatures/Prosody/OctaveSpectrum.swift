import Glibc

/// The enhanced magnitude spectrum on a logarithmic frequency axis, where the harmonics of any pitch lie at the same
/// distances.
package struct OctaveSpectrum: Sendable {
    /// Points of the spectrum and of the logarithmic axis: 513.
    package let count: Int

    /// Points per octave.
    package let pointsPerOctave: Double

    /// The axis: base 2 logarithms of frequencies in hertz.
    ///
    /// Single precision, product and sum rounded separately, as the
    /// reference has it.
    package let logFrequencies: [Float]

    /// Ascending weight that favours the range of speech over hum.
    package let weights: [Float]

    private let spline: CubicSpline

    /// Lowest and highest frequency of the axis.
    package static let range = 25.0...8000.0

    /// Buffers of one thread.
    package struct Workspace {
        fileprivate var enhanced: [Lanes]
        fileprivate var marks: [SIMD16<Int32>]
        fileprivate var smoothed: [WideLanes]
        fileprivate var curvatures: [WideLanes]
    }

    /// Makes the tables.
    ///
    /// - Parameters:
    ///   - binCount: number of magnitudes, bin 0 included.
    ///   - binHertz: their spacing.
    package init(binCount: Int, binHertz: Double) {
        count = binCount
        let (low, high) = (log2(Self.range.lowerBound), log2(Self.range.upperBound))
        let step = (high - low) / Double(binCount - 1)
        pointsPerOctave = Double(binCount) / (high - low)
        let (floatLow, floatStep) = (Float(low), Float(step))
        logFrequencies = (0..<binCount).map { floatLow + Float($0) * floatStep }
        let perOctave = pointsPerOctave
        let centre = perOctave * log2(65.0 / 50) - 1
        weights = (0..<binCount).map { Float(0.5 + atan(3 * (Double($0) + 1 - centre) / perOctave) / Double.pi) }
        var knots = [0.0] + (1..<binCount).map { log2(binHertz * Double($0)) }
        knots[0] = 2 * knots[1] - knots[2]
        spline = CubicSpline(knots: knots, targets: (0..<binCount).map { low + Double($0) * step })
    }

    package func makeWorkspace() -> Workspace {
        Workspace(
            enhanced: [Lanes](repeating: .zero, count: count),
            marks: [SIMD16<Int32>](repeating: .zero, count: count),
            smoothed: [WideLanes](repeating: .zero, count: count),
            curvatures: [WideLanes](repeating: .zero, count: count))
    }

    /// Enhances, smooths, resamples and weights the magnitudes of 16 frames.
    ///
    /// - Parameters:
    ///   - magnitudes: `count` magnitudes.
    ///   - scaled: `count` values on the logarithmic axis, overwritten; none is negative.
    ///   - workspace: from `makeWorkspace()`.
    package func compute(_ magnitudes: [Lanes], into scaled: inout [Lanes], _ workspace: inout Workspace) {
        let count = count
        precondition(magnitudes.count == count && scaled.count == count, "buffers do not fit the axis")
        workspace.enhanced.withMutablePointer { enhanced in
            magnitudes.withPointer { enhanced.update(from: $0, count: count) }
        }
        SpectralPeaks.enhance(&workspace.enhanced, marks: &workspace.marks)
        SpectralPeaks.smooth(workspace.enhanced, into: &workspace.smoothed)
        spline.evaluate(workspace.smoothed, into: &scaled, curvatures: &workspace.curvatures)
        scaled.withMutablePointer { scaled in
            weights.withPointer { weights in
                for point in 0..<count {
                    let value = scaled[point]
                    scaled[point] = (value * weights[point]).replacing(with: 0, where: value .<= 0)
                }
            }
        }
    }
}
