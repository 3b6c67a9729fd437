/// Which values survive dropout, decided by hashing where a value is, never by a running generator.
///
/// The mask of a value depends on seed, training step, stream (which of a model's inputs), row of the batch, frame and
/// column. So batches may be sorted and split over threads, and backward can ask again instead of storing masks.
/// A kept value is divided by the share kept, so that its expectation stays and inference needs no change.
package struct DropoutMask: Sendable {
    package let keep: Float
    private let threshold: UInt32
    private let scale: Float
    private let key: UInt64

    /// A mask that keeps the share `keep` of all values; 1 and above keeps everything.
    package init(keep: Float, seed: UInt64, step: UInt64, stream: UInt64) {
        self.keep = keep
        threshold = keep >= 1 ? 1 << 24 : UInt32(max(0, keep) * 16_777_216)
        scale = keep >= 1 || keep <= 0 ? 1 : 1 / keep
        key = scrambled(scrambled(scrambled(seed) ^ step) ^ stream)
    }

    /// Multiplies one frame's values by its mask.
    package func apply(_ values: MutableFloats, count: Int, row: Int, frame: Int) {
        guard keep < 1 else { return }
        let frameKey = scrambled(key ^ (UInt64(truncatingIfNeeded: row) << 32 | UInt64(truncatingIfNeeded: frame)))
        let low = UInt32(truncatingIfNeeded: frameKey)
        let high = UInt32(truncatingIfNeeded: frameKey >> 32)
        // The last vector overlaps the one before; it is loaded before anything is stored.
        let (tailStart, tailCount) = (max(0, count - 16), min(count, 16))
        let tail = load(values + tailStart, tailCount)
        var column = 0
        while column < tailStart {
            store(masked(load(values + column), low, high, column), values + column)
            column += 16
        }
        store(masked(tail, low, high, tailStart), values + tailStart, tailCount)
    }

    @inline(always)
    private func masked(_ values: Lanes, _ low: UInt32, _ high: UInt32, _ column: Int) -> Lanes {
        // A draw below the threshold leaves a negative difference: its sign, spread over all bits, keeps the value's bits.
        let difference = draws(low: low, high: high, column: UInt32(truncatingIfNeeded: column)) &- threshold
        let kept = unsafeBitCast(difference, to: SIMD16<Int32>.self) &>> 31
        let bits = unsafeBitCast(values * scale, to: SIMD16<Int32>.self) & kept
        return unsafeBitCast(bits, to: Lanes.self)
    }

    /// Sixteen numbers in `0..<2^24`, for as many columns from `column` on.
    @inline(always)
    private func draws(low: UInt32, high: UInt32, column: UInt32) -> SIMD16<UInt32> {
        let lanes = SIMD16<UInt32>(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15) &+ column
        var x = lanes &* 0x9E37_79B9 &+ low
        x = (x ^ (x &>> 16)) &* 0x85EB_CA6B
        x = (x ^ high ^ (x &>> 13)) &* 0xC2B2_AE35
        x = (x ^ (x &>> 16)) &* 0x7FEB_352D
        return (x ^ (x &>> 15)) &>> 8
    }
}

/// The output function of SplitMix64 (Steele, Lea and Flood 2014).
func scrambled(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
}
