/// Which frames and which columns of an utterance are masked in a training step, decided by hashing, never by a running
/// generator.
///
/// A mask depends on seed, training step, the row of the batch, its own number and the utterance's size, so that batches
/// may be sorted and split over threads. A mask's width is uniform in `0...min(widest, size)` and its start uniform over
/// all places where it fits; masks may overlap.
///
/// - Source: Park et al., "SpecAugment" (Interspeech 2019), section 2, with the last start allowed as well.
package struct FeatureMasks: Sendable {
    package let timeMasks: Int
    package let coefficientMasks: Int
    private let timeMaskFrames: Int
    private let coefficientMaskWidth: Int
    private let timeKey: UInt64
    private let coefficientKey: UInt64

    /// Masks of one training step; widths below 1 mask nothing.
    package init(
        timeMasks: Int, timeMaskFrames: Int, coefficientMasks: Int, coefficientMaskWidth: Int, seed: UInt64,
        step: UInt64
    ) {
        self.timeMasks = timeMaskFrames < 1 ? 0 : max(0, timeMasks)
        self.coefficientMasks = coefficientMaskWidth < 1 ? 0 : max(0, coefficientMasks)
        self.timeMaskFrames = timeMaskFrames
        self.coefficientMaskWidth = coefficientMaskWidth
        let key = scrambled(scrambled(seed) ^ step)
        timeKey = scrambled(key ^ 0x7469_6D65)
        coefficientKey = scrambled(key ^ 0x636F_6566)
    }

    /// The frames that one of the masks over time covers, within `0..<frames`.
    package func timeMask(_ number: Int, row: Int, frames: Int) -> Range<Int> {
        span(timeKey, number, row, widest: timeMaskFrames, size: frames)
    }

    /// The columns that one of the masks over coefficients covers, within `0..<columns`.
    package func coefficientMask(_ number: Int, row: Int, columns: Int) -> Range<Int> {
        span(coefficientKey, number, row, widest: coefficientMaskWidth, size: columns)
    }

    private func span(_ key: UInt64, _ number: Int, _ row: Int, widest: Int, size: Int) -> Range<Int> {
        let bits = scrambled(key ^ (UInt64(truncatingIfNeeded: row) << 32 | UInt64(truncatingIfNeeded: number)))
        let width = below(min(widest, size) + 1, UInt32(truncatingIfNeeded: bits))
        let start = below(size - width + 1, UInt32(truncatingIfNeeded: bits >> 32))
        return start..<start + width
    }

    /// A number in `0..<count`: the draw's share of the range, uneven by at most `count / 2³²`.
    private func below(_ count: Int, _ draw: UInt32) -> Int { Int((UInt64(draw) * UInt64(count)) >> 32) }
}
