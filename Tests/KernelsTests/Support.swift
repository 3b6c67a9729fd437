import Kernels
import Testing

/// A small generator for tests; its sequence never changes.
struct TestGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    /// Uniform in -1...1, a float32 value.
    mutating func next() -> Double {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Double(Float(Double(state >> 11) * 0x1p-52 - 1))
    }

    mutating func values(_ count: Int) -> [Double] { (0..<count).map { _ in next() } }
}

extension FloatBuffer {
    /// A buffer with the values, rounded to float32, and room for 64 more.
    ///
    /// It is never freed: a kernel sees only its pointer, which does not keep a temporary buffer alive.
    convenience init(_ values: [Double]) {
        self.init()
        reserve(values.count + 64)
        for (index, value) in values.enumerated() { pointer[index] = Float(value) }
        _ = Unmanaged.passRetained(self)
    }

    /// The first `count` values.
    func values(_ count: Int) -> [Double] { (0..<count).map { Double(pointer[$0]) } }
}

/// The gradient of `function` at `point` by central differences in double precision: error about 1e-9 for smooth functions.
func centralDifferences(_ point: [Double], _ function: ([Double]) -> Double) -> [Double] {
    let step = 1e-5
    var moved = point
    return point.indices.map { index in
        moved[index] = point[index] + step
        let above = function(moved)
        moved[index] = point[index] - step
        let below = function(moved)
        moved[index] = point[index]
        return (above - below) / (2 * step)
    }
}

/// Sum of products, the loss whose gradient with respect to `values` is `weights`.
func weighted(_ values: [Double], _ weights: [Double]) -> Double { zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } }

/// Expects equal lengths and differences of at most `tolerance`, relative to the larger of 1 and the value.
func expectClose(
    _ found: [Double], _ expected: [Double], tolerance: Double = 3e-6, _ what: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(found.count == expected.count, "\(what)", sourceLocation: sourceLocation)
    let worst = zip(found, expected).map { abs($0 - $1) / max(1, abs($1)) }
        .reduce(0) { $1.isNaN ? .infinity : max($0, $1) }
    #expect(worst <= tolerance, "\(what): off by \(worst)", sourceLocation: sourceLocation)
}
