import Kernels
import Testing

@Suite("DropoutMask")
struct DropoutMaskTests {
    func masked(_ mask: DropoutMask, count: Int, row: Int, frame: Int) -> [Double] {
        let values = FloatBuffer([Double](repeating: 1, count: count))
        mask.apply(values.pointer, count: count, row: row, frame: frame)
        return values.values(count)
    }

    @Test("the share kept is as asked and kept values are divided by it", arguments: [Float(0.3), 0.7])
    func share(_ keep: Float) {
        let mask = DropoutMask(keep: keep, seed: 1, step: 2, stream: 3)
        let values = (0..<200).flatMap { masked(mask, count: 39, row: 5, frame: $0) }
        #expect(values.allSatisfy { $0 == 0 || $0 == Double(1 / keep) })
        let kept = Double(values.count { $0 != 0 }) / Double(values.count)
        // 7,800 draws: four standard deviations are 0.021.
        #expect(abs(kept - Double(keep)) < 0.021)
    }

    @Test("each of seed, step, stream, row and frame changes the mask, and nothing else does")
    func dependence() {
        let base = masked(DropoutMask(keep: 0.5, seed: 1, step: 2, stream: 3), count: 300, row: 4, frame: 5)
        #expect(base == masked(DropoutMask(keep: 0.5, seed: 1, step: 2, stream: 3), count: 300, row: 4, frame: 5))
        let others = [
            masked(DropoutMask(keep: 0.5, seed: 2, step: 2, stream: 3), count: 300, row: 4, frame: 5),
            masked(DropoutMask(keep: 0.5, seed: 1, step: 3, stream: 3), count: 300, row: 4, frame: 5),
            masked(DropoutMask(keep: 0.5, seed: 1, step: 2, stream: 4), count: 300, row: 4, frame: 5),
            masked(DropoutMask(keep: 0.5, seed: 1, step: 2, stream: 3), count: 300, row: 5, frame: 5),
            masked(DropoutMask(keep: 0.5, seed: 1, step: 2, stream: 3), count: 300, row: 4, frame: 6),
        ]
        for other in others {
            // Independent masks agree in half of their 300 places; 0.12 is four standard deviations.
            let agreement = Double(zip(base, other).count { $0 == $1 }) / 300
            #expect(abs(agreement - 0.5) < 0.12)
        }
    }

    @Test("a column's mask does not depend on how many columns there are", arguments: [1, 15, 16, 17, 39, 40])
    func width(_ count: Int) {
        let mask = DropoutMask(keep: 0.5, seed: 9, step: 8, stream: 7)
        #expect(
            masked(mask, count: count, row: 6, frame: 5) == Array(masked(mask, count: 64, row: 6, frame: 5)[..<count]))
    }

    @Test("keeping everything changes nothing")
    func everything() {
        let mask = DropoutMask(keep: 1, seed: 1, step: 1, stream: 1)
        #expect(masked(mask, count: 20, row: 0, frame: 0) == [Double](repeating: 1, count: 20))
    }
}
