/// One number of 16 frames: lane i belongs to the i-th frame of a block.
///
/// All kernels work on 16 frames at a time, the same operation on each, so that a frame's numbers do not depend on
/// which frames stand beside it. One AVX-512 register holds 16 of these; narrower machines take two or four.
package typealias Lanes = SIMD16<Float>

/// As `Lanes`, where the reference computes in double precision.
package typealias WideLanes = SIMD16<Double>

extension SIMD16 {
    /// Frames in a block.
    package static var laneCount: Int { 16 }
}

/// Elementary functions of 16 numbers at once, about 30 instructions each; the C library takes one number at a time.
package enum LaneMath {
    /// Natural logarithm of positive, finite, normal numbers; within 1e-7 relative or 1e-7 absolute.
    ///
    /// `x = m 2^e` with m in [√½, √2); a polynomial for ln m; ln 2 in two parts.
    /// - Source: S. Moshier, Cephes Mathematical Library, logf (coefficients).
    @inline(__always)
    package static func log(_ x: Lanes) -> Lanes {
        let bits = unsafeBitCast(x, to: SIMD16<Int32>.self)
        // The bits of √½ are taken off first, so that the mantissa comes out in [√½, √2).
        let shifted = bits &- 0x3f35_04f3
        let exponent = Lanes(shifted &>> 23)
        let m = unsafeBitCast((shifted & 0x007f_ffff) &+ 0x3f35_04f3, to: Lanes.self) - 1
        let square = m * m
        var p = 7.0376836292e-2 * m - 1.1514610310e-1
        p = p * m + 1.1676998740e-1
        p = p * m - 1.2420140846e-1
        p = p * m + 1.4249322787e-1
        p = p * m - 1.6668057665e-1
        p = p * m + 2.0000714765e-1
        p = p * m - 2.4999993993e-1
        p = p * m + 3.3333331174e-1
        let tail = m * square * p - 2.12194440e-4 * exponent - 0.5 * square
        return m + tail + 0.693359375 * exponent
    }

    /// Exponential function for arguments between -87 and 88; within 2e-7 relative.
    ///
    /// `exp x = 2^n exp r` with |r| at most ln 2 / 2; n is rounded by adding a large number and taking it off again.
    /// - Source: S. Moshier, Cephes Mathematical Library, expf (coefficients).
    @inline(__always)
    package static func exp(_ x: Lanes) -> Lanes {
        let shifter: Float = 12_582_912
        let rounded = x * 1.44269504088896341 + shifter
        let n = rounded - shifter
        let r = x - n * 0.693359375 + n * 2.12194440e-4
        var p = 1.9875691500e-4 * r + 1.3981999507e-3
        p = p * r + 8.3334519073e-3
        p = p * r + 4.1665795894e-2
        p = p * r + 1.6666665459e-1
        p = p * r + 5.0000001201e-1
        let mantissa = p * r * r + r + 1
        let power = (unsafeBitCast(rounded, to: SIMD16<Int32>.self) &- 0x4b40_0000 &+ 127) &<< 23
        return mantissa * unsafeBitCast(power, to: Lanes.self)
    }
}

/// The numbers of one frame of a block.
package struct LaneColumn {
    private let rows: [Lanes]
    private let lane: Int

    package init(_ rows: [Lanes], lane: Int) {
        self.rows = rows
        self.lane = lane
    }

    /// How many there are.
    package var count: Int { rows.count }

    package subscript(row: Int) -> Float { rows[row][lane] }
}
