import Glibc

/// Triangular filters, equally spaced and linear on the mel scale, applied to a power spectrum.
///
/// With B bands there are B + 2 equally spaced points `c[0]...c[B+1]` on the mel scale `1127 ln(1 + f/700)`; band b
/// rises from `c[b]` to 1 at `c[b+1]` and falls to 0 at `c[b+2]`. Triangles are not normalised for area. The lowest bin
/// of the range and the one at its upper end never count.
package struct MelFilterBank: Sendable {
    /// Number of bands.
    package let bandCount: Int

    /// Centre frequency of each band in hertz.
    package let centres: [Double]

    /// Bins of the spectrum that take part, each lying in one segment between two neighbouring points.
    package let bins: Range<Int>

    /// First bin of each segment between neighbouring points, and the end of the last: `bandCount + 2` entries.
    private let segmentStarts: [Int]

    /// For each bin of `bins`, the weight in the band that falls over the bin's segment; the rising band has the rest.
    private let fallingWeights: [Float]

    /// Makes the filters.
    ///
    /// - Parameters:
    ///   - bandCount: number of bands, at least 1.
    ///   - lowHertz: where the first band starts.
    ///   - highHertz: where the last band ends, at most half the sampling rate.
    ///   - binHertz: spacing of the bins of the spectrum.
    package init(bandCount: Int, lowHertz: Double, highHertz: Double, binHertz: Double) {
        precondition(bandCount >= 1 && lowHertz >= 0 && lowHertz < highHertz, "the bands need a range to lie in")
        self.bandCount = bandCount
        let (low, high) = (Self.mel(lowHertz), Self.mel(highHertz))
        let points = (0...(bandCount + 1)).map { low + Double($0) * (high - low) / Double(bandCount + 1) }
        centres = points[1...bandCount].map { 700 * (exp($0 / 1127) - 1) }
        let firstBin = Int((lowHertz / binHertz).rounded()) + 1
        let bins = firstBin..<max(firstBin, Int((highHertz / binHertz).rounded()))
        self.bins = bins
        var starts = [firstBin]
        var weights: [Float] = []
        var upper = 1
        for bin in bins {
            let position = Self.mel(Double(bin) * binHertz)
            while upper <= bandCount, position > points[upper] {
                starts.append(bin)
                upper += 1
            }
            weights.append(Float((points[upper] - position) / (points[upper] - points[upper - 1])))
        }
        while starts.count < bandCount + 2 { starts.append(bins.upperBound) }
        segmentStarts = starts
        fallingWeights = weights
    }

    /// The mel scale: `1127 ln(1 + f/700)`.
    package static func mel(_ hertz: Double) -> Double { 1127 * log(1 + hertz / 700) }

    /// The weights of one band, a pair per bin of its triangle; for inspection and tests.
    package func weights(ofBand band: Int) -> [(bin: Int, weight: Float)] {
        let first = bins.lowerBound
        return (segmentStarts[band]..<segmentStarts[band + 1]).map { ($0, 1 - fallingWeights[$0 - first]) }
            + (segmentStarts[band + 1]..<segmentStarts[band + 2]).map { ($0, fallingWeights[$0 - first]) }
    }

    /// The energies of all bands of 16 frames.
    ///
    /// - Parameters:
    ///   - power: the power spectrum from bin 0 on.
    ///   - energies: `bandCount` values, overwritten.
    package func energies(of power: [Lanes], into energies: inout [Lanes]) {
        precondition(power.count >= bins.upperBound && energies.count == bandCount, "buffers do not fit the bands")
        let (first, count) = (bins.lowerBound, bandCount)
        energies.withMutablePointer { energies in
            power.withPointer { power in
                segmentStarts.withPointer { starts in
                    fallingWeights.withPointer { weights in
                        for segment in 0...count {
                            var (falling, rising): (Lanes, Lanes) = (.zero, .zero)
                            var bin = starts[segment]
                            let end = starts[segment &+ 1]
                            while bin < end {
                                let weight = weights[bin &- first]
                                falling += weight * power[bin]
                                rising += (1 - weight) * power[bin]
                                bin &+= 1
                            }
                            if segment > 0 { energies[segment &- 1] += falling }
                            if segment < count { energies[segment] = rising }
                        }
                    }
                }
            }
        }
    }
}
