import Foundation
import Kernels
import Testing

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
