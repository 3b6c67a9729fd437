/// Moving average of three frames.
///
/// The result has one row more than its input: t = 0...T with `v[-1] = v[0]` and `v[T] = v[T+1] = v[T-1]`, so that its
/// last row equals `v[T-1]`. An empty contour stays empty.
package enum ContourSmoothing {
    /// The plain mean of the three.
    package static func mean(_ contour: [Float]) -> [Float] {
        smooth(contour) { before, here, after in (before + here + after) / 3 }
    }

    /// 0 where the contour is 0; elsewhere the mean of those of the three that are not 0.
    ///
    /// - Parameters:
    ///   - contour: one value per frame, 0 for none.
    ///   - hasNextFrames: false for utterances of which the path search had decided nothing before their end. There the
    ///     reference has no right neighbour in row 0 and takes the frame itself for it in the others.
    /// - Returns: `T + 1` values for T frames; none for none.
    package static func meanOfNonzero(_ contour: [Float], hasNextFrames: Bool = true) -> [Float] {
        let first = contour.first
        var smoothed = smooth(contour) { before, here, after in
            guard here != 0 else { return 0 }
            var (sum, count) = (here, Float(1))
            for neighbour in [before, hasNextFrames ? after : here] where neighbour != 0 {
                sum += neighbour
                count += 1
            }
            return sum / count
        }
        if !hasNextFrames, let first { smoothed[0] = first }
        return smoothed
    }

    private static func smooth(_ contour: [Float], _ average: (Float, Float, Float) -> Float) -> [Float] {
        guard !contour.isEmpty else { return [] }
        let last = contour.count - 1
        return (0...contour.count).map { row in
            average(contour[min(max(row - 1, 0), last)], contour[min(row, last)], contour[min(row + 1, last)])
        }
    }
}
