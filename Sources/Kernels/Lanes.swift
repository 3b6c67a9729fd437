/// Sixteen values computed at once: one AVX-512 register, two of AVX, four of SSE.
///
/// What keeps this fast: the concrete type, never a generic one, and operators only; `addingProduct`, `rounded`,
/// `clamped` and converting initialisers fall back to one lane at a time and are a hundred times slower.
package typealias Lanes = SIMD16<Float>

/// Loads 16 values, or `count` of them with zeros behind.
@inline(__always)
func load(_ source: Floats, _ count: Int = 16) -> Lanes {
    if count == 16 { return UnsafeRawPointer(source).loadUnaligned(as: Lanes.self) }
    var lanes = Lanes()
    for lane in 0..<count { lanes[lane] = source[lane] }
    return lanes
}

/// Stores 16 values, or the first `count` of them.
@inline(__always)
func store(_ lanes: Lanes, _ target: MutableFloats, _ count: Int = 16) {
    if count == 16 {
        UnsafeMutableRawPointer(target).storeBytes(of: lanes, as: Lanes.self)
        return
    }
    for lane in 0..<count { target[lane] = lanes[lane] }
}

/// Splits `e^x` into a power of two and a remainder, `e^x = scale · (1 + rest)`, for x clamped to ±87.
///
/// x = n ln 2 + r with |r| ≤ ln 2 / 2; the rest is a polynomial in r whose relative error is about 1e-7 (coefficients of
/// Cephes, `expf`). Rounding to n and building 2ⁿ are done in the number's bits.
@inline(always)
private func splitExponential(_ x: Lanes) -> (scale: Lanes, rest: Lanes) {
    let roundingBits: Float = 12_582_912
    var x = x.replacing(with: 87, where: x .> 87)
    x = x.replacing(with: -87, where: x .< -87)
    let shifted = x * 1.442_695_04 + roundingBits
    let n = shifted - roundingBits
    let r = (x - n * 0.693_359_375) + n * 2.121_944_4e-4
    var rest = r * 1.987_569_15e-4 + 1.398_199_950_7e-3
    rest = rest * r + 8.333_451_907_3e-3
    rest = rest * r + 4.166_579_589_4e-2
    rest = rest * r + 1.666_666_545_9e-1
    rest = rest * r + 5.000_000_120_1e-1
    rest = rest * (r * r) + r
    let bits = unsafeBitCast(shifted, to: SIMD16<Int32>.self) &+ SIMD16<Int32>(repeating: 127 - 0x4B40_0000)
    return (unsafeBitCast(bits &<< SIMD16<Int32>(repeating: 23), to: Lanes.self), rest)
}

/// `e^x`, relative error below 1e-6 for |x| ≤ 87.
///
/// Beyond that it is the value at ±87; NaN stays NaN.
@inline(always)
func exponential(_ x: Lanes) -> Lanes {
    let (scale, rest) = splitExponential(x)
    return scale * rest + scale
}

/// `1 / (1 + e^-x)`, relative error below 1e-6.
@inline(always)
func sigmoid(_ x: Lanes) -> Lanes {
    1 / (exponential(0 - x) + 1)
}

/// Hyperbolic tangent, relative error below 1e-6 also near zero: `(e^2x - 1) / (e^2x + 1)` with the numerator taken as
/// `scale · rest + (scale - 1)`, which does not cancel.
@inline(always)
func hyperbolicTangent(_ x: Lanes) -> Lanes {
    var doubled = x + x
    doubled = doubled.replacing(with: 40, where: doubled .> 40)
    doubled = doubled.replacing(with: -40, where: doubled .< -40)
    let (scale, rest) = splitExponential(doubled)
    let numerator = scale * rest + (scale - 1)
    return numerator / (numerator + 2)
}

/// Inner product with sixteen running sums, added up in an order that depends on nothing but the length.
func dot(_ a: Floats, _ b: Floats, _ count: Int) -> Float {
    var sums = Lanes()
    var index = 0
    while index < count {
        let width = min(16, count - index)
        sums = load(a + index, width) * load(b + index, width) + sums
        index += 16
    }
    return sums.sum()
}

/// Element-wise functions on a buffer, for tests and callers outside the fused kernels.
package enum Elementwise {
    package static func exponential(_ values: MutableFloats, count: Int) {
        apply(values, count) { Kernels.exponential($0) }
    }
    package static func sigmoid(_ values: MutableFloats, count: Int) { apply(values, count) { Kernels.sigmoid($0) } }
    package static func hyperbolicTangent(_ values: MutableFloats, count: Int) {
        apply(values, count) { Kernels.hyperbolicTangent($0) }
    }

    @inline(always)
    private static func apply(_ values: MutableFloats, _ count: Int, _ function: (Lanes) -> Lanes) {
        var index = 0
        while index + 16 <= count {
            store(function(load(values + index)), values + index)
            index += 16
        }
        if index < count { store(function(load(values + index, count - index)), values + index, count - index) }
    }
}
