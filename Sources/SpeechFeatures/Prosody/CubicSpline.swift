/// Natural cubic spline through values at fixed places, evaluated at fixed places.
///
/// The second derivatives solve a tridiagonal system whose matrix depends on the abscissae alone, so its elimination is
/// done once; each set of values costs one sweep forward, one back, and four products per place of evaluation.
package struct CubicSpline: Sendable {
    /// Number of values.
    package let knotCount: Int

    /// Number of places of evaluation.
    package let targetCount: Int

    /// Four per inner knot k: weights of the values k-1, k, k+1 and of the preceding right side.
    private let forward: [Double]

    /// How far each second derivative falls with the next one.
    private let back: [Double]

    /// The knot to the left of each target.
    private let intervals: [Int]

    /// Four per target: weights of the left and right value and of the left and right second derivative.
    private let weights: [Double]

    /// Makes the tables.
    ///
    /// - Parameters:
    ///   - knots: where the values lie, rising, three or more.
    ///   - targets: where the spline is wanted, rising, within the knots.
    package init(knots: [Double], targets: [Double]) {
        precondition(knots.count >= 3, "a spline needs three knots")
        knotCount = knots.count
        targetCount = targets.count
        var forward = [Double](repeating: 0, count: 4 * knots.count)
        var back = [Double](repeating: 0, count: knots.count)
        for k in 1..<(knots.count - 1) {
            let (left, right) = (knots[k] - knots[k - 1], knots[k + 1] - knots[k])
            let (lower, upper) = (left / (left + right), right / (left + right))
            // Row k of the system: lower y''[k-1] + 2 y''[k] + upper y''[k+1] = 6 (rise right - rise left) / (left +
            // right).
            let pivot = 2 - lower * back[k - 1]
            let scale = 6 / (left + right) / pivot
            forward[4 * k] = scale / left
            forward[4 * k + 1] = -scale / right - scale / left
            forward[4 * k + 2] = scale / right
            forward[4 * k + 3] = lower / pivot
            back[k] = upper / pivot
        }
        self.forward = forward
        self.back = back
        var intervals: [Int] = []
        var weights: [Double] = []
        var interval = 0
        for target in targets {
            while interval < knots.count - 2, knots[interval + 1] < target { interval += 1 }
            let width = knots[interval + 1] - knots[interval]
            let (a, b) = ((knots[interval + 1] - target) / width, (target - knots[interval]) / width)
            intervals.append(interval)
            weights += [a, b, (a * a * a - a) * width * width / 6, (b * b * b - b) * width * width / 6]
        }
        self.intervals = intervals
        self.weights = weights
    }

    /// Evaluates the spline through the values of 16 frames at all targets.
    ///
    /// - Parameters:
    ///   - values: `knotCount` values.
    ///   - result: `targetCount` values, overwritten, rounded to single precision.
    ///   - curvatures: work space of `knotCount` numbers.
    package func evaluate(_ values: [WideLanes], into result: inout [Lanes], curvatures: inout [WideLanes]) {
        precondition(
            values.count == knotCount && result.count == targetCount && curvatures.count == knotCount,
            "buffers do not fit the spline")
        values.withPointer { values in
            curvatures.withMutablePointer { curvatures in
                solve(values, into: curvatures)
                result.withMutablePointer { interpolate(values, curvatures, into: $0) }
            }
        }
    }

    /// The second derivatives at the knots: one sweep forward, one back.
    @inline(__always)
    private func solve(_ value: UnsafePointer<WideLanes>, into curvature: UnsafeMutablePointer<WideLanes>) {
        let knotCount = knotCount
        curvature[0] = .zero
        curvature[knotCount - 1] = .zero
        forward.withPointer { table in
            var (weight, previous) = (table + 4, WideLanes.zero)
            for k in 1..<(knotCount - 1) {
                let rightSide = weight[0] * value[k &- 1] + weight[1] * value[k] + weight[2] * value[k &+ 1]
                previous = rightSide - weight[3] * previous
                curvature[k] = previous
                weight += 4
            }
        }
        back.withPointer { back in
            var (k, next) = (knotCount - 2, WideLanes.zero)
            while k > 0 {
                next = curvature[k] - back[k] * next
                curvature[k] = next
                k &-= 1
            }
        }
    }

    @inline(__always)
    private func interpolate(
        _ value: UnsafePointer<WideLanes>, _ curvature: UnsafePointer<WideLanes>,
        into result: UnsafeMutablePointer<Lanes>
    ) {
        let targetCount = targetCount
        weights.withPointer { table in
            intervals.withPointer { intervals in
                var weight = table
                for target in 0..<targetCount {
                    let left = intervals[target]
                    let straight = weight[0] * value[left] + weight[1] * value[left &+ 1]
                    let bent = weight[2] * curvature[left] + weight[3] * curvature[left &+ 1]
                    result[target] = Lanes(straight + bent)
                    weight += 4
                }
            }
        }
    }
}
