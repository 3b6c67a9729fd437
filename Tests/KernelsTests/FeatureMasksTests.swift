import Kernels
import Testing

@Suite("FeatureMasks")
struct FeatureMasksTests {
    static func masks(
        _ count: Int = 2, frames: Int = 30, width: Int = 8, seed: UInt64 = 1, step: UInt64 = 2
    ) -> FeatureMasks {
        FeatureMasks(
            timeMasks: count, timeMaskFrames: frames, coefficientMasks: count, coefficientMaskWidth: width, seed: seed,
            step: step)
    }

    @Test("the first masks of a seed are these, for ever")
    func pinned() {
        let masks = Self.masks()
        #expect(
            (0..<4).map { masks.timeMask($0 % 2, row: $0 / 2, frames: 100) } == [81..<89, 60..<85, 7..<23, 93..<98])
        #expect(
            (0..<4).map { masks.coefficientMask($0 % 2, row: $0 / 2, columns: 39) } == [
                3..<9, 15..<19, 13..<14, 29..<32,
            ])
    }

    @Test("masks lie within the utterance and are as wide as allowed", arguments: [0, 1, 7, 30, 31, 400])
    func bounds(frames: Int) {
        var widths: Set<Int> = []
        var touched: Set<Int> = []
        for step in 0..<400 as Range<UInt64> {
            let span = Self.masks(step: step).timeMask(0, row: 3, frames: frames)
            #expect(span.lowerBound >= 0 && span.upperBound <= frames && span.count <= 30)
            widths.insert(span.count)
            touched.formUnion(span)
        }
        // 400 draws miss one of at most 31 widths with a probability of 31 · (30/31)^400 < 1e-4; here they do not.
        #expect(widths == Set(0...min(30, frames)))
        if frames <= 31 { #expect(touched == Set(0..<frames)) }
    }

    @Test("widths and starts are spread evenly")
    func spread() {
        let spans = (0..<8000 as Range<UInt64>).map { Self.masks(step: $0).coefficientMask(1, row: 0, columns: 39) }
        // The mean of 8,000 widths from 0...8 is 4 ± 0.12, of starts given a width (39 - width)/2: 17.5 ± 0.5.
        #expect(abs(Double(spans.map(\.count).reduce(0, +)) / 8000 - 4) < 0.12)
        #expect(abs(Double(spans.map(\.lowerBound).reduce(0, +)) / 8000 - 17.5) < 0.5)
    }

    @Test("seed, step, row and number each give other masks; time and coefficients are masked independently")
    func dependence() {
        func list(_ span: (UInt64) -> Range<Int>) -> [Range<Int>] { (0..<20).map(span) }
        let base = list { Self.masks(step: $0).timeMask(0, row: 4, frames: 39) }
        #expect(base == list { Self.masks(step: $0).timeMask(0, row: 4, frames: 39) })
        let others = [
            list { Self.masks(seed: 2, step: $0).timeMask(0, row: 4, frames: 39) },
            list { Self.masks(step: $0 + 1).timeMask(0, row: 4, frames: 39) },
            list { Self.masks(step: $0).timeMask(0, row: 5, frames: 39) },
            list { Self.masks(step: $0).timeMask(1, row: 4, frames: 39) },
            list { Self.masks(width: 30, step: $0).coefficientMask(0, row: 4, columns: 39) },
        ]
        for other in others { #expect(zip(base, other).count { $0 == $1 } < 5) }
    }

    @Test("no masks and masks without width mask nothing")
    func nothing() {
        #expect(Self.masks(0).timeMasks == 0 && Self.masks(0).coefficientMasks == 0)
        #expect(Self.masks(3, frames: 0, width: 0).timeMasks == 0)
        #expect(Self.masks(3, frames: 0, width: 0).coefficientMasks == 0)
    }
}
