/// Seven statistics of a contour, in the order of `SpeechFeatureSet.functionals`.
package enum Functionals {
    /// Number of statistics per contour.
    package static let count = 7

    /// Standard deviation, mean, slope per frame, centroid, 10 % and 90 % percentile, and the range between them.
    ///
    /// The mean is rounded to single precision first and used so by the others, as in the reference. All are 0 for an
    /// empty contour.
    ///
    /// - Parameters:
    ///   - values: the contour.
    ///   - skipZeros: whether values that are exactly 0 are removed first; the time index then runs over what remains.
    /// - Returns: `count` numbers.
    package static func compute(_ values: ArraySlice<Float>, skipZeros: Bool) -> [Float] {
        let kept = skipZeros ? values.filter { $0 != 0 } : Array(values)
        guard !kept.isEmpty else { return [Float](repeating: 0, count: count) }
        let size = Double(kept.count)
        var (total, indexed) = (0.0, 0.0)
        for (index, value) in kept.enumerated() {
            total += Double(value)
            indexed += Double(index) * Double(value)
        }
        let mean = Float(total / size)
        var squares = 0.0
        for value in kept {
            let deviation = Double(value) - Double(mean)
            squares += deviation * deviation
        }
        let area = Double(mean) * size
        let sorted = kept.sorted()
        let (low, high) = (percentile(0.1, ofSorted: sorted), percentile(0.9, ofSorted: sorted))
        return [
            Float((squares / size).squareRoot()), mean, Float(slope(area: area, indexed: indexed, size: size)),
            area == 0 ? 0 : Float(indexed / area / size), Float(low), Float(high), Float(high - low),
        ]
    }

    /// Least-squares slope from the sum of the values and the sum of each times its index.
    private static func slope(area: Double, indexed: Double, size: Double) -> Double {
        guard size > 1 else { return 0 }
        let indices = size * (size - 1) / 2
        let squaredIndices = size * (size - 1) * (2 * size - 1) / 6
        let offset = (area - indexed * indices / squaredIndices) / (size - indices * indices / squaredIndices)
        return (indexed - offset * indices) / squaredIndices
    }

    /// Linear interpolation in sorted values at position `fraction · (N - 1)`.
    private static func percentile(_ fraction: Double, ofSorted values: [Float]) -> Double {
        let position = fraction * Double(values.count - 1)
        let below = Int(position)
        let above = min(below + 1, values.count - 1)
        let part = position - Double(below)
        return Double(values[below]) * (1 - part) + Double(values[above]) * part
    }
}
