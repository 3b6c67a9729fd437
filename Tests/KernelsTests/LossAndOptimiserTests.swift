import Foundation
import Kernels
import Testing

@Suite("CrossEntropy")
struct CrossEntropyTests {
    static let rows: [[Double]] = [[0, 0], [1, -2, 0.5], [-3, 4, 0, 1.5, 2]]

    @Test("equal logits cost log 2, in softmax and for each class in sigmoid")
    func byHand() {
        let logits = FloatBuffer([0, 0])
        #expect(
            abs(softmaxCrossEntropy(dLogits: nil, logits: logits.pointer, label: 1, count: 2, factor: 1) - log(2))
                < 1e-15)
        #expect(
            abs(sigmoidCrossEntropy(dLogits: nil, logits: logits.pointer, label: 1, count: 2, factor: 3) - 3 * log(2))
                < 1e-15)
    }

    @Test("losses and gradients are the naive formulas'", arguments: rows)
    func against(_ values: [Double]) {
        let logits = FloatBuffer(values)
        for label in values.indices {
            let dLogits = FloatBuffer([Double](repeating: .nan, count: values.count))
            let softmax = softmaxCrossEntropy(
                dLogits: dLogits.pointer, logits: logits.pointer, label: label, count: values.count, factor: 0.5)
            #expect(abs(softmax - 0.5 * Naive.softmaxLoss(values, label: label)) < 1e-12)
            expectClose(
                dLogits.values(values.count),
                centralDifferences(values) { 0.5 * Naive.softmaxLoss($0, label: label) }, tolerance: 1e-7)
            let sigmoid = sigmoidCrossEntropy(
                dLogits: dLogits.pointer, logits: logits.pointer, label: label, count: values.count, factor: 0.5)
            #expect(abs(sigmoid - 0.5 * Naive.sigmoidLoss(values, label: label)) < 1e-12)
            expectClose(
                dLogits.values(values.count),
                centralDifferences(values) { 0.5 * Naive.sigmoidLoss($0, label: label) }, tolerance: 1e-7)
        }
    }

    @Test("huge logits neither overflow nor lose the loss")
    func extremes() {
        let logits = FloatBuffer([3e4, -3e4])
        let dLogits = FloatBuffer([0, 0])
        #expect(
            softmaxCrossEntropy(dLogits: dLogits.pointer, logits: logits.pointer, label: 1, count: 2, factor: 1) == 6e4)
        #expect(dLogits.values(2) == [1, -1])
        #expect(
            sigmoidCrossEntropy(dLogits: dLogits.pointer, logits: logits.pointer, label: 1, count: 2, factor: 1) == 3e4)
    }
}

@Suite("Adam")
struct AdamTests {
    static func step(_ number: Int, clip: Float = .infinity) -> AdamStep {
        AdamStep(
            learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8,
            correction1: Float(1 / (1 - pow(0.9, Double(number)))),
            correction2: Float(1 / (1 - pow(0.999, Double(number)))),
            clip: clip)
    }

    @Test("the first step moves each parameter by the learning rate against its gradient's sign")
    func firstStep() {
        let parameters = FloatBuffer([1, 1, 1])
        let gradients = FloatBuffer([0.5, -20, 0])
        adamUpdate(
            parameters.pointer, gradients: gradients.pointer, firstMoment: FloatBuffer([0, 0, 0]).pointer,
            secondMoment: FloatBuffer([0, 0, 0]).pointer, count: 3, step: Self.step(1))
        expectClose(parameters.values(3), [0.9, 1.1, 1], tolerance: 1e-6)
        #expect(gradients.values(3) == [0, 0, 0])
    }

    @Test("several steps follow the paper's algorithm, clipping included", arguments: [1, 16, 37])
    func severalSteps(count: Int) {
        var generator = TestGenerator(5)
        var expected = generator.values(count)
        var first = [Double](repeating: 0, count: count)
        var second = first
        let parameters = FloatBuffer(expected)
        let gradients = FloatBuffer(first)
        let (m, v) = (FloatBuffer(first), FloatBuffer(first))
        for number in 1...5 {
            let drawn = generator.values(count)
            for index in 0..<count {
                gradients.pointer[index] = Float(drawn[index])
                let g = min(max(drawn[index], -0.5), 0.5)
                first[index] = 0.9 * first[index] + 0.1 * g
                second[index] = 0.999 * second[index] + 0.001 * g * g
                let corrected = second[index] / (1 - pow(0.999, Double(number)))
                expected[index] -= 0.1 * first[index] / (1 - pow(0.9, Double(number))) / (corrected.squareRoot() + 1e-8)
            }
            adamUpdate(
                parameters.pointer, gradients: gradients.pointer, firstMoment: m.pointer, secondMoment: v.pointer,
                count: count, step: Self.step(number, clip: 0.5))
        }
        expectClose(parameters.values(count), expected, tolerance: 2e-5)
    }

    @Test("a gradient that is not a number shows in the parameter")
    func notANumber() {
        let parameters = FloatBuffer([1])
        adamUpdate(
            parameters.pointer, gradients: FloatBuffer([.nan]).pointer, firstMoment: FloatBuffer([0]).pointer,
            secondMoment: FloatBuffer([0]).pointer, count: 1, step: Self.step(1, clip: 10))
        #expect(parameters.pointer[0].isNaN)
    }
}

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
